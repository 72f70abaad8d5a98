import type { LinkKind } from '@katrol/proto/katrol/common/v1/codes';
import type { LinkPurpose, OutgoingFailure } from '@katrol/proto/katrol/gateway/v1/codes';
import { sql, type RawTx } from '@katrol/store';

/** Something on its way: whom it is for by identifier, and how it goes. */
export type Outgoing = {
  id: string;
  /** empty: to a tutor, who signs in */
  kind: LinkKind | '';
  branchCode: string;
  objectId: string;
  personId: string;
  language: string;
  purpose: LinkPurpose;
  days: number;
  queuedBy: string;
  queuedAt: Date;
  attempts: number;
  nextAt: Date | null;
  sentAt: Date | null;
  failedAt: Date | null;
  failure: OutgoingFailure | '';
};
export type Queued = Pick<
  Outgoing,
  'kind' | 'branchCode' | 'objectId' | 'personId' | 'language' | 'purpose' | 'days' | 'queuedBy'
>;

const columns = sql`o.id::text, o.kind, o.branch_code as "branchCode", o.object::text as "objectId",
  o.person::text as "personId", o.language, o.purpose, o.days, o.queued_by as "queuedBy",
  o.queued_at as "queuedAt", o.attempts, o.next_at as "nextAt", o.sent_at as "sentAt",
  o.failed_at as "failedAt", o.failure`;

/** Puts it on its way, to be tried at once. */
export async function queue(tx: RawTx, q: Queued, now: Date): Promise<Outgoing> {
  const [row] = await tx.query<Outgoing>(
    sql`insert into outgoing as o (kind, branch_code, object, person, language, purpose, days,
        queued_by, queued_at, next_at)
      values (${q.kind}, ${q.branchCode}, ${q.objectId}::uuid, ${q.personId}::uuid, ${q.language},
        ${q.purpose}, ${q.days}::int, ${q.queuedBy}, ${now}, ${now})
      returning ${columns}`,
  );
  return row as Outgoing;
}

/** Of a branch, or of objects in it, the newest first, after a row. */
export const outgoingOf = (
  tx: RawTx,
  o: {
    branchCode: string;
    objectIds: readonly string[] | undefined;
    afterId: string;
    limit: number;
  },
): Promise<Outgoing[]> =>
  tx.query<Outgoing>(
    sql`select ${columns} from outgoing o where o.branch_code = ${o.branchCode}
        and (${o.objectIds === undefined} or o.object = any (${o.objectIds ?? []}::uuid[]))
        and (${o.afterId} = '' or o.id < nullif(${o.afterId}, '')::uuid)
      order by o.id desc limit ${o.limit}::int`,
  );

/**
 * Takes one that is due, for so long: whoever takes it and ends leaves it to the next one. Several
 * gateways take different ones.
 */
export async function takeDue(
  tx: RawTx,
  { now, until }: { now: Date; until: Date },
): Promise<Outgoing | undefined> {
  const [row] = await tx.query<Outgoing>(
    sql`update outgoing o set attempts = o.attempts + 1, next_at = ${until}
      where o.id = (select id from outgoing where next_at <= ${now}
        order by next_at limit 1 for update skip locked)
      returning ${columns}`,
  );
  return row;
}

/** How an attempt ended: sent, failed for good, or to be tried again. */
export type Outcome =
  | { done: 'sent' }
  | { done: 'failed'; failure: OutgoingFailure }
  | { done: 'again'; at: Date };

/** Keeps how it ended. */
export async function settle(tx: RawTx, id: string, outcome: Outcome, now: Date): Promise<void> {
  const sent = outcome.done === 'sent' ? now : null;
  const failed = outcome.done === 'failed' ? now : null;
  const failure = outcome.done === 'failed' ? outcome.failure : '';
  await tx.execute(
    sql`update outgoing set sent_at = ${sent}, failed_at = ${failed}, failure = ${failure},
        next_at = ${outcome.done === 'again' ? outcome.at : null}
      where id = ${id}::uuid`,
  );
}

/** A year after its end each leaves: links, what was sent, and the questions of who has no link. */
export async function forgetEnded(tx: RawTx, before: Date): Promise<number> {
  const links = await tx.execute(
    sql`delete from link where least(expires_at, revoked_at) < ${before}`,
  );
  const outgoing = await tx.execute(
    sql`delete from outgoing where coalesce(sent_at, failed_at) < ${before}`,
  );
  const questions = await tx.execute(
    sql`delete from link_question q where kept_at < ${before} and not exists (
        select 1 from link l where l.branch_code = q.branch_code and l.person = q.person)`,
  );
  return links + outgoing + questions;
}
