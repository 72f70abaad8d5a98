import { isMessage, type Message } from '@bufbuild/protobuf';

/** A message as a plain value: what the domain and the database's JSON hold of it. */
export type Plain<M> = M extends Uint8Array
  ? M
  : M extends readonly (infer I)[]
    ? Plain<I>[]
    : M extends Message
      ? { [K in keyof M as Exclude<K, '$typeName' | '$unknown'>]: Plain<M[K]> }
      : M;

/** The plain value of a message, nested ones included. */
export function plain<M>(value: M): Plain<M> {
  if (Array.isArray(value)) return value.map(plain) as Plain<M>;
  if (!isMessage(value)) return value as Plain<M>;
  const entries = Object.entries(value).filter(([key]) => !key.startsWith('$'));
  return Object.fromEntries(entries.map(([key, one]) => [key, plain(one)])) as Plain<M>;
}
