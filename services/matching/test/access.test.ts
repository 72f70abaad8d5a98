import { randomUUID } from 'node:crypto';
import { afterAll } from '@jest/globals';
import { FamiliesMergedSchema } from '@katrol/proto/katrol/intake/v1/events_pb';
import { MatchingService } from '@katrol/proto/katrol/matching/v1/service_pb';
import { describeAccess, startUnderTest, type AccessSample } from '@katrol/testkit';
import { startMatching } from '../src/service.ts';
import {
  coordinator,
  family,
  inGroup,
  openRequest,
  parents,
  profile,
  running,
  startNeighbours,
  tuesday,
  tutor,
  type Matching,
} from './seed.ts';

const neighbours = await startNeighbours();
afterAll(() => neighbours.stop());

const TEXT = 'Kanariewoorden';
const DAY = '2026-11-20';

/**
 * A running trajectory of oostende with a word of its own in every part, and an open request with a
 * waiting match beside it.
 */
async function sample(t: Matching): Promise<AccessSample> {
  profile(neighbours, 'oostende');
  profile(neighbours, 'melle');
  const r = await running(t, neighbours, 'oostende');
  const { trajectoryId, familyId, tutorId, matchId } = r;
  neighbours.intake.tell(
    FamiliesMergedSchema,
    { familyId: randomUUID(), intoFamilyId: familyId, branchCode: 'oostende', occurredOn: DAY },
    familyId,
  );
  const { mother } = parents(neighbours, 'oostende', r);
  const as = t.as(coordinator('oostende'));
  const open = family(neighbours, 'oostende');
  const other = tutor(neighbours, 'oostende');
  const request = await openRequest(t, 'oostende', open.familyId);
  await as('keepGoal', { goal: { trajectoryId, kind: 'learning', text: `${TEXT}doel` } });
  await as('keepBarrier', {
    barrier: { trajectoryId, lifeDomain: 'housing', text: `${TEXT}drempel` },
  });
  const page = await as('askForHelp', { trajectoryId, note: `${TEXT}hulp` });
  const [session] = (await as('planSession', { trajectoryId, plannedFor: '2026-11-24T16:00' }))
    .sessions;
  await as('keepGoingAlong', {
    goingAlong: {
      trajectoryId,
      service: `${TEXT}dienst`,
      occurredOn: '2026-11-20',
      outcome: 'reached',
      whoWent: ['parent'],
    },
  });
  await as('logSession', {
    trajectoryId,
    occurredOn: '2026-11-17',
    minutes: 60,
    children: [r.childId],
    note: `${TEXT}moment`,
  });
  await t.admin.query(
    `insert into session_report (session_id, branch_code, state, sequence)
      values ($1, 'oostende', 'due', 0)`,
    [session?.id],
  );
  await as('keepStrengths', {
    trajectoryId,
    strengths: [`${TEXT}kracht`],
  });
  const groupId = await inGroup(t, trajectoryId);
  await as('logGroupSession', {
    groupId,
    occurredOn: '2026-11-19',
    minutes: 90,
    note: `${TEXT}groep`,
    attendance: [{ trajectoryId, children: [r.childId] }],
  });
  const note = await as('keepClosingNote', { trajectoryId, text: `${TEXT}slotwoord` });
  const raised = await as('raiseWorry', { trajectoryId, note: `${TEXT}zorg` });
  await as('holdPair', {
    supportRequestId: request.id,
    tutorId,
    hold: 'forbidden',
    reason: 'buren',
  });
  await as('proposeMatches', { branchCode: 'oostende' });
  const inBranch = { branchCode: 'oostende' };
  const goal = { trajectoryId, kind: 'learning', text: 'Lezen' };
  const needs = {
    children: [{ childId: open.childId, stage: 'primary_second', grade: 'L3' }],
    slots: [tuesday],
    languages: [],
    subjects: ['reading'],
    placeKind: 'home',
    lifeDomains: [],
  };
  return {
    tutorAccount: r.accountId,
    links: { 'parent-page': { object: familyId, person: mother } },
    fields: {
      'trajectory id': trajectoryId,
      'family id': familyId,
      'family id, without a tutor': open.familyId,
      'goal: text': `${TEXT}doel`,
      'barrier: text': `${TEXT}drempel`,
      'help asked: note': `${TEXT}hulp`,
      strength: `${TEXT}kracht`,
      'going along: service': `${TEXT}dienst`,
      'session: note': `${TEXT}moment`,
      'group session: note': `${TEXT}groep`,
      'closing note': `${TEXT}slotwoord`,
      'worry: note': `${TEXT}zorg`,
    },
    requests: {
      listSupportRequests: inBranch,
      editSupportRequest: { id: request.id, needs, revision: 99 },
      proposeMatches: inBranch,
      getProposals: inBranch,
      explainPair: { supportRequestId: request.id, tutorId },
      holdPair: { supportRequestId: request.id, tutorId: other.tutorId, hold: 'free' },
      acceptProposal: {
        supportRequestId: request.id,
        tutorId: other.tutorId,
        firstVisitOn: '2026-11-25T16:00',
        revision: 99,
      },
      listMatches: inBranch,
      answerMatch: { matchId, tutorAnswer: 'yes', revision: 99 },
      getUnmet: inBranch,
      listTownsTogether: {},
      proposeTogether: { branchCodes: ['oostende', 'melle'] },
      listTrajectories: inBranch,
      exportTrajectories: inBranch,
      getTrajectory: { id: trajectoryId },
      listMyTrajectories: {},
      getMyVisits: {},
      listVisitsTomorrow: {},
      planSession: { trajectoryId, plannedFor: '2026-11-30T16:00' },
      keepVisitsAt: { trajectoryId, personId: '', revision: 99 },
      changeHours: {
        trajectoryId,
        hours: [{ weekday: 5, fromMinute: 960, untilMinute: 1_020 }],
        revision: 99,
      },
      logSession: {
        trajectoryId,
        sessionId: session?.id,
        occurredOn: '2026-11-23',
        minutes: 60,
        revision: 99,
      },
      missSession: {
        trajectoryId,
        sessionId: session?.id,
        occurredOn: '2026-11-23',
        missedBy: 'family',
        revision: 99,
      },
      cancelSession: { sessionId: session?.id, reason: 'ziek', revision: 99 },
      getGroup: { groupId },
      logGroupSession: {
        groupId,
        occurredOn: '2026-11-23',
        minutes: 90,
        attendance: [{ trajectoryId, children: [r.childId] }],
      },
      correctSession: {
        sessionId: session?.id,
        held: true,
        occurredOn: '2026-11-23',
        minutes: 60,
        revision: 99,
      },
      answerMissed: { sessionId: session?.id, anotherMoment: true },
      keepGoal: { goal },
      keepBarrier: { barrier: { trajectoryId, lifeDomain: 'money' } },
      agreeOnPlan: { trajectoryId, saidBy: 'moeder', planRevision: 99 },
      keepStrengths: { trajectoryId, strengths: ['oma'], revision: 99 },
      keepGoingAlong: {
        goingAlong: {
          trajectoryId,
          service: 'OCMW',
          occurredOn: '2026-11-20',
          outcome: 'reached',
          whoWent: ['parent'],
        },
      },
      askForHelp: { trajectoryId, note: 'Help' },
      answerHelp: { helpRequestId: page.help[0]?.id, answer: 'Ja', revision: 99 },
      keepSpecialisedQueue: { trajectoryId, specialisedQueue: 'CGG', revision: 99 },
      seekNextTutor: { trajectoryId, seek: true },
      keepClosingNote: { trajectoryId, text: 'Anders', version: 99 },
      answerClosingNote: {
        closingNoteId: note.id,
        answer: 'approved',
        answeredBy: 'de moeder',
        means: 'spoken',
        revision: 99,
      },
      raiseWorry: { trajectoryId },
      takeUpWorry: { worryId: raised.worries[0]?.id, revision: 99 },
      closeTrajectory: { trajectoryId, reason: 'goals_reached', revision: 99 },
      getToday: inBranch,
    },
  };
}

describeAccess({
  services: [MatchingService],
  start: () => startUnderTest(MatchingService, startMatching, { peers: neighbours.peers }),
  sample,
});
