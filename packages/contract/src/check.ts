import { create, ScalarType, type DescMessage } from '@bufbuild/protobuf';
import { Form, Scope } from '@katrol/proto/katrol/common/v1/options_pb';
import { isReadable, tidyText } from './characters.ts';
import { fieldsOf, type Field } from './fields.ts';
import { isUuid, shapes } from './forms.ts';
import { isOurs, type FieldProblem } from './problem.ts';

export type CheckOptions = {
  /** the day in Europe/Brussels, for dates that must not lie in the future or the past */
  today: string;
  /**
   * true for what a service tells: it names whose it is, and its ids can exist. Who asks may leave
   * the branch to the door, and an id that cannot exist is simply not found.
   */
  told?: boolean;
};

type Values = Record<string, unknown>;
type Check = CheckOptions & { problems: FieldProblem[] };

/**
 * Checks a message against its contract and makes it tidy in place: texts trimmed and in one
 * Unicode form, codes without repeats, blank items of lists left out, messages that are never
 * absent there. Gives every problem with its field.
 */
export function checkMessage(
  desc: DescMessage,
  message: object,
  options: CheckOptions,
): FieldProblem[] {
  const check: Check = { ...options, problems: [] };
  checkFields(check, desc, message as Values, '');
  return check.problems;
}

function checkFields(c: Check, desc: DescMessage, message: Values, at: string): void {
  for (const declared of fieldsOf(desc)) {
    const field = isRequiredHere(declared, message) ? required(declared) : declared;
    const path = `${at}${field.name}`;
    const value = message[field.key];
    if (field.desc.fieldKind === 'list') message[field.key] = checkList(c, field, value, path);
    else if (field.desc.fieldKind === 'map') checkMap(c, field, value, path);
    else if (field.desc.fieldKind === 'message') checkInner(c, field, message, path);
    else message[field.key] = checkScalar(c, field, value, path);
    if (field.rule.since !== '') checkSince(c, { desc, message, field, path });
  }
}

const required = (field: Field): Field => ({ ...field, rule: { ...field.rule, required: true } });

// decided by another field of the same message
function isRequiredHere({ when }: Field, message: Values): boolean {
  return when !== undefined && (String(message[when.key]) === when.code) === when.holds;
}

function checkInner(c: Check, field: Field, message: Values, path: string): void {
  const inner = field.inner as DescMessage;
  if (!isOurs(inner)) return;
  if (message[field.key] === undefined && field.rule.required) message[field.key] = create(inner);
  const value = message[field.key];
  if (value !== undefined) checkFields(c, inner, value as Values, `${path}.`);
}

function checkList(c: Check, field: Field, value: unknown, path: string): unknown[] {
  const items = (value ?? []) as unknown[];
  if (items.length < field.rule.minItems) problem(c, path, 'VALUE_MISSING');
  if (items.length > field.maxItems) {
    problem(c, path, 'VALUE_OUT_OF_RANGE');
    return items;
  }
  const { inner } = field;
  if (inner) {
    if (isOurs(inner)) {
      for (const [i, one] of items.entries())
        checkFields(c, inner, one as Values, `${path}[${i}].`);
    }
    return items;
  }
  const checked = items.map((one, i) => checkScalar(c, field, one, `${path}[${i}]`));
  if (field.rule.code !== '') return [...new Set(checked)];
  return isText(field) ? checked.filter((one) => one !== '') : checked;
}

function checkMap(c: Check, field: Field, value: unknown, path: string): void {
  const map = (value ?? {}) as Values;
  const { inner, rule } = field;
  const keys = Object.keys(map);
  if (keys.length > field.maxItems) return problem(c, path, 'VALUE_OUT_OF_RANGE');
  for (const key of keys) {
    const at = `${path}.${key.slice(0, 8)}`;
    const shape = shapes[rule.form];
    if (!shape.fits(key) || key.length > 500) problem(c, at, shape.reason || 'VALUE_TOO_LONG');
    if (!isReadable(key, false)) problem(c, at, 'VALUE_INVALID');
    if (inner) checkFields(c, inner, map[key] as Values, `${at}.`);
    else if (typeof map[key] === 'string') map[key] = checkLength(c, field, map[key], at);
    if (rule.form === Form.ID) renameKey(map, key, normalOf(key, rule.form));
  }
  if (rule.required && !Object.values(map).some((one) => one !== '')) {
    problem(c, path, 'VALUE_MISSING');
  }
}

function renameKey(map: Values, key: string, to: string): void {
  if (to === key) return;
  map[to] = map[key];
  delete map[key];
}

const isText = ({ desc }: Field): boolean => scalarOf(desc) === ScalarType.STRING;
const scalarOf = (desc: Field['desc']): ScalarType | undefined =>
  'scalar' in desc ? desc.scalar : undefined;

function checkScalar(c: Check, field: Field, value: unknown, path: string): unknown {
  if (typeof value === 'string') return checkText(c, field, value, path);
  if (typeof value === 'number') checkNumber(c, field, value, path);
  if (value instanceof Uint8Array) checkBytes(c, field, value, path);
  return value;
}

function checkBytes(c: Check, { rule }: Field, value: Uint8Array, path: string): void {
  if (value.length < rule.minLength) problem(c, path, 'VALUE_MISSING');
  if (rule.maxLength > 0 && value.length > rule.maxLength) problem(c, path, 'VALUE_TOO_LONG');
}

const fractions = [ScalarType.DOUBLE, ScalarType.FLOAT];

function checkNumber(c: Check, field: Field, value: number, path: string): void {
  const { min = -Infinity, max = Infinity } = field.rule;
  const type = scalarOf(field.desc);
  const whole = type !== undefined && fractions.includes(type) ? true : Number.isInteger(value);
  if (!whole || value < min || value > max) problem(c, path, 'VALUE_OUT_OF_RANGE');
}

function checkLength(c: Check, field: Field, value: string, path: string): string {
  const kept = normalOf(tidyText(value, field.rule.lines), field.rule.form);
  if (kept.length > field.maxLength) problem(c, path, 'VALUE_TOO_LONG');
  if (!isReadable(kept, field.rule.lines)) problem(c, path, 'VALUE_INVALID');
  return kept;
}

// an identifier that two spellings name would be two in the audit, in keys and in comparisons
const normalOf = (tidy: string, form: Form): string =>
  form === Form.ID && isUuid(tidy) ? tidy.toLowerCase() : tidy;

const OWNED = [Scope.BRANCH, Scope.UNIVERSITY];

function checkText(c: Check, field: Field, value: string, path: string): string {
  const { rule } = field;
  const kept = checkLength(c, field, value, path);
  if (kept === '') {
    const named = c.told === true && OWNED.includes(field.scope);
    if (rule.required || named) problem(c, path, 'VALUE_MISSING');
    return kept;
  }
  if (kept.length > field.maxLength) return kept;
  const shape = shapes[rule.form];
  if (kept.length < rule.minLength) problem(c, path, rule.tooShort || 'VALUE_TOO_SHORT');
  if (field.codes && !field.codes.includes(kept)) problem(c, path, 'VALUE_UNKNOWN');
  if (!shape.fits(kept)) problem(c, path, shape.reason);
  else if (c.told && rule.form === Form.ID && !isUuid(kept)) problem(c, path, 'VALUE_INVALID');
  else if (rule.untilToday && kept > c.today) problem(c, path, 'DATE_IN_FUTURE');
  else if (rule.fromToday && kept < c.today) problem(c, path, 'DATE_TOO_EARLY');
  return kept;
}

type End = { desc: DescMessage; message: Values; field: Field; path: string };

function checkSince(c: Check, { desc, message, field, path }: End): void {
  const start = fieldsOf(desc).find((one) => one.name === field.rule.since);
  if (!start) throw new Error(`${desc.typeName}.${field.name}: no field ${field.rule.since}`);
  const from = message[start.key];
  const until = message[field.key];
  if (typeof until === 'number' && typeof from === 'number' && until <= from) {
    problem(c, path, 'VALUE_OUT_OF_RANGE');
  }
  if (typeof until === 'string' && typeof from === 'string' && until !== '' && from !== '') {
    if (until < from) problem(c, path, 'DATE_TOO_EARLY');
  }
}

// nobody mends more at once, and each is compared with those before it
const MOST_PROBLEMS = 50;

const problem = (c: Check, field: string, reason: string): void => {
  if (c.problems.length >= MOST_PROBLEMS) return;
  if (!c.problems.some((one) => one.field === field)) c.problems.push({ field, reason });
};
