import { create, type DescMethod, type DescService, type Message } from '@bufbuild/protobuf';
import { checkMessage, namedBy, plain } from '@katrol/contract';
import { createCall, type Call, type CallOrigin, type Outbox } from '@katrol/events';
import type { Principal, Verifier } from '@katrol/identity';
import { invalid, localDay, Refusal, type Clock, type Logger } from '@katrol/runtime';
import {
  takingKey,
  writeTold,
  type AuditRow,
  type RawTx,
  type RepeatedCommand,
  type Store,
} from '@katrol/store';
import { checkAccess, scopeOf } from './access.ts';
import { exported } from './export.ts';
import { withFile } from './file-table.ts';
import type { ReadingWatch } from './reading-watch.ts';
import { auditRefusal } from './refused.ts';
import { leftUnsaid } from './seen.ts';
import { earlier, keep, kept, repeatedCommand, rereadOf, touchedAgain } from './repeated.ts';
import type { BeforeCall, CommandRow, ExportRow, RpcRow, StepCall, StepsRow } from './table.ts';
import { refuseUnknownFields } from './unknown-fields.ts';

/** How the answers of repeated commands are kept: closed, where they hold something secret. */
export type AnswerSeal = {
  close(answer: Uint8Array): Uint8Array;
  open(kept: Uint8Array): Uint8Array;
};

export type Serving<Tx extends RawTx, D> = {
  deps: D;
  store: Store<Tx>;
  /** absent where nothing is told */
  outbox?: Pick<Outbox, 'wake'> | undefined;
  verifier: Verifier;
  clock: Clock;
  log: Logger;
  domain: string;
  reading: ReadingWatch;
  seal?: AnswerSeal;
  /** the contract that is answered, and its rows: a repeated command may read its file again */
  service: DescService;
  table: object;
};

export type Incoming = {
  name: string;
  method: DescMethod;
  request: Message;
  token: string;
  key: string;
  traceparent: string;
  deadline: Date;
};

export type AnyRow<Tx extends RawTx, D> = RpcRow<never, never, Tx, D>;
type Answered = Promise<Message | Uint8Array>;

async function unary<Tx extends RawTx, D>(
  s: Serving<Tx, D>,
  row: AnyRow<Tx, D>,
  i: Incoming,
): Answered {
  return await withOrigin(s, row, i, async (origin) => {
    if (row.kind === 'steps') {
      return await runSteps(s, row as StepsRow<never, never, Tx, D>, i, origin);
    }
    return await runOne(s, row as CommandRow<never, never, Tx, D>, i, origin);
  });
}

function stream<Tx extends RawTx, D>(
  s: Serving<Tx, D>,
  row: ExportRow<never, never, Tx, D>,
  i: Incoming,
): AsyncGenerator<Message> {
  return exported((give) =>
    withOrigin(s, row, i, (origin) =>
      s.store.transact(origin.scope, origin.deadline, async (tx) => {
        const { call, told } = createCall(origin, tx, s.deps);
        for await (const piece of row.handle(call, plain(i.request) as never)) {
          // on record before the first piece leaves, in a transaction of its own: who hangs up
          // half-way has read the other half
          const audit = told.audit.splice(0);
          if (audit.length > 0) {
            const { scope, deadline } = origin;
            await s.store.transact(scope, deadline, async (other) =>
              writeTold(other, { events: [], audit }),
            );
          }
          give(create(i.method.output, piece as never));
        }
        writeTold(tx, told);
      }),
    ),
  );
}

/** Who asks comes before what; what was asked is held to its contract before anything is done. */
async function withOrigin<Tx extends RawTx, D, T>(
  s: Serving<Tx, D>,
  row: AnyRow<Tx, D>,
  i: Incoming,
  work: (origin: CallOrigin) => Promise<T>,
): Promise<T> {
  let principal: Principal = { kind: 'anonymous' };
  try {
    if (i.token !== '') principal = await s.verifier.verify(i.token);
    checkAccess(row.access, principal);
    refuseUnknownFields(i.request, '');
    const scope = scopeOf(row.access, principal, namedBy(i.method.input, i.request));
    const today = localDay(s.clock.now());
    const problems = checkMessage(i.method.input, i.request, { today });
    if (problems.length > 0) throw invalid(...problems);
    return await work({
      principal,
      scope,
      token: i.token,
      deadline: i.deadline,
      clock: s.clock,
      name: i.name,
      traceparent: i.traceparent,
      what: does[row.kind],
    });
  } catch (error) {
    if (error instanceof Refusal) await auditRefusal(s, i, principal, error);
    throw error;
  }
}

const does = { query: 'file', command: 'change', steps: 'change', export: 'export' } as const;

async function runOne<Tx extends RawTx, D>(
  s: Serving<Tx, D>,
  row: CommandRow<never, never, Tx, D>,
  i: Incoming,
  origin: CallOrigin,
): Answered {
  let events = 0;
  let read: AuditRow[] = [];
  let before: unknown;
  const leave =
    row.kind === 'query' ? await s.reading.pace(origin.principal, origin.deadline) : undefined;
  const repeated = row.kind === 'command' ? repeatedCommand(i, origin) : undefined;
  const work = async (tx: Tx): Answered => {
    if (repeated && tx.firstChanged === 0) {
      const again = await answerAgain(s, tx, { repeated, i, origin, row });
      read = again.audit;
      return again.answer;
    }
    const { call, told } = createCall(origin, tx, s.deps);
    const request = await withFile(tx, i.method, plain(i.request));
    const output = await row.handle(call, request as never, before);
    const message = create(i.method.output, output as never);
    if (told.audit.length === 0) told.audit.push(...leftUnsaid(row, origin, { ...i, message }));
    writeTold(tx, told);
    events = told.events.length;
    read = told.audit;
    if (repeated) {
      const reread = rereadOf(s.service, s.table, i.method);
      const answer = closed(s, kept(i, message, { ...row, reread }));
      keep(tx, repeated, answer, { scope: origin.scope, audit: told.audit });
    }
    return message;
  };
  const { scope, deadline } = origin;
  try {
    before = await row.before?.(outside(s, origin), plain(i.request) as never);
    const first = repeated && takingKey(repeated);
    const response = await s.store.transact(scope, deadline, work, first);
    if (events > 0) s.outbox?.wake();
    await s.reading.opened(origin.principal, read);
    return response;
  } finally {
    leave?.();
  }
}

// where there is nothing there is nothing to close
const closed = ({ seal }: { seal?: AnswerSeal }, answer: Uint8Array): Uint8Array =>
  seal && answer.length > 0 ? seal.close(answer) : answer;
const opened = ({ seal }: { seal?: AnswerSeal }, answer: Uint8Array): Uint8Array =>
  seal && answer.length > 0 ? seal.open(answer) : answer;

type Again = {
  repeated: RepeatedCommand;
  i: Incoming;
  origin: CallOrigin;
  row: { toldOnce?: true };
};

/** The earlier answer, for who may still see it: a file is read again, and both are on record. */
async function answerAgain<Tx extends RawTx, D>(
  s: Serving<Tx, D>,
  tx: Tx,
  { repeated, i, origin, row: asked }: Again,
): Promise<{ answer: Message | Uint8Array; audit: AuditRow[] }> {
  const before = await earlier(tx, repeated, origin, asked);
  const { response } = before;
  if (!response) return { answer: new Uint8Array(), audit: [] };
  const answer = opened(s, response);
  const reread = rereadOf(s.service, s.table, i.method);
  if (!reread) {
    const audit = touchedAgain(origin, before);
    writeTold(tx, { events: [], audit });
    return { answer, audit };
  }
  const { call, told } = createCall({ ...origin, what: does.query }, tx, s.deps);
  const request = { [reread.field]: Buffer.from(answer).toString('utf8') };
  const row = reread.row as CommandRow<never, never, Tx, D>;
  const output = await row.handle(call, request as never);
  writeTold(tx, told);
  return { answer: create(i.method.output, output as never), audit: told.audit };
}

async function runSteps<Tx extends RawTx, D>(
  s: Serving<Tx, D>,
  row: StepsRow<never, never, Tx, D>,
  i: Incoming,
  origin: CallOrigin,
): Answered {
  const { scope, deadline } = origin;
  // its steps commit one by one, so the answer is kept in a transaction of its own
  const repeated = repeatedCommand(i, origin);
  if (repeated) {
    const before = await s.store.transact(
      scope,
      deadline,
      async (tx) => {
        if (tx.firstChanged !== 0) return undefined;
        const known = await earlier(tx, repeated, origin, row);
        if (known.response) writeTold(tx, { events: [], audit: touchedAgain(origin, known) });
        return known;
      },
      takingKey(repeated),
    );
    if (before?.response) return opened(s, before.response);
  }
  const audit: AuditRow[] = [];
  const output = await row.handle(stepCall(s, origin, audit), plain(i.request) as never);
  const message = create(i.method.output, output as never);
  if (repeated) {
    const answer = closed(s, kept(i, message, row));
    await s.store.transact(scope, deadline, async (tx) =>
      keep(tx, repeated, answer, { scope, audit }),
    );
  }
  return message;
}

/** The call without what belongs to one transaction. */
function outside<D>(s: { deps: D }, origin: CallOrigin): BeforeCall<D> {
  const { tx: _, tell: __, audit: ___, ...rest } = createCall(origin, null as never, s.deps).call;
  return rest;
}

/** `kept`: takes what its transactions put on record. */
function stepCall<Tx extends RawTx, D>(
  s: Serving<Tx, D>,
  origin: CallOrigin,
  kept: AuditRow[],
): StepCall<Tx, D> {
  const within = async <T>(
    scope: CallOrigin['scope'],
    work: (call: Call<Tx, D>) => Promise<T>,
  ): Promise<T> => {
    let events = 0;
    let read: AuditRow[] = [];
    const result = await s.store.transact(scope, origin.deadline, async (tx) => {
      const { call, told } = createCall({ ...origin, scope }, tx, s.deps);
      const value = await work(call);
      writeTold(tx, told);
      events = told.events.length;
      read = told.audit;
      return value;
    });
    kept.push(...read);
    if (events > 0) s.outbox?.wake();
    return result;
  };
  return {
    ...outside(s, origin),
    transact: (work) => within(origin.scope, work),
    transactIn: (branches, work) => within({ ...origin.scope, branches }, work),
  };
}

export const answer = { unary, stream };
