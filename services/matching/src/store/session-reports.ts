import { codeOrNone, type Plain } from '@katrol/contract';
import { ReportState, SkipReason } from '@katrol/proto/katrol/common/v1/codes';
import type { ReportMoved } from '@katrol/proto/katrol/school_liaison/v1/events_pb';
import { sql } from '@katrol/store';
import type { Tx } from './client.ts';

/** Keeps where the report of a session stands; what is older changes nothing. */
export async function keepReport(tx: Tx, told: Plain<ReportMoved>): Promise<void> {
  const { sessionId, branchCode, state, skipReason, sequence } = told;
  await tx.execute(
    sql`insert into session_report (session_id, branch_code, state, skip_reason, sequence)
      values (${sessionId}::uuid, ${branchCode}, ${state}, ${skipReason}, ${sequence})
      on conflict (session_id) do update set state = excluded.state,
        skip_reason = excluded.skip_reason, sequence = excluded.sequence
      where session_report.sequence < excluded.sequence`,
  );
}

export type Report = { report: ReportState | ''; reportSkipped: SkipReason | '' };
const NONE: Report = { report: '', reportSkipped: '' };

/** Where the report of each of these stands; of one that nobody asks nothing. */
export async function reportsOf(
  tx: Tx,
  sessionIds: readonly string[],
): Promise<(sessionId: string) => Report> {
  const rows = await tx.sessionReport.findMany({ where: { sessionId: { in: [...sessionIds] } } });
  const known = new Map(
    rows.map((row) => [
      row.sessionId,
      {
        report: codeOrNone(ReportState, row.state),
        reportSkipped: codeOrNone(SkipReason, row.skipReason),
      },
    ]),
  );
  return (sessionId) => known.get(sessionId) ?? NONE;
}
