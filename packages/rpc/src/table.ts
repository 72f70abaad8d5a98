import type { DescMessage, DescService, MessageInitShape, MessageShape } from '@bufbuild/protobuf';
import type { Plain } from '@katrol/contract';
import type { Role } from '@katrol/identity';
import type { LinkKind } from '@katrol/proto/katrol/common/v1/codes';
import type { Call } from '@katrol/events';
import type { RawTx } from '@katrol/store';

/**
 * Who may call: anybody (`public`: rate-limited at the gateway, told nothing about what exists),
 * any person who signed in, people with one of the roles, other services (`system`), or roles,
 * services and kinds of link together. A link is in no other of these: what it may call says so.
 */
export type Access = 'public' | 'signed-in' | 'system' | readonly Admitted[];
type Admitted = Role | 'system' | `link:${LinkKind}`;

/** A call that opens its own transactions, because it does something long between them. */
export type StepCall<Tx extends RawTx, D = unknown> = Omit<Call<Tx, D>, 'tx' | 'tell' | 'audit'> & {
  /** One transaction: what it tells and audits is committed with it. */
  transact<T>(work: (call: Call<Tx, D>) => Promise<T>): Promise<T>;
  /**
   * The same within branches that are not the caller's: for work over several of them whose answer
   * holds nobody. What is asked of it is on record under each.
   */
  transactIn<T>(branches: readonly string[], work: (call: Call<Tx, D>) => Promise<T>): Promise<T>;
};

/** A call outside of any transaction: what it asks of others, and works out, holds none open. */
export type BeforeCall<D = unknown> = Omit<Call<RawTx, D>, 'tx' | 'tell' | 'audit'>;

export type CommandRow<I extends DescMessage, O extends DescMessage, Tx extends RawTx, D> = {
  access: Access;
  kind: 'command' | 'query';
  /** an answer without anybody in it: that somebody looked is not kept */
  ofNobody?: true;
  /** an answer that holds a secret: it is kept nowhere, and repeated to nobody */
  toldOnce?: true;
  /** what comes before its transaction; `handle` is given what it gives */
  before?(call: BeforeCall<D>, request: Plain<MessageShape<I>>): Promise<unknown>;
  handle(
    call: Call<Tx, D>,
    request: Plain<MessageShape<I>>,
    before?: unknown,
  ): Promise<MessageInitShape<O>>;
};
export type StepsRow<I extends DescMessage, O extends DescMessage, Tx extends RawTx, D> = {
  access: Access;
  kind: 'steps';
  /** as of a command */
  toldOnce?: true;
  handle(call: StepCall<Tx, D>, request: Plain<MessageShape<I>>): Promise<MessageInitShape<O>>;
};
export type ExportRow<I extends DescMessage, O extends DescMessage, Tx extends RawTx, D> = {
  access: Access;
  kind: 'export';
  handle(call: Call<Tx, D>, request: Plain<MessageShape<I>>): AsyncIterable<MessageInitShape<O>>;
};
export type RpcRow<I extends DescMessage, O extends DescMessage, Tx extends RawTx, D> =
  | CommandRow<I, O, Tx, D>
  | StepsRow<I, O, Tx, D>
  | ExportRow<I, O, Tx, D>;

/** Every RPC of the service has its row, or it does not compile. */
export type RpcTable<S extends DescService, Tx extends RawTx, D = unknown> = {
  [K in keyof S['method']]: RpcRow<S['method'][K]['input'], S['method'][K]['output'], Tx, D>;
};

/** What reading a request may know: the day, who asks, and with which link. */
export type Asked = Pick<Call, 'today' | 'by' | 'link'>;

/** The value itself: where the wire's form and the domain's are one. */
export const same = <T>(value: T): T => value;

const rowOf =
  (kind: 'command' | 'query', more: { ofNobody?: true } = {}) =>
  <Tx extends RawTx, D, Req, X, Y, Res>(
    access: Access,
    wireIn: (request: Req, call: Asked) => X,
    operation: (call: Call<Tx, D>, input: X) => Promise<Y>,
    wireOut: (output: Y) => Res,
  ) => ({
    kind,
    access,
    ...more,
    handle: async (call: Call<Tx, D>, request: Req): Promise<Res> =>
      wireOut(await operation(call, wireIn(request, call))),
  });

/** Changes something: one transaction, repeated under its idempotency key it answers as before. */
export const command = rowOf('command');
/**
 * A command that asks another service first, or works something out that takes its time: `before`
 * does that while no transaction is open, and the operation is given what came of it.
 */
export const commandAfter = <Tx extends RawTx, D, Req, B, X, Y, Res>(
  access: Access,
  wireIn: (request: Req, call: Asked) => X,
  { before, then }: After<Tx, D, X, B, Y>,
  wireOut: (output: Y) => Res,
) => ({
  kind: 'command' as const,
  access,
  before: async (call: BeforeCall<D>, request: Req): Promise<unknown> =>
    await before(call, wireIn(request, call)),
  handle: async (call: Call<Tx, D>, _request: Req, done?: unknown): Promise<Res> =>
    wireOut(await then(call, done as B)),
});

type After<Tx extends RawTx, D, X, B, Y> = {
  before(call: BeforeCall<D>, input: X): Promise<B>;
  then(call: Call<Tx, D>, before: B): Promise<Y>;
};

/**
 * The same row, whose answer holds a secret: repeated under its key it is refused ANSWER_TOLD_ONCE,
 * and nothing is done a second time.
 */
export const toldOnce = <R extends object>(row: R): R & { toldOnce: true } => ({
  ...row,
  toldOnce: true,
});

/** Reads: one transaction. */
export const query = rowOf('query');

/**
 * A query that tells of nobody: what branches, universities and profiles are called and how they
 * work. Each stands with its reason in the testkit's list.
 */
export const reference = rowOf('query', { ofNobody: true });

/** Reads, thinks, writes: opens its own transactions. */
export const steps = <Tx extends RawTx, D, Req, X, Y, Res>(
  access: Access,
  wireIn: (request: Req, call: Asked) => X,
  operation: (call: StepCall<Tx, D>, input: X) => Promise<Y>,
  wireOut: (output: Y) => Res,
) => ({
  kind: 'steps' as const,
  access,
  handle: async (call: StepCall<Tx, D>, request: Req): Promise<Res> =>
    wireOut(await operation(call, wireIn(request, call))),
});

/** Streams the pieces of a CSV file. */
export const exportRow = <Tx extends RawTx, D, Req, X>(
  access: Access,
  wireIn: (request: Req, call: Asked) => X,
  operation: (call: Call<Tx, D>, input: X) => AsyncIterable<string>,
) => ({
  kind: 'export' as const,
  access,
  handle: async function* (call: Call<Tx, D>, request: Req): AsyncGenerator<{ text: string }> {
    for await (const text of operation(call, wireIn(request, call))) yield { text };
  },
});
