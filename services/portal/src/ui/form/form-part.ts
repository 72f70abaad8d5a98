import type { FormField } from '@katrol/proto/json';
import type { ReactNode } from 'react';
import { valueAt, type At, type Path } from './path.ts';

/** What an input of a form gets. */
export type InputProps = {
  id: string;
  value?: never;
  checked?: boolean;
  error?: ReactNode;
  type?: string;
  min?: number;
  max?: number;
  onChange: (value: unknown) => void;
  onFocus: () => void;
  onBlur: () => void;
};

/** A form, or a part of one whose paths begin where the part does. */
export type FormPart<V> = {
  values: V;
  set: <P extends Path<V>>(path: P, value: At<V, P>) => void;
  /** props of an input at a path: value, change, error, id, and what the contract says of it */
  field: (path: Path<V>) => InputProps;
  /** the path from the beginning of the form, as refusals name it */
  path: (path: Path<V>) => string;
  /** the field as the contract declares it; undefined where the form holds something of its own */
  declared: (path: Path<V>) => FormField | undefined;
};

/** The part of a form at a path, for pieces that several forms share. */
export function partOf<V, P extends Path<V>>(
  form: FormPart<V>,
  at: P,
): FormPart<NonNullable<At<V, P>>> {
  const within = (path: string) => `${at}.${path}` as Path<V>;
  return {
    values: valueAt(form.values, at) as NonNullable<At<V, P>>,
    set: (path, value) => form.set(within(path), value as never),
    field: (path) => form.field(within(path)),
    path: (path) => form.path(within(path)),
    declared: (path) => form.declared(within(path)),
  };
}
