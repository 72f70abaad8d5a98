import type { Message } from '@bufbuild/protobuf';
import { Refusal } from '@katrol/runtime';

/**
 * Fields that the contract does not know are refused, not dropped: what was meant by them would be
 * lost in silence.
 */
export function refuseUnknownFields(message: Message, path: string): void {
  const [unknown] = message.$unknown ?? [];
  if (unknown) {
    const fields = [{ field: `${path}#${unknown.no}`, reason: 'FIELD_UNKNOWN' }];
    throw new Refusal('invalid_argument', 'FIELD_UNKNOWN', { fields });
  }
  for (const [name, value] of Object.entries(message)) {
    for (const [i, one] of (Array.isArray(value) ? value : [value]).entries()) {
      const at = Array.isArray(value) ? `${path}${name}[${i}]` : `${path}${name}`;
      if (isMessage(one)) refuseUnknownFields(one, `${at}.`);
    }
  }
}

const isMessage = (value: unknown): value is Message =>
  typeof value === 'object' && value !== null && '$typeName' in value;
