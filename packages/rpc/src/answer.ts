import { createHash } from 'node:crypto';
import { create, toBinary, type DescMethod, type Message } from '@bufbuild/protobuf';
import { auditRow, createCall, type CallOrigin } from '@katrol/events';
import type { Principal, Verifier } from '@katrol/identity';
import { Refusal, isUuid, type Clock, type Logger } from '@katrol/runtime';
import {
  keepAnswer,
  takeKey,
  writeAudit,
  writeOutbox,
  type AuditRow,
  type RawTx,
  type RepeatedCommand,
  type Store,
} from '@katrol/store';
import type { Outbox } from '@katrol/events';
import { checkAccess, scopeOf } from './access.ts';
import type { ReadingWatch } from './reading-watch.ts';
import type { CommandRow, ExportRow, RpcRow, StepCall, StepsRow } from './table.ts';

export type Serving<D, Tx extends RawTx> = {
  deps: D;
  store: Store<Tx>;
  outbox: Outbox;
  verifier: Verifier;
  clock: Clock;
  log: Logger;
  domain: string;
  reading: ReadingWatch;
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

type AnyRow<D, Tx extends RawTx> = RpcRow<never, never, D, Tx>;

async function unary<D, Tx extends RawTx>(
  s: Serving<D, Tx>,
  row: AnyRow<D, Tx>,
  i: Incoming,
): Promise<Message | Uint8Array> {
  return await withOrigin(s, row, i, async (origin) => {
    if (row.kind === 'steps')
      return await runSteps(s, row as StepsRow<never, never, D, Tx>, i, origin);
    return await runOne(s, row as CommandRow<never, never, D, Tx>, i, origin);
  });
}

async function* stream<D, Tx extends RawTx>(
  s: Serving<D, Tx>,
  row: ExportRow<never, never, D, Tx>,
  i: Incoming,
): AsyncGenerator<Message> {
  const pieces: Message[] = [];
  // the export is read in one transaction, so that its pages agree; pieces leave as they come
  const bell = new Bell();
  const reading = withOrigin(s, row, i, (origin) =>
    s.store.transact(origin.scope, origin.deadline, async (tx) => {
      const { call, told } = createCall(origin, tx);
      for await (const piece of row.handle(s.deps, call, i.request as never)) {
        // on record before the first piece leaves, in a transaction of its own: who hangs up half-way has read the other half
        const lines = told.audit.splice(0);
        if (lines.length > 0)
          await s.store.transact(origin.scope, origin.deadline, (own) => writeAudit(own, lines));
        pieces.push(create(i.method.output, piece as never));
        bell.ring();
      }
      await writeAudit(tx, told.audit);
    }),
  ).finally(() => bell.close());
  reading.catch(() => undefined);
  do {
    while (pieces.length > 0) yield pieces.shift() as Message;
  } while (await bell.wait());
  await reading;
  yield* pieces;
}

class Bell {
  #closed = false;
  #wake: () => void = () => undefined;
  #rung = false;
  ring(): void {
    this.#rung = true;
    this.#wake();
  }
  close(): void {
    this.#closed = true;
    this.#wake();
  }
  /** false when nothing more will come */
  async wait(): Promise<boolean> {
    if (!this.#rung && !this.#closed) await new Promise<void>((resolve) => (this.#wake = resolve));
    const more = this.#rung || !this.#closed;
    this.#rung = false;
    return more;
  }
}

async function withOrigin<D, Tx extends RawTx, T>(
  s: Serving<D, Tx>,
  row: AnyRow<D, Tx>,
  i: Incoming,
  work: (origin: CallOrigin) => Promise<T>,
): Promise<T> {
  let principal: Principal = { kind: 'anonymous' };
  try {
    if (i.token !== '') principal = await s.verifier.verify(i.token);
    checkAccess(row.access, principal);
    refuseUnknownFields(i.request, '');
    const scope = scopeOf(row.access, principal, i.request as { branchCode?: unknown });
    return await work({
      principal,
      scope,
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

// What a person may not do or see is on record; what they mistyped is not.
const AUDITED = ['permission_denied', 'not_found'];

// Its own transaction: the rollback of the call must not erase it.
async function auditRefusal<D, Tx extends RawTx>(
  s: Serving<D, Tx>,
  i: Incoming,
  principal: Principal,
  refusal: Refusal,
): Promise<void> {
  if (principal.kind === 'anonymous' || !AUDITED.includes(refusal.code)) return;
  const origin = { principal, name: i.name, traceparent: i.traceparent, what: 'refused' } as const;
  const line = auditRow(origin, refusal.reason, { objectId: askedFor(i.request), branchCode: '' });
  try {
    await s.store.transact(
      { branches: [], universities: [], subject: line.subject },
      new Date(Date.now() + 2_000),
      (tx) => writeAudit(tx, [line]),
    );
  } catch (error) {
    s.log.error('refusal not audited', { rpc: i.name, reason: refusal.reason, error });
  }
}

/** What a request names: the file, or what is nearest to it. An identifier only. */
function askedFor(request: Message): string {
  const fields = request as unknown as Record<string, unknown>;
  const named = [
    'familyId',
    'tutorId',
    'id',
    ...Object.keys(fields).filter((name) => name.endsWith('Id')),
  ];
  return (
    named
      .map((name) => fields[name])
      .find((value): value is string => typeof value === 'string' && isUuid(value)) ?? ''
  );
}

async function runOne<D, Tx extends RawTx>(
  s: Serving<D, Tx>,
  row: CommandRow<never, never, D, Tx>,
  i: Incoming,
  origin: CallOrigin,
): Promise<Message | Uint8Array> {
  let told = 0;
  let read: AuditRow[] = [];
  if (row.kind === 'query') await s.reading.pace(origin.principal, origin.deadline);
  const response = await s.store.transact(origin.scope, origin.deadline, async (tx) => {
    const repeated = row.kind === 'command' ? repeatedCommand(i, origin) : undefined;
    if (repeated) {
      const taken = await takeKey(tx, repeated);
      if (!taken.first) return earlierAnswer(taken);
    }
    const made = createCall(origin, tx);
    const message = create(
      i.method.output,
      (await row.handle(s.deps, made.call, i.request as never)) as never,
    );
    await writeOutbox(tx, made.told.events);
    await writeAudit(tx, made.told.audit);
    told = made.told.events.length;
    read = made.told.audit;
    if (repeated) await keepAnswer(tx, repeated, toBinary(i.method.output, message));
    return message;
  });
  if (told > 0) s.outbox.wake();
  await s.reading.opened(origin.principal, read);
  return response;
}

function earlierAnswer(taken: { response: Uint8Array; otherContent: boolean }): Uint8Array {
  if (taken.otherContent) throw new Refusal('already_exists', 'IDEMPOTENCY_OTHER_CONTENT');
  return taken.response;
}

async function runSteps<D, Tx extends RawTx>(
  s: Serving<D, Tx>,
  row: StepsRow<never, never, D, Tx>,
  i: Incoming,
  origin: CallOrigin,
): Promise<Message | Uint8Array> {
  // its steps commit one by one, so the answer is kept in a transaction of its own
  const repeated = repeatedCommand(i, origin);
  const { call } = createCall(origin, undefined as unknown as Tx);
  const stepCall: StepCall<Tx> = {
    ...call,
    transact: async (work) => {
      let told = 0;
      const result = await s.store.transact(origin.scope, origin.deadline, async (tx) => {
        const made = createCall(origin, tx);
        const value = await work(made.call);
        await writeOutbox(tx, made.told.events);
        await writeAudit(tx, made.told.audit);
        told = made.told.events.length;
        return value;
      });
      if (told > 0) s.outbox.wake();
      return result;
    },
  };
  if (repeated) {
    const earlier = await s.store.transact(origin.scope, origin.deadline, async (tx) => {
      const taken = await takeKey(tx, repeated);
      return taken.first || taken.response.length === 0 ? undefined : earlierAnswer(taken);
    });
    if (earlier) return earlier;
  }
  const message = create(
    i.method.output,
    (await row.handle(s.deps, stepCall, i.request as never)) as never,
  );
  if (repeated)
    await s.store.transact(origin.scope, origin.deadline, (tx) =>
      keepAnswer(tx, repeated, toBinary(i.method.output, message)),
    );
  return message;
}

const KEY_SHAPE = /^[\w-]{8,80}$/;

function repeatedCommand(i: Incoming, origin: CallOrigin): RepeatedCommand | undefined {
  if (i.key === '') return undefined;
  if (!KEY_SHAPE.test(i.key)) {
    throw new Refusal('invalid_argument', 'INPUT_INVALID', {
      fields: [{ field: 'idempotency-key', reason: 'VALUE_INVALID' }],
    });
  }
  const requestHash = createHash('sha256').update(toBinary(i.method.input, i.request)).digest();
  return { subject: origin.scope.subject, rpc: i.name, key: i.key, requestHash };
}

/** Fields that the contract does not know are refused, not dropped: what was meant by them would be lost in silence. */
function refuseUnknownFields(message: Message, path: string): void {
  if ((message.$unknown?.length ?? 0) > 0) {
    const field = `${path}#${message.$unknown?.[0]?.no}`;
    throw new Refusal('invalid_argument', 'FIELD_UNKNOWN', {
      fields: [{ field, reason: 'FIELD_UNKNOWN' }],
    });
  }
  for (const [name, value] of Object.entries(message)) {
    for (const [i, one] of (Array.isArray(value) ? value : [value]).entries()) {
      const at = Array.isArray(value) ? `${path}${name}[${i}]` : `${path}${name}`;
      if (isMessage(one)) refuseUnknownFields(one, `${at}.`);
      // no text of a person holds it, and PostgreSQL keeps none that does
      else if (typeof one === 'string' && one.includes('\0'))
        throw new Refusal('invalid_argument', 'INPUT_INVALID', {
          fields: [{ field: at, reason: 'VALUE_INVALID' }],
        });
    }
  }
}

const isMessage = (value: unknown): value is Message =>
  typeof value === 'object' && value !== null && '$typeName' in value;

export const answer = { unary, stream };
