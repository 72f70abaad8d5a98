import {
  MatchEndedSchema,
  MatchOpenedSchema,
  TrajectoryStartedSchema,
} from '@katrol/proto/katrol/matching/v1/events_pb';
import { Checks, Refusal, addDays, expectRevision, notFound, wrongState } from '@katrol/runtime';
import { answer, declinedBy, type Match } from '../domain/match.ts';
import { plan } from '../domain/trajectory.ts';
import type { MatchingCall } from '../store/client.ts';
import { createMatch, loadMatch, saveMatch } from '../store/matches.ts';
import { hasConsent, loadRequest, loadTutor, rulesOf, saveRequest } from '../store/requests.ts';
import { createSession, createTrajectory } from '../store/trajectories.ts';
import { expectPossible, judgePair, type Deps } from './propose.ts';

export type AcceptInput = {
  supportRequestId: string;
  tutorId: string;
  firstVisitOn: string;
  revision: number;
};

/** Accepts a pair: a match opens, a first joint visit is planned, the tutor may see the family. */
export async function acceptProposal(
  _deps: Deps,
  call: MatchingCall,
  input: AcceptInput,
): Promise<Match> {
  const request = await loadRequest(call.tx, input.supportRequestId);
  expectRevision(input.revision, request.revision);
  const c = new Checks();
  c.dateTime('first_visit_on', input.firstVisitOn, true);
  c.done();
  if (request.status !== 'open') throw wrongState(request.status, 'accept');
  const { familyId, branchCode } = request;
  if (!(await hasConsent(call.tx, familyId, 'sharing_with_tutor'))) {
    throw new Refusal('failed_precondition', 'MATCHING_CONSENT_MISSING', {
      meta: { purpose: 'sharing_with_tutor' },
    });
  }
  expectPossible(await judgePair(call, input));
  const { accountId } = await loadTutor(call.tx, input.tutorId);
  const occurredOn =
    input.firstVisitOn.slice(0, 10) < call.today ? input.firstVisitOn.slice(0, 10) : call.today;
  const { supportRequestId, tutorId, firstVisitOn } = input;
  const match = await createMatch(call.tx, {
    supportRequestId,
    familyId,
    tutorId,
    accountId,
    branchCode,
    firstVisitOn,
    occurredOn,
  });
  await saveRequest(call.tx, { ...request, status: 'match_waiting' }, input.revision);
  call.tell(
    MatchOpenedSchema,
    { matchId: match.id, familyId, tutorId, accountId, branchCode, occurredOn },
    familyId,
  );
  call.audit(familyId, branchCode);
  return match;
}

export type AnswerInput = {
  matchId: string;
  visitedOn: string;
  familyAnswer: string;
  tutorAnswer: string;
  note: string;
  revision: number;
};

/** After the first joint visit: real when family and tutor both said yes; a no opens the request again, without blame. */
export async function answerMatch(
  _deps: Deps,
  call: MatchingCall,
  input: AnswerInput,
): Promise<Match> {
  const match = await loadMatch(call.tx, input.matchId);
  const tutorOnly = isTutor(call);
  if (tutorOnly && match.accountId !== call.actor) throw notFound('match_id');
  expectRevision(input.revision, match.revision);
  const c = new Checks();
  c.date('visited_on', input.visitedOn, { notAfter: call.today });
  c.code('family_answer', input.familyAnswer, ['yes', 'no']);
  c.code('tutor_answer', input.tutorAnswer, ['yes', 'no']);
  // a tutor answers for the tutor only
  c.that(!tutorOnly || input.familyAnswer === '', 'family_answer', 'NOT_YOURS_TO_ANSWER');
  const note = c.text('note', input.note, { max: 2_000 });
  c.done();
  const answered = answer(match, { ...input, note });
  call.audit(match.familyId, match.branchCode);
  if (answered.status === 'real') answered.trajectoryId = await startTrajectory(call, answered);
  if (answered.status === 'declined') await reopen(call, answered);
  await saveMatch(call.tx, answered, input.revision);
  return await loadMatch(call.tx, match.id);
}

export const isTutor = (call: Pick<MatchingCall, 'principal'>): boolean =>
  call.principal.kind === 'person' && !call.principal.roles.includes('coordinator');

async function startTrajectory(call: MatchingCall, match: Match): Promise<string> {
  const request = await loadRequest(call.tx, match.supportRequestId);
  const rules = await rulesOf(call.tx, request.branchCode, request.profileVersion);
  const {
    id: matchId,
    supportRequestId,
    familyId,
    tutorId,
    accountId,
    branchCode,
    visitedOn: startedOn,
  } = match;
  const planned = plan(rules.support, startedOn);
  const trajectoryId = await createTrajectory(call.tx, {
    matchId,
    supportRequestId,
    familyId,
    tutorId,
    accountId,
    branchCode,
    startedOn,
    ...planned,
    status: 'running',
    minimumSessions: rules.support.minimumSessions,
    quietDays: rules.support.quietDays,
    children: request.needs.children,
    slots: request.needs.slots,
    strengths: [],
    specialisedQueue: '',
    untilSpecialised: rules.support.untilSpecialisedHelp,
    held: 0,
    missed: 0,
    lastSessionOn: '',
    closedOn: '',
    closeReason: '',
    closingNote: '',
  });
  await planFirst(call, {
    trajectoryId,
    branchCode,
    after: startedOn,
    firstVisitOn: match.firstVisitOn,
  });
  await saveRequest(call.tx, { ...request, status: 'in_support' }, request.revision);
  call.tell(
    TrajectoryStartedSchema,
    { trajectoryId, familyId, tutorId, branchCode, occurredOn: startedOn },
    familyId,
  );
  return trajectoryId;
}

// The same hour a week after the first visit, until somebody plans otherwise.
async function planFirst(
  call: MatchingCall,
  p: { trajectoryId: string; branchCode: string; after: string; firstVisitOn: string },
): Promise<void> {
  await createSession(call.tx, {
    trajectoryId: p.trajectoryId,
    branchCode: p.branchCode,
    status: 'planned',
    plannedFor: `${addDays(p.after, 7)}${p.firstVisitOn.slice(10)}`,
    occurredOn: '',
    minutes: 0,
    children: [],
    parentPresent: false,
    done: [],
    note: '',
    whatMadeItHard: '',
    whatIsNeeded: '',
    missedBy: '',
  });
}

async function reopen(call: MatchingCall, match: Match): Promise<void> {
  const request = await loadRequest(call.tx, match.supportRequestId);
  await saveRequest(call.tx, { ...request, status: 'open' }, request.revision);
  const { id: matchId, familyId, tutorId, accountId, branchCode } = match;
  call.tell(
    MatchEndedSchema,
    {
      matchId,
      familyId,
      tutorId,
      accountId,
      branchCode,
      occurredOn: call.today,
      reason: declinedBy(match),
    },
    familyId,
  );
}
