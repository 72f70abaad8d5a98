import { codeOf, type Plain } from '@katrol/contract';
import { MessageStatus } from '@katrol/proto/katrol/school_liaison/v1/codes';
import type { ReportDue } from '@katrol/proto/katrol/school_liaison/v1/messages_pb';
import { byId, sql } from '@katrol/store';
import type { Tx } from './client.ts';

type Told = { sessionId: string; familyId: string; branchCode: string; occurredOn: string };

/** A session was held: a report of it is due, once; says whether it is by this. */
export async function addReport(tx: Tx, told: Told): Promise<boolean> {
  const { sessionId, familyId, branchCode, occurredOn } = told;
  const added = await tx.execute(
    sql`insert into report_due (session_id, family_id, branch_code, occurred_on, status)
      values (${sessionId}::uuid, ${familyId}::uuid, ${branchCode}, ${occurredOn}::date, 'due')
      on conflict (session_id) do nothing`,
  );
  return added === 1;
}

/**
 * The log was put right: of what was not held after all nothing is due; the highest correction counts.
 * Says whether a report is due by this.
 */
export async function correctReport(
  tx: Tx,
  { held, correction, ...told }: Told & { held: boolean; correction: number },
): Promise<boolean> {
  const { sessionId, familyId, branchCode, occurredOn } = told;
  const status = held ? 'due' : 'not_held';
  const [kept] = await tx.query<{ status: string }>(
    sql`insert into report_due
        (session_id, family_id, branch_code, occurred_on, status, correction)
      values (${sessionId}::uuid, ${familyId}::uuid, ${branchCode}, ${occurredOn}::date, ${status},
        ${correction})
      on conflict (session_id) do update set occurred_on = excluded.occurred_on,
        correction = excluded.correction,
        status = case when report_due.status in ('due', 'not_held') then excluded.status
          else report_due.status end
      where report_due.correction < excluded.correction
      returning status`,
  );
  return kept?.status === 'due';
}

type Reported = Pick<Told, 'sessionId' | 'familyId' | 'branchCode'> & {
  status: MessageStatus;
  revision: number;
};

/** The session that a message reports on, and how the message stands; nothing of another one. */
export async function reportOf(tx: Tx, messageId: string): Promise<Reported | undefined> {
  const where = { id: messageId, sessionId: { not: null } };
  const row = await tx.message.findFirst({ where });
  if (!row?.sessionId) return undefined;
  const { sessionId, familyId, branchCode, revision } = row;
  return { sessionId, familyId, branchCode, revision, status: codeOf(MessageStatus, row.status) };
}

/** Of which sessions of these files a report is to be written, the oldest first. */
export const reportsDue = (tx: Tx, familyIds: readonly string[]): Promise<Plain<ReportDue>[]> =>
  tx.query<Plain<ReportDue>>(
    sql`select session_id::text as "sessionId", occurred_on::text as "occurredOn"
      from report_due where family_id = any (${familyIds}::uuid[]) and status = 'due'
      order by occurred_on, session_id`,
  );

/** Of which family a session was, as far as a report of it was asked. Refuses NOT_FOUND. */
export async function familyOfReport(
  tx: Tx,
  sessionId: string,
): Promise<{ familyId: string; branchCode: string; status: string }> {
  return await byId('session_id', sessionId, () =>
    tx.reportDue.findUnique({ where: { sessionId } }),
  );
}

/** A report was written, or none goes: why is kept. */
export async function settleReport(
  tx: Tx,
  { sessionId, status, why = '' }: { sessionId: string; status: string; why?: string },
): Promise<void> {
  await tx.reportDue.update({ where: { sessionId }, data: { status, why } });
}
