import type { DescMethod, DescService, Message, MessageShape } from '@bufbuild/protobuf';
import type { Timestamp } from '@bufbuild/protobuf/wkt';

/** A message as it travels in JSON with every field written: instants and long numbers as texts. */
export type Json<M> = M extends Uint8Array
  ? M
  : M extends bigint
    ? string
    : M extends readonly (infer I)[]
      ? Json<I>[]
      : M extends Timestamp
        ? string
        : M extends Message
          ? { [K in keyof M as Exclude<K, '$typeName' | '$unknown'>]: Json<M[K]> }
          : M;

/** What may be given of it; the rest is empty. */
export type Init<T> = T extends Uint8Array
  ? T
  : T extends readonly (infer I)[]
    ? Init<I>[]
    : T extends object
      ? { [K in keyof T]?: Init<T[K]> }
      : T;

/** An RPC by its names; `asked` and `answer` are types only. */
export type Rpc<I = object, O = object> = {
  service: string;
  name: string;
  key: string;
  /** the full name of the message that it takes */
  input: string;
  asked?: I;
  answer?: O;
};
type RpcOf<M extends DescMethod> = Rpc<
  Json<MessageShape<M['input']>>,
  Json<MessageShape<M['output']>>
>;
export type Rpcs<S extends DescService> = {
  method: { [K in keyof S['method']]: RpcOf<S['method'][K]> };
};

/** A field of a message that a request holds, with what its contract says of it. */
export type FormField = {
  key: string;
  kind: 'text' | 'number' | 'flag' | 'bytes' | 'message';
  many?: 'list' | 'map';
  /** the full name of the message that it holds */
  inner?: string;
  /** the code list, as the contract calls it, and the codes that it offers */
  list?: string;
  codes?: readonly string[];
  /** the form of a text: "date", "phone" */
  form?: string;
  /** of a message: never absent */
  required?: true;
  /** a text of several lines */
  lines?: true;
  min?: number;
  max?: number;
};
