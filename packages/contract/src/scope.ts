import { getOption, hasOption, type DescMessage, type DescMethod } from '@bufbuild/protobuf';
import {
  event_without_scope as eventWithoutScope,
  no_scope as noScope,
  Scope,
} from '@katrol/proto/katrol/common/v1/options_pb';
import { fieldsOf, type Field } from './fields.ts';

/**
 * A branch or a university that a message names, and where. `ifAny`: judged only for who works in
 * branches, or at a university, at all.
 */
export type Named = {
  kind: 'branch' | 'university';
  field: string;
  code: string;
  ifAny: boolean;
};

type Values = Record<string, unknown>;

/** Every branch and university that a message names as whose it is, nested ones included. */
export function namedBy(desc: DescMessage, message: object): Named[] {
  const found: Named[] = [];
  if (mayName(desc)) collect(found, desc, message as Values, '');
  return found;
}

function collect(found: Named[], desc: DescMessage, message: Values, at: string): void {
  for (const field of fieldsOf(desc)) {
    const path = `${at}${field.name}`;
    for (const [place, value] of valuesOf(field, message[field.key])) {
      const kind = kindOf(field.scope);
      if (kind && value !== '') {
        const ifAny = leniently.includes(field.scope);
        found.push({ kind, field: `${path}${place}`, code: String(value), ifAny });
      }
      const goesOn = field.inner && value !== undefined && mayName(field.inner);
      if (goesOn) collect(found, field.inner as DescMessage, value as Values, `${path}${place}.`);
    }
  }
}

function valuesOf(field: Field, value: unknown): [string, unknown][] {
  if (field.desc.fieldKind === 'list') {
    return ((value ?? []) as unknown[]).map((one, i) => [`[${i}]`, one]);
  }
  if (field.desc.fieldKind === 'map') {
    return Object.entries((value ?? {}) as Values).map(([key, one]) => [`.${key}`, one]);
  }
  return [['', value]];
}

const kinds: Partial<Record<Scope, Named['kind']>> = {
  [Scope.BRANCH]: 'branch',
  [Scope.BRANCH_IF_ANY]: 'branch',
  [Scope.UNIVERSITY]: 'university',
  [Scope.UNIVERSITY_IF_ANY]: 'university',
};
const kindOf = (scope: Scope): Named['kind'] | undefined => kinds[scope];
const leniently = [Scope.BRANCH_IF_ANY, Scope.UNIVERSITY_IF_ANY];

const naming = new WeakMap<DescMessage, boolean>();

/** Can the message name a branch or a university as whose it is, at any depth? */
function mayName(desc: DescMessage): boolean {
  const known = naming.get(desc);
  if (known !== undefined) return known;
  // one that holds itself is not asked again
  naming.set(desc, false);
  const may = fieldsOf(desc).some(
    (field) => kindOf(field.scope) !== undefined || (field.inner && mayName(field.inner)),
  );
  naming.set(desc, may);
  return may;
}

/** What is wrong with how a method or an event says whose it is; undefined when it is said once. */
export function scopeProblem(desc: DescMethod | DescMessage): string | undefined {
  const method = desc.kind === 'rpc' ? desc : undefined;
  const names = mayName(method ? method.input : (desc as DescMessage));
  const saysNone = method
    ? hasOption(method, noScope) && getOption(method, noScope)
    : hasOption(desc as DescMessage, eventWithoutScope);
  const what = method ? `${method.parent.typeName}.${method.name}` : (desc as DescMessage).typeName;
  if (names && saysNone) return `${what} names a scope and says that it has none`;
  if (!names && !saysNone) return `${what} names no scope and does not say so`;
  return undefined;
}
