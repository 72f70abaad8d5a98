import type { LinkPrincipal, Principal, Role } from '@katrol/identity';
import type { AuditWhat } from '@katrol/proto/katrol/common/v1/codes';
import { invalid, localDay, notFound, type Clock } from '@katrol/runtime';
import type { AuditRow, OutboxRow, RawTx, Scope } from '@katrol/store';
import type { Fact } from './fact.ts';
import { refuseTooLarge } from './size.ts';

/** Everything an operation may know of who calls, when, and in which transaction. */
export type Call<Tx extends RawTx = RawTx, D = unknown> = {
  principal: Principal;
  /** who it was, for the record: a person's subject, `link:<person>`, `service:<name>`, `anonymous` */
  actor: string;
  /** the name under which a person's act is kept; empty where nobody signed in */
  by: string;
  /** the link that opened this, with the one object and the one person it is for */
  link: LinkPrincipal | undefined;
  scope: Scope;
  deadline: Date;
  /** what the caller signed in with, to ask another service in the same name; empty for an event */
  token: string;
  /** UTC, from the process's clock */
  now: Date;
  /** the day in Europe/Brussels */
  today: string;
  tx: Tx;
  /** what the service opened beside its database */
  deps: D;
  /** Tells a fact in this transaction. Facts under one key keep their order. */
  tell<F>(fact: Fact<F>, told: F): void;
  /** Records that a file (a family, a tutor) was read or changed, in this transaction. */
  audit(objectId: string, branchCode: string, how?: AuditHow): void;
};

/**
 * Where it was not what the call usually does. `what`: a call that asks opens files, any other
 * changes them, unless it says so. `reason`: a code or an identifier, for what is not everyday.
 */
export type AuditHow = { what?: AuditWhat; reason?: string };

export type CallOrigin = {
  principal: Principal;
  scope: Scope;
  deadline: Date;
  token?: string;
  clock: Clock;
  /** the RPC's or event's full name */
  name: string;
  traceparent: string;
  /** what it usually does with a file */
  what: AuditWhat;
};

/** What a call wants written with its effect. */
export type Told = { events: OutboxRow[]; audit: AuditRow[] };

/** Who somebody is for the record: what they do is kept under this. */
export function actorOf(p: Principal): string {
  if (p.kind === 'person') return p.subject;
  if (p.kind === 'link') return `link:${p.person}`;
  return p.kind === 'system' ? `service:${p.service}` : 'anonymous';
}

export const traceIdOf = (traceparent: string): string => traceparent.split('-')[1] ?? '';

/** Makes the call for one transaction; what it told and audited is collected beside it. */
export function createCall<Tx extends RawTx, D>(
  origin: CallOrigin,
  tx: Tx,
  deps: D,
): { call: Call<Tx, D>; told: Told } {
  const told: Told = { events: [], audit: [] };
  const { principal, scope, deadline, traceparent, token = '' } = origin;
  const now = origin.clock.now();
  const call: Call<Tx, D> = {
    principal,
    actor: actorOf(principal),
    by: nameOf(principal),
    link: principal.kind === 'link' ? principal : undefined,
    scope,
    deadline,
    token,
    now,
    today: localDay(now),
    tx,
    deps,
    tell: (fact, value) => {
      const encoded = fact.encode(value);
      refuseTooLarge(encoded.payload);
      told.events.push({ type: fact.type, traceparent, ...encoded });
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
  role: roleOf(origin.principal),
  rpc: origin.name,
  what: on.what ?? origin.what,
  branch_code: on.branchCode,
  object_id: on.objectId,
  outcome,
  reason: on.reason ?? '',
  trace_id: traceIdOf(origin.traceparent),
});

const nameOf = (p: Principal): string => (p.kind === 'person' ? p.name : '');

function roleOf(p: Principal): string {
  if (p.kind === 'link') return `link:${p.link}`;
  return p.kind === 'person' ? p.roles.join(',') : '';
}

/** Has the person who calls this role? */
export const hasRole = ({ principal }: Pick<Call, 'principal'>, role: Role): boolean =>
  principal.kind === 'person' && principal.roles.includes(role);

/**
 * The branch that a call is about: the one it names, or the caller's only one. One that is not
 * theirs is NOT_FOUND.
 */
export const branchOf = (call: Pick<Call, 'scope'>, named: string): string =>
  placeOf(call.scope.branches, named, 'branch_code');

/** The same for a university. */
export const universityOf = (call: Pick<Call, 'scope'>, named: string): string =>
  placeOf(call.scope.universities, named, 'university_code');

function placeOf(within: readonly string[], named: string, field: string): string {
  const place = named === '' && within.length === 1 ? within[0] : named;
  if (!place) throw invalid({ field, reason: 'VALUE_MISSING' });
  if (!within.includes(place)) throw notFound(field);
  return place;
}
