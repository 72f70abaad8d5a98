import type { Plain } from '@katrol/contract';
import { hasRole } from '@katrol/events';
import type {
  AcceptProposalRequest,
  AnswerMatchRequest,
} from '@katrol/proto/katrol/matching/v1/messages_pb';
import { Checks, Refusal, expectRevision, notFound } from '@katrol/runtime';
import { hold } from '@katrol/store';
import { answer, declinedBy, type Match } from '../domain/match.ts';
import { judge } from '../domain/pairing.ts';
import { worksOn } from '../domain/standing.ts';
import { next, type SupportRequest } from '../domain/support-request.ts';
import { plan } from '../domain/rhythm.ts';
import type { Trajectory } from '../domain/trajectory.ts';
import { hourAt } from '../domain/week.ts';
import { facts } from '../facts.ts';
import type { MatchingCall } from '../store/client.ts';
import { registeredOf, sharesWithTutor } from '../store/consents.ts';
import { daysIn } from '../store/days.ts';
import { createMatch, loadMatch, saveMatch } from '../store/matches.ts';
import { loadRequest } from '../store/requests.ts';
import { rulesOf } from '../store/rules.ts';
import { lastAt, loadTrajectory, saveTrajectory } from '../store/trajectories.ts';
import { holdPerson } from '../store/promised-hours.ts';
import { personOf } from '../domain/pair.ts';
import { standingsOf } from '../store/standings.ts';
import { accountOf, workingAs } from '../store/tutors.ts';
import { takeOver } from './handover.ts';
import { agree, giveBack, giveHours, groupFor, keepHours } from './hours.ts';
import { moveRequest } from './move-request.ts';
import { expectPossible, loadPair } from './propose.ts';
import { planNext } from './session.ts';

/**
 * Accepts a pair: a match opens with its weekly hours, which are given to nobody else from now on; a
 * first joint visit is planned, the tutor may see the family.
 */
export async function acceptProposal(
  call: MatchingCall,
  input: Plain<AcceptProposalRequest>,
): Promise<Match> {
  const { tx, today } = call;
  const { supportRequestId, tutorId } = input;
  // how many families the tutor has, and which hours are free, is counted over other matches
  await hold(tx, 'tutor', [tutorId]);
  await holdPerson(tx, personOf({ id: tutorId, accountId: await accountOf(tx, tutorId) }));
  const request = await loadRequest(tx, supportRequestId);
  expectRevision(input.revision, request.revision);
  const status = next(request.status, 'accept');
  const { familyId, branchCode } = request;
  await expectConsent(call, request);
  const visitDay = input.firstVisitOn.slice(0, 10);
  const { pair } = await loadPair(call, input, visitDay || undefined);
  expectPossible(judge(pair));
  const { hours, firstVisitOn } = await agree(call, pair, input);
  const visitedOn = firstVisitOn.slice(0, 10);
  const occurredOn = visitedOn < today ? visitedOn : today;
  const whose = { familyId, tutorId, branchCode, occurredOn };
  const groupId = await groupFor(call, pair, hours);
  const match = await createMatch(tx, { supportRequestId, firstVisitOn, hours, groupId, ...whose });
  await giveHours(call, pair, match);
  await moveRequest(call, [request, { ...request, status }], { occurredOn: today });
  call.tell(facts.matchOpened, { matchId: match.id, accountId: pair.t.accountId, ...whose });
  call.audit(familyId, branchCode);
  return match;
}

/** Refuses MATCHING_CONSENT_MISSING: a tutor comes on a yes to registration and to the tutor's knowing. */
async function expectConsent(
  { tx, today }: MatchingCall,
  { familyId, needs: { children } }: SupportRequest,
): Promise<void> {
  const of = { children, today };
  const registered = (await registeredOf(tx, familyId, of)).length === children.length;
  const purpose = registered ? 'sharing_with_tutor' : 'registration';
  if (registered && (await sharesWithTutor(tx, familyId, of))) return;
  const meta = { purpose };
  throw new Refusal('failed_precondition', 'MATCHING_CONSENT_MISSING', { meta });
}

/**
 * After the first joint visit: real when family and tutor both said yes; a no opens the request
 * again, without blame.
 */
export async function answerMatch(
  call: MatchingCall,
  input: Plain<AnswerMatchRequest>,
): Promise<Match> {
  const { tx } = call;
  const match = await loadMatch(tx, input.matchId);
  const tutorOnly = !hasRole(call, 'coordinator');
  const own = tutorOnly ? await workingAs(tx, call.actor, call.today) : [];
  if (tutorOnly && !own.includes(match.tutorId)) throw notFound('match_id');
  expectRevision(input.revision, match.revision);
  // a tutor answers for the tutor only
  const theirs = !tutorOnly || input.familyAnswer === '';
  new Checks().that(theirs, 'family_answer', 'NOT_YOURS_TO_ANSWER').done();
  const answered = answer(match, input);
  call.audit(match.familyId, match.branchCode);
  if (answered.status === 'real') answered.trajectoryId = await startTrajectory(call, answered);
  if (answered.status === 'real') await keepHours(call, answered);
  if (answered.status === 'declined') await reopen(call, answered);
  await saveMatch(tx, answered);
  return await loadMatch(tx, match.id);
}

async function startTrajectory(call: MatchingCall, match: Match): Promise<string> {
  const { tx } = call;
  const { id: matchId, supportRequestId, familyId, tutorId, branchCode } = match;
  const standing = (await standingsOf(tx, [tutorId]))(tutorId);
  if (!worksOn(standing, call.today)) throw new Refusal('failed_precondition', 'TUTOR_STOPPED');
  const request = await loadRequest(tx, supportRequestId);
  const { support } = await rulesOf(tx, branchCode, request.profileVersion);
  const startedOn = match.visitedOn;
  const days = (await daysIn(tx, branchCode))(standing.universityCode);
  const first = hourAt(match.firstVisitOn, support.sessionMinutes);
  const hours = match.hours.length > 0 ? match.hours : [first];
  await takeOver(call, supportRequestId);
  const begun: Trajectory = {
    id: '',
    revision: 1,
    matchId,
    supportRequestId,
    familyId,
    tutorId,
    ...standing,
    branchCode,
    startedOn,
    ...plan(support, { startedOn, hours, days }),
    status: 'running',
    minimumSessions: support.minimumSessions,
    quietDays: support.quietDays,
    children: request.needs.children,
    slots: request.needs.slots,
    hours,
    groupId: match.groupId,
    // the next tutor comes where the one before did
    atPersonId: await lastAt(tx, supportRequestId),
    specialisedQueue: '',
    untilSpecialised: support.untilSpecialisedHelp,
    held: 0,
    missed: 0,
    lastSessionOn: '',
    closedOn: '',
    closeReason: '',
    closingNote: '',
  };
  const trajectoryId = await saveTrajectory(tx, begun);
  // not on the day of the visit itself
  const there = await loadTrajectory(tx, trajectoryId, 'everybody');
  await planNext(call, there, `${startedOn}T24:00`);
  const supported = { ...request, status: next(request.status, 'start') };
  await moveRequest(call, [request, supported], { occurredOn: startedOn });
  const told = { trajectoryId, familyId, tutorId, branchCode, occurredOn: startedOn };
  call.tell(facts.trajectoryStarted, told);
  return trajectoryId;
}

async function reopen(call: MatchingCall, match: Match): Promise<void> {
  const request = await loadRequest(call.tx, match.supportRequestId);
  const open = { ...request, status: next(request.status, 'decline') };
  await moveRequest(call, [request, open], { occurredOn: call.today });
  await giveBack(call, match, call.today);
  const { id: matchId, familyId, tutorId, branchCode } = match;
  const accountId = await accountOf(call.tx, tutorId);
  const whose = { matchId, familyId, tutorId, accountId, branchCode };
  call.tell(facts.matchEnded, { ...whose, occurredOn: call.today, reason: declinedBy(match) });
}
