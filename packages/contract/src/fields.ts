import { getOption, type DescField, type DescMessage } from '@bufbuild/protobuf';
import { codeLists } from '@katrol/proto/code-lists';
import { Form, rule, scope, Scope, type Rule } from '@katrol/proto/katrol/common/v1/options_pb';
import { shapes } from './forms.ts';

const allLists: Readonly<Record<string, readonly string[] | undefined>> = codeLists;

const DEFAULT_ITEMS = 200;

/** A field as the contract declares it, worked out once. */
export type Field = {
  desc: DescField;
  /** as refusals name it, and as messages hold it */
  name: string;
  key: string;
  rule: Rule;
  scope: Scope;
  /** the codes it may hold; undefined where it is no code, or its list is open */
  codes: readonly string[] | undefined;
  /** characters, of a text */
  maxLength: number;
  /** of a list or a map */
  maxItems: number;
  /**
   * required when the field at `key` of the same message holds `code` (a flag: true), or does not
   */
  when: { key: string; code: string; holds: boolean } | undefined;
  /** the message that it holds, once or many times */
  inner: DescMessage | undefined;
};

const known = new WeakMap<DescMessage, Field[]>();

/** The fields of a message. */
export function fieldsOf(message: DescMessage): Field[] {
  const found = known.get(message) ?? message.fields.map(fieldOf);
  known.set(message, found);
  return found;
}

function fieldOf(desc: DescField): Field {
  const declared = getOption(desc, rule);
  const declaredScope = getOption(desc, scope);
  const named = declaredScope !== Scope.UNSPECIFIED && declaredScope !== Scope.OTHER;
  const shape = shapes[named ? Form.WORD : declared.form];
  return {
    desc,
    name: desc.name,
    key: desc.localName,
    rule: declared,
    scope: declaredScope,
    codes: declared.code === '' || declared.open ? undefined : codesOf(desc, declared.code),
    maxLength: declared.maxLength || shape.maxLength,
    maxItems: declared.maxItems || DEFAULT_ITEMS,
    when: whenOf(desc, declared),
    inner: 'message' in desc ? desc.message : undefined,
  };
}

function whenOf(desc: DescField, { requiredWhen, requiredUnless }: Rule): Field['when'] {
  const [name, code = ''] = (requiredWhen || requiredUnless).split('=');
  if (!name) return undefined;
  const other = desc.parent.fields.find((one) => one.name === name);
  if (!other) throw new Error(`${desc.parent.typeName}.${desc.name}: no field ${name}`);
  return { key: other.localName, code, holds: requiredWhen !== '' };
}

/** The codes of the list that a rule names: of its package, of the shared one, or by full name. */
function codesOf(desc: DescField, code: string): readonly string[] {
  const packageName = desc.parent.file.proto.package;
  const lists = [`${packageName}.${code}`, `katrol.common.v1.${code}`, code].map(
    (name) => allLists[name],
  );
  const found = lists.find((list) => list !== undefined);
  if (!found) throw new Error(`${desc.parent.typeName}.${desc.name}: no code list ${code}`);
  return found;
}

/** The codes that a field offers, also where it takes others; none where it is no code. */
export const offeredCodes = ({ desc, rule: { code } }: Field): readonly string[] =>
  code === '' ? [] : codesOf(desc, code);
