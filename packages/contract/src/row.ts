import type { DescMessage, MessageShape } from '@bufbuild/protobuf';
import { ScalarType } from '@bufbuild/protobuf';
import { Form } from '@katrol/proto/katrol/common/v1/options_pb';
import { fieldsOf, type Field } from './fields.ts';
import type { Plain } from './plain.ts';

type Values = Record<string, unknown>;

/**
 * What a database kept, as the contract's value: the fields of the message out of a row that may
 * hold more, a date as its ISO day, an instant (FORM_INSTANT) as ISO in UTC, nothing as empty. What
 * the row does not hold is empty too, so a document that was kept before a field existed can be
 * read. Throws on a code that the contract does not know.
 */
export const fromRow = <D extends DescMessage>(desc: D, row: object): Plain<MessageShape<D>> =>
  messageOf(desc, row as Values) as Plain<MessageShape<D>>;

const messageOf = (desc: DescMessage, row: Values): Values =>
  Object.fromEntries(fieldsOf(desc).map((field) => [field.key, valueOf(field, row[field.key])]));

function valueOf(field: Field, value: unknown): unknown {
  const { desc, inner } = field;
  if (desc.fieldKind === 'map') return { ...(value as Values | null | undefined) };
  if (desc.fieldKind === 'list') {
    const items = (value ?? []) as unknown[];
    return items.map((one) => (inner ? messageOf(inner, one as Values) : scalarOf(field, one)));
  }
  if (!inner) return scalarOf(field, value);
  if (value === null || value === undefined) {
    return field.rule.required ? messageOf(inner, {}) : undefined;
  }
  return messageOf(inner, value as Values);
}

function scalarOf(field: Field, value: unknown): unknown {
  if (value === null || value === undefined) return emptyOf(field);
  if (value instanceof Date) return dateOf(field, value.toISOString());
  if (field.codes && value !== '' && !field.codes.includes(value as string)) {
    throw new Error(`${field.desc.parent.typeName}.${field.name}: a code it does not know`);
  }
  return value;
}

const MIDNIGHT = 'T00:00:00.000Z';

function dateOf({ desc, name, rule }: Field, iso: string): string {
  if (rule.form === Form.INSTANT) return iso;
  if (!iso.endsWith(MIDNIGHT)) {
    throw new Error(`${desc.parent.typeName}.${name}: an instant without FORM_INSTANT`);
  }
  return iso.slice(0, 10);
}

function emptyOf({ desc }: Field): unknown {
  const scalar = 'scalar' in desc ? desc.scalar : undefined;
  if (scalar === ScalarType.STRING) return '';
  if (scalar === ScalarType.BOOL) return false;
  return scalar === ScalarType.BYTES ? new Uint8Array() : 0;
}
