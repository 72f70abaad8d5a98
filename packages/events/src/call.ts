import { create, toBinary, type DescMessage, type MessageInitShape } from '@bufbuild/protobuf';
import type { Principal } from '@katrol/identity';
import { notFound, Refusal, localDay, type Clock } from '@katrol/runtime';
import type { AuditRow, AuditWhat, OutboxRow, RawTx, Scope } from '@katrol/store';

/** Everything an operation may know of who calls, when, and in which transaction. */
export type Call<Tx extends RawTx = RawTx> = {
  principal: Principal;
  /** who it was, for the record: a person's subject, `service:<name>` or `anonymous` */
  actor: string;
  scope: Scope;
  deadline: Date;
  /** UTC, from the process's clock */
  now: Date;
  /** the day in Europe/Brussels */
  today: string;
  tx: Tx;
  /** Tells a fact in this transaction. Facts under one key (a family, a tutor) keep their order. */
  tell<S extends DescMessage>(schema: S, fact: MessageInitShape<S>, key: string): void;
  /** Records that a file (a family, a tutor) was read or changed, in this transaction. `how` says so where it was not what the call usually does. */
  audit(objectId: string, branchCode: string, how?: AuditHow): void;
};

/** `what`: a call that asks opens files, any other changes them, unless it says so. `reason`: a code or an identifier, for what is not everyday. */
export type AuditHow = { what?: AuditWhat; reason?: string };

export type CallOrigin = {
  principal: Principal;
  scope: Scope;
  deadline: Date;
  clock: Clock;
  /** the RPC's or event's full name */
  name: string;
  traceparent: string;
  /** what it usually does with a file */
  what: AuditWhat;
};

/** What a call wants written with its effect. */
export type Told = { events: OutboxRow[]; audit: AuditRow[] };

export const actorOf = (p: Principal): string =>
  p.kind === 'person' ? p.subject : p.kind === 'system' ? `service:${p.service}` : 'anonymous';

export const traceIdOf = (traceparent: string): string => traceparent.split('-')[1] ?? '';

/** Makes the call for one transaction; what it told and audited is collected beside it. */
export function createCall<Tx extends RawTx>(
  origin: CallOrigin,
  tx: Tx,
): { call: Call<Tx>; told: Told } {
  const told: Told = { events: [], audit: [] };
  const now = origin.clock.now();
  const call: Call<Tx> = {
    principal: origin.principal,
    actor: actorOf(origin.principal),
    scope: origin.scope,
    deadline: origin.deadline,
    now,
    today: localDay(now),
    tx,
    tell: (schema, fact, key) => {
      const payload = toBinary(schema, create(schema, fact));
      told.events.push({ type: schema.typeName, key, payload, traceparent: origin.traceparent });
    },
    audit: (objectId, branchCode, how = {}) => {
      told.audit.push(auditRow(origin, 'ok', { objectId, branchCode, ...how }));
    },
  };
  return { call, told };
}

/** A line of the audit for this call. */
export const auditRow = (
  origin: Pick<CallOrigin, 'principal' | 'name' | 'traceparent' | 'what'>,
  outcome: string,
  on: { objectId: string; branchCode: string } & AuditHow,
): AuditRow => ({
  subject: actorOf(origin.principal),
  kind: origin.principal.kind,
  name: nameOf(origin.principal),
  role: origin.principal.kind === 'person' ? origin.principal.roles.join(',') : '',
  rpc: origin.name,
  what: on.what ?? origin.what,
  branch_code: on.branchCode,
  object_id: on.objectId,
  outcome,
  reason: on.reason ?? '',
  trace_id: traceIdOf(origin.traceparent),
});

/** The branch that a call is about: the one it names, or the caller's only one. One that is not theirs is NOT_FOUND. */
export function branchOf(call: Pick<Call, 'scope'>, given: string): string {
  const branch = given === '' && call.scope.branches.length === 1 ? call.scope.branches[0] : given;
  if (!branch) {
    throw new Refusal('invalid_argument', 'INPUT_INVALID', {
      fields: [{ field: 'branch_code', reason: 'VALUE_MISSING' }],
    });
  }
  if (!call.scope.branches.includes(branch)) throw notFound('branch_code');
  return branch;
}

/** The name under which a person's act is kept, as those who work with them know it. */
export const nameOf = (p: Principal): string => (p.kind === 'person' ? p.name : '');
