import type { DailyWork } from '@katrol/rpc';
import { rhythmOf, visitsIn } from '../domain/rhythm.ts';
import type { MatchingCall, Tx } from '../store/client.ts';
import { daysIn, keepExams, knownBranches, type ToldExams } from '../store/days.ts';
import { rulesOf } from '../store/rules.ts';
import { loadRequest } from '../store/requests.ts';
import { keepSlots, runningPlanned, sessionsOf } from '../store/trajectories.ts';

/**
 * How many visits fit in the plans that run in a branch, by its days as they are known now: closed
 * weeks and exams come when somebody writes them down.
 */
export async function recountVisits(
  { tx }: Pick<MatchingCall, 'tx'>,
  branchCode: string,
): Promise<void> {
  const days = await daysIn(tx, branchCode);
  for (const t of await runningPlanned(tx, branchCode)) {
    const { profileVersion } = await loadRequest(tx, t.supportRequestId);
    const { support } = await rulesOf(tx, branchCode, profileVersion);
    const hours = rhythmOf(t, await sessionsOf(tx, t.id));
    const slotsPlanned = visitsIn(hours, t, {
      days: days(t.universityCode),
      aWeek: support.sessionsAWeek,
    });
    if (slotsPlanned !== t.slotsPlanned) await keepSlots(tx, t.id, slotsPlanned);
  }
}

/** The exam weeks of a university: what is planned from then on leaves them free. */
export const onExamPeriodsChanged = ({ tx }: MatchingCall, told: ToldExams): Promise<void> =>
  keepExams(tx, told);

/** A university is told apart from every branch: what its exams change is counted with the day. */
export async function recountEveryDay({ transact }: DailyWork<Tx, unknown>): Promise<void> {
  const branches = await transact([], ({ tx }) => knownBranches(tx));
  for (const code of branches) await transact([code], (call) => recountVisits(call, code));
}
