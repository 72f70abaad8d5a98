import type { DescMessage, DescService, MessageInitShape, MessageShape } from '@bufbuild/protobuf';
import type { Role } from '@katrol/identity';
import type { Call } from '@katrol/events';
import type { RawTx } from '@katrol/store';

/**
 * Who may call: anybody (`public`: rate-limited at the gateway, told nothing about what exists), any person who signed in, people with
 * one of the roles, other services (`system`), or roles and services both.
 */
export type Access = 'public' | 'signed-in' | 'system' | readonly (Role | 'system')[];

/** A call that opens its own transactions, because it does something long between them. */
export type StepCall<Tx extends RawTx> = Omit<Call<Tx>, 'tx' | 'tell' | 'audit'> & {
  /** One transaction: what it tells and audits is committed with it. */
  transact<T>(work: (call: Call<Tx>) => Promise<T>): Promise<T>;
};

type Base = { access: Access };

export type CommandRow<I extends DescMessage, O extends DescMessage, D, Tx extends RawTx> = Base & {
  kind: 'command' | 'query';
  handle(deps: D, call: Call<Tx>, request: MessageShape<I>): Promise<MessageInitShape<O>>;
};
export type StepsRow<I extends DescMessage, O extends DescMessage, D, Tx extends RawTx> = Base & {
  kind: 'steps';
  handle(deps: D, call: StepCall<Tx>, request: MessageShape<I>): Promise<MessageInitShape<O>>;
};
export type ExportRow<I extends DescMessage, O extends DescMessage, D, Tx extends RawTx> = Base & {
  kind: 'export';
  handle(deps: D, call: Call<Tx>, request: MessageShape<I>): AsyncIterable<MessageInitShape<O>>;
};
export type RpcRow<I extends DescMessage, O extends DescMessage, D, Tx extends RawTx> =
  | CommandRow<I, O, D, Tx>
  | StepsRow<I, O, D, Tx>
  | ExportRow<I, O, D, Tx>;

/** Every RPC of the service has its row, or it does not compile. */
export type RpcTable<S extends DescService, D, Tx extends RawTx> = {
  [K in keyof S['method']]: RpcRow<S['method'][K]['input'], S['method'][K]['output'], D, Tx>;
};

type Operation<D, Tx extends RawTx, X, Y> = (deps: D, call: Call<Tx>, input: X) => Promise<Y>;

const rowOf =
  (kind: 'command' | 'query') =>
  <D, Tx extends RawTx, Req, X, Y, Res>(
    access: Access,
    wireIn: (request: Req) => X,
    operation: Operation<D, Tx, X, Y>,
    wireOut: (output: Y) => Res,
  ) => ({
    kind,
    access,
    handle: async (deps: D, call: Call<Tx>, request: Req): Promise<Res> =>
      wireOut(await operation(deps, call, wireIn(request))),
  });

/** Changes something: one transaction, repeated under the same idempotency key it answers as the first did. */
export const command = rowOf('command');
/** Reads: one transaction. */
export const query = rowOf('query');

/** Reads, thinks, writes: opens its own transactions. */
export const steps = <D, Tx extends RawTx, Req, X, Y, Res>(
  access: Access,
  wireIn: (request: Req) => X,
  operation: (deps: D, call: StepCall<Tx>, input: X) => Promise<Y>,
  wireOut: (output: Y) => Res,
) => ({
  kind: 'steps' as const,
  access,
  handle: async (deps: D, call: StepCall<Tx>, request: Req): Promise<Res> =>
    wireOut(await operation(deps, call, wireIn(request))),
});

/** Streams the pieces of a CSV file. */
export const exportRow = <D, Tx extends RawTx, Req, X>(
  access: Access,
  wireIn: (request: Req) => X,
  operation: (deps: D, call: Call<Tx>, input: X) => AsyncIterable<string>,
) => ({
  kind: 'export' as const,
  access,
  handle: async function* (
    deps: D,
    call: Call<Tx>,
    request: Req,
  ): AsyncGenerator<{ text: string }> {
    for await (const text of operation(deps, call, wireIn(request))) yield { text };
  },
});
