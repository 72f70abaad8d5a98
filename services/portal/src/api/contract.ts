import { forms as common } from '@katrol/proto/katrol/common/v1/forms';
import { forms as intake } from '@katrol/proto/katrol/intake/v1/forms';
import type { FormField } from '@katrol/proto/json';

// what the form for everybody needs; the others come with the pages of who signs in
const forms: Record<string, readonly FormField[]> = { ...common, ...intake };

/** From now on these messages are known too. */
export const addForms = (more: Record<string, readonly FormField[]>): void =>
  void Object.assign(forms, more);

/** The fields of a message that a request holds, in the order of its contract. */
export const fieldsOf = (message: string): readonly FormField[] => forms[message] ?? [];

/**
 * The field at a path of keys ("contact.phone", "children.0.grade", "publicName.nl"; places in lists
 * and keys of maps are left out of account). Undefined where the path leads nowhere.
 */
export function fieldAt(message: string, path: string): FormField | undefined {
  let at: string | undefined = message;
  let field: FormField | undefined;
  for (const key of path.split('.').filter((part) => !/^\d+$/.test(part))) {
    if (field?.many === 'map') return field;
    field = at === undefined ? undefined : fieldsOf(at).find((one) => one.key === key);
    at = field?.inner;
    if (!field) return undefined;
  }
  return field;
}

type Values = Record<string, unknown>;

/**
 * A message with every part that its contract has, empty where nothing was given. What it does not
 * know is left out.
 */
export const wholeOf = (message: string, given: object): object =>
  Object.fromEntries(
    fieldsOf(message).map((field) => [field.key, valueOf(field, (given as Values)[field.key])]),
  );

function valueOf({ kind, many, inner, required }: FormField, value: unknown): unknown {
  if (many === 'map') return { ...(value as Values | undefined) };
  if (many === 'list')
    return ((value ?? []) as unknown[]).map((one) => (inner ? wholeOf(inner, one as Values) : one));
  if (inner) return value || required ? wholeOf(inner, (value ?? {}) as Values) : undefined;
  return value ?? EMPTY[kind];
}
const EMPTY = { text: '', number: 0, flag: false, bytes: new Uint8Array(), message: undefined };

/** The same with numbers where inputs hold texts: one that was emptied holds none. */
export const withNumbers = (message: string, values: object): object =>
  Object.fromEntries(
    Object.entries(values).map(([key, value]: [string, unknown]) => {
      const field = fieldsOf(message).find((one) => one.key === key);
      if (field?.kind === 'number' && !field.many) return [key, Number(value) || 0];
      const { inner } = field ?? {};
      if (!inner || value === undefined) return [key, value];
      const each = (one: unknown): object => withNumbers(inner, one as object);
      return [key, Array.isArray(value) ? value.map(each) : each(value)];
    }),
  );
