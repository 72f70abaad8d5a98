import { filesOf } from '@katrol/families';
import type { Plain } from '@katrol/contract';
import type { SessionCorrected, SessionHeld } from '@katrol/proto/katrol/matching/v1/events_pb';
import type { SkipReportRequest, Thread } from '@katrol/proto/katrol/school_liaison/v1/messages_pb';
import { notFound, Refusal } from '@katrol/runtime';
import type { LiaisonCall } from '../store/client.ts';
import { addReport, correctReport, familyOfReport, settleReport } from '../store/reports.ts';
import { rulesKnown } from '../store/rules.ts';
import { reportIsDue, reportIsSkipped } from './report-moved.ts';
import { getThread } from './thread.ts';

/** Does the branch's profile ask a report after a session of that day? */
async function asked(call: LiaisonCall, branchCode: string, day: string): Promise<boolean> {
  const rules = await rulesKnown(call.tx, branchCode, day);
  return rules?.school.contactPolicy === 'report';
}

/** A session was held: where the profile says so, a report for the school is to be written. */
export async function onSessionHeld(call: LiaisonCall, told: Plain<SessionHeld>): Promise<void> {
  if (!(await asked(call, told.branchCode, told.occurredOn))) return;
  if (await addReport(call.tx, told)) reportIsDue(call, told, 0);
}

/** What was logged was put right: a session that was not held asks no report. */
export async function onSessionCorrected(
  call: LiaisonCall,
  told: Plain<SessionCorrected>,
): Promise<void> {
  if (!(await asked(call, told.branchCode, told.occurredOn))) return;
  if (await correctReport(call.tx, told)) reportIsDue(call, told, told.correction);
}

/** A message is the report of a session: of this family, and asked for. */
export async function checkReport(
  call: LiaisonCall,
  { sessionId, familyId }: { sessionId: string; familyId: string },
): Promise<void> {
  if (sessionId === '') return;
  const report = await familyOfReport(call.tx, sessionId);
  const files = await filesOf(call.tx, familyId);
  if (!files.includes(report.familyId)) throw notFound('session_id');
  if (report.status === 'due' || report.status === 'skipped')
    await settleReport(call.tx, { sessionId, status: 'written' });
}

/** Of this session nothing goes to the school. */
export async function skipReport(
  call: LiaisonCall,
  { sessionId, why, reason }: Plain<SkipReportRequest>,
): Promise<Plain<Thread>> {
  const { familyId, branchCode, status } = await familyOfReport(call.tx, sessionId);
  if (status !== 'due') throw new Refusal('failed_precondition', 'WRONG_STATE');
  await settleReport(call.tx, { sessionId, status: 'skipped', why });
  reportIsSkipped(call, { sessionId, familyId, branchCode }, reason || 'other');
  return await getThread(call, { familyId });
}
