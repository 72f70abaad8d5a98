import { ScalarType, type DescMessage, type MessageShape } from '@bufbuild/protobuf';
import { fieldsOf, fromRow, offeredCodes, type Field, type Plain } from '@katrol/contract';
import { Form } from '@katrol/proto/katrol/common/v1/options_pb';

type Values = Record<string, unknown>;

const texts: Partial<Record<Form, string>> = {
  [Form.ID]: '019aa000-0000-7000-8000-000000000001',
  [Form.DATE]: '2026-11-20',
  [Form.DATE_TIME]: '2026-11-20T16:00',
  [Form.TIME]: '17:00',
  [Form.PHONE]: '0470 12 34 56',
  [Form.EMAIL]: 'iemand@voorbeeld.example',
  [Form.LANGUAGE]: 'nl',
};

/** The smallest message that its contract takes: what is required, and nothing more. */
export const exampleOf = <D extends DescMessage>(desc: D): Plain<MessageShape<D>> =>
  fromRow(desc, messageOf(desc));

const messageOf = (desc: DescMessage): Values =>
  Object.fromEntries(
    fieldsOf(desc)
      .map((field) => [field.key, valueOf(field)] as const)
      .filter(([, value]) => value !== undefined),
  );

function valueOf(field: Field): unknown {
  const { desc, inner, rule } = field;
  if (desc.fieldKind === 'list') return rule.minItems > 0 ? [oneOf(field)] : undefined;
  if (desc.fieldKind === 'map') return rule.required ? { nl: 'woord' } : undefined;
  if (inner) return rule.required ? messageOf(inner) : undefined;
  const number = 'scalar' in desc && desc.scalar === ScalarType.INT32;
  if (number) return Math.max(rule.min ?? 0, 0);
  return rule.required ? oneOf(field) : undefined;
}

function oneOf(field: Field): unknown {
  if (field.inner) return messageOf(field.inner);
  return offeredCodes(field)[0] ?? texts[field.rule.form] ?? 'woord';
}
