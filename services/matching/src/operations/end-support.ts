import type { CloseReason } from '@katrol/proto/katrol/matching/v1/codes';
import { next as nextOfMatch } from '../domain/match.ts';
import { next as nextOfSession } from '../domain/session.ts';
import { next as nextOfRequest, type SupportRequest } from '../domain/support-request.ts';
import { next, type Trajectory } from '../domain/trajectory.ts';
import { facts } from '../facts.ts';
import type { MatchingCall } from '../store/client.ts';
import { goingMatchesOf, loadMatch, saveMatch } from '../store/matches.ts';
import { loadTrajectory, saveSession, saveTrajectory, sessionsOf } from '../store/trajectories.ts';
import { accountOf } from '../store/tutors.ts';
import { giveBack } from './hours.ts';
import { moveRequest } from './move-request.ts';

/** How support ends: on which day, why, with which last words. */
export type Ending = { closedOn: string; closeReason: CloseReason | ''; closingNote: string };

/**
 * A running trajectory ends: what was planned is off, its tutor no longer sees the family. What
 * becomes of the request others say; `requestReopened`: the family goes on with it.
 */
export async function endTrajectory(
  call: MatchingCall,
  t: Trajectory,
  { closedOn, closeReason, closingNote, requestReopened }: Ending & { requestReopened: boolean },
): Promise<void> {
  const { tx } = call;
  const status = next(t.status, 'close');
  await saveTrajectory(tx, { ...t, status, closedOn, closeReason, closingNote });
  for (const session of await sessionsOf(tx, t.id)) {
    if (session.status !== 'planned') continue;
    await saveSession(tx, { ...session, status: nextOfSession('planned', 'cancel_session') });
  }
  const match = await loadMatch(tx, t.matchId);
  await saveMatch(tx, { ...match, status: nextOfMatch(match.status, 'end') });
  await giveBack(call, match, closedOn);
  const { id: trajectoryId, matchId, familyId, tutorId, accountId, branchCode } = t;
  const whose = { familyId, tutorId, branchCode, occurredOn: closedOn };
  const reason = closeReason;
  call.tell(facts.trajectoryClosed, { trajectoryId, ...whose, reason, requestReopened });
  call.tell(facts.matchEnded, { matchId, accountId, ...whose, reason: 'closed' });
}

/** Everything that goes on for a request ends, whatever the stage that it is in. */
export async function endSupport(
  call: MatchingCall,
  request: SupportRequest,
  ending: Ending,
): Promise<void> {
  const { tx } = call;
  if (request.status === 'closed') return;
  for (const match of await goingMatchesOf(tx, request.id)) {
    if (match.status === 'real') {
      const t = await loadTrajectory(tx, match.trajectoryId, 'everybody');
      await endTrajectory(call, t, { ...ending, requestReopened: false });
      continue;
    }
    await saveMatch(tx, { ...match, status: nextOfMatch(match.status, 'decline') });
    await giveBack(call, match, ending.closedOn);
    const { id: matchId, familyId, tutorId, branchCode } = match;
    const accountId = await accountOf(tx, tutorId);
    const whose = { matchId, familyId, tutorId, accountId, branchCode };
    call.tell(facts.matchEnded, { ...whose, occurredOn: ending.closedOn, reason: 'closed' });
  }
  const after = { ...request, status: nextOfRequest(request.status, 'close') };
  const moved = { occurredOn: ending.closedOn, why: ending.closeReason };
  await moveRequest(call, [request, after], moved);
}
