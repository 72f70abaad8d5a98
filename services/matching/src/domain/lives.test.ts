import { describe, expect, test } from '@jest/globals';
import type { CloseReason } from '@katrol/proto/katrol/matching/v1/codes';
import { MatchSchema } from '@katrol/proto/katrol/matching/v1/messages_pb';
import { exampleOf } from '@katrol/testkit/example';
import { answer, declinedBy, next as nextMatch, type Match } from './match.ts';
import { checkHeld, checkMissed, newSession, next as nextSession } from './session.ts';
import { next as nextRequest, waitingDays } from './support-request.ts';
import {
  extended,
  mayClose,
  next as nextTrajectory,
  sessionBalance,
  type Trajectory,
} from './trajectory.ts';

// What each life allows, and what it becomes: everything else is refused.
const lives = {
  match: [
    nextMatch,
    ['open', 'real', 'declined', 'ended'],
    ['answer', 'begin', 'decline', 'end'],
    { open: { answer: 'open', begin: 'real', decline: 'declined' }, real: { end: 'ended' } },
  ],
  session: [
    nextSession,
    ['planned', 'held', 'missed', 'cancelled'],
    ['log_session', 'miss_session', 'cancel_session', 'say_held', 'say_missed'],
    {
      planned: { log_session: 'held', miss_session: 'missed', cancel_session: 'cancelled' },
      held: { say_held: 'held', say_missed: 'missed' },
      missed: { say_held: 'held', say_missed: 'missed' },
    },
  ],
  'support request': [
    nextRequest,
    ['waiting', 'open', 'match_waiting', 'in_support', 'closed'],
    [
      'edit_support_request',
      'accept',
      'start',
      'decline',
      'close',
      'reopen',
      'decide_trajectory',
      'decide_wait',
    ],
    {
      waiting: {
        edit_support_request: 'waiting',
        decide_wait: 'waiting',
        decide_trajectory: 'open',
        close: 'closed',
      },
      open: { edit_support_request: 'open', accept: 'match_waiting', close: 'closed' },
      match_waiting: {
        edit_support_request: 'match_waiting',
        start: 'in_support',
        decline: 'open',
        close: 'closed',
      },
      in_support: { edit_support_request: 'in_support', close: 'closed', reopen: 'open' },
      closed: { decide_trajectory: 'open', decide_wait: 'waiting' },
    },
  ],
  trajectory: [
    nextTrajectory,
    ['running', 'closed'],
    [
      'plan_session',
      'log_session',
      'miss_session',
      'keep_goal',
      'keep_barrier',
      'keep_strengths',
      'keep_going_along',
      'keep_specialised_queue',
      'agree_on_plan',
      'close',
    ],
    {
      running: {
        plan_session: 'running',
        log_session: 'running',
        miss_session: 'running',
        keep_goal: 'running',
        keep_barrier: 'running',
        keep_strengths: 'running',
        keep_going_along: 'running',
        keep_specialised_queue: 'running',
        agree_on_plan: 'running',
        close: 'closed',
      },
    },
  ],
} as const;

type Step = (status: never, command: never) => string;
test.each(Object.entries(lives))('a %s goes where its life leads', (_, life) => {
  const [step, statuses, commands, allowed] = life as unknown as [
    Step,
    string[],
    string[],
    Record<string, Record<string, string>>,
  ];
  for (const status of statuses) {
    for (const command of commands) {
      const to = allowed[status]?.[command];
      const go = (): string => step(status as never, command as never);
      if (to) expect([status, command, go()]).toEqual([status, command, to]);
      else expect(go).toThrow('WRONG_STATE');
    }
  }
});

describe('an answer to a match', () => {
  const open: Match = {
    ...exampleOf(MatchSchema),
    status: 'open',
    note: 'eerder',
    visitedOn: '',
    familyAnswer: '',
    tutorAnswer: '',
  };
  const given = { visitedOn: '', familyAnswer: '', tutorAnswer: '', note: '' } as const;

  test('both said yes after the visit: it is real; before the visit, or one of them: still open', () => {
    const both = { ...given, familyAnswer: 'yes', tutorAnswer: 'yes' } as const;
    expect(answer(open, { ...both, visitedOn: '2026-11-20' })).toMatchObject({
      status: 'real',
      visitedOn: '2026-11-20',
      familyAnswer: 'yes',
      tutorAnswer: 'yes',
      note: 'eerder',
    });
    expect(answer(open, both).status).toBe('open');
    expect(answer(open, { ...given, visitedOn: '2026-11-20', familyAnswer: 'yes' }).status).toBe(
      'open',
    );
  });

  test('what was said before stays until something else is said', () => {
    const said: Match = { ...open, visitedOn: '2026-11-20', familyAnswer: 'yes' };
    expect(answer(said, { ...given, tutorAnswer: 'yes', note: 'nu' })).toMatchObject({
      status: 'real',
      visitedOn: '2026-11-20',
      familyAnswer: 'yes',
      note: 'nu',
    });
  });

  test('one no is enough, and it is remembered whose it was', () => {
    const byFamily = answer(open, { ...given, familyAnswer: 'no', tutorAnswer: 'yes' });
    expect([byFamily.status, declinedBy(byFamily)]).toEqual(['declined', 'family_said_no']);
    const byTutor = answer(open, { ...given, familyAnswer: 'yes', tutorAnswer: 'no' });
    expect([byTutor.status, declinedBy(byTutor)]).toEqual(['declined', 'tutor_said_no']);
    expect(() => answer(byTutor, given)).toThrow('WRONG_STATE');
  });
});

describe('a session', () => {
  test('before anything is known of it', () => {
    expect(newSession({ id: 't', branchCode: 'oostende' }, '2026-11-24T16:00')).toEqual({
      id: '',
      trajectoryId: 't',
      branchCode: 'oostende',
      status: 'planned',
      plannedFor: '2026-11-24T16:00',
      occurredOn: '',
      minutes: 0,
      children: [],
      parentPresent: false,
      done: [],
      note: '',
      whatMadeItHard: '',
      whatIsNeeded: '',
      missedBy: '',
      groupSessionId: '',
      loggedBy: '',
      corrections: [],
      answeredOn: '',
      answeredBy: '',
      answer: '',
      anotherMoment: false,
      revision: 1,
    });
  });

  const t = { startedOn: '2026-11-01', children: [{ childId: 'c' }] } as unknown as Trajectory;
  const fields = (work: () => void): string[] => {
    try {
      work();
      return [];
    } catch (error) {
      return (error as { fields: { field: string; reason: string }[] }).fields.map(
        ({ field, reason }) => `${field} ${reason}`,
      );
    }
  };
  const today = '2026-11-23';

  test('was held between the start of its trajectory and today, with children of it', () => {
    const held = (occurredOn: string, children = ['c']) =>
      fields(() => checkHeld(t, { children }, { occurredOn, today }));
    expect([held('2026-11-01'), held(today)]).toEqual([[], []]);
    expect(held('2026-10-31')).toEqual(['occurred_on DATE_TOO_EARLY']);
    expect(held('2026-11-24')).toEqual(['occurred_on DATE_IN_FUTURE']);
    expect(held(today, ['c', 'x'])).toHaveLength(1);
    expect(held(today, ['x'])[0]).toMatch(/^children/);
  });

  test('that it cannot happen is known until its own day, also before it', () => {
    const missed = (occurredOn: string, plannedFor: string) =>
      fields(() => checkMissed(t, { plannedFor }, { occurredOn, today }));
    expect(missed('2026-11-27', '2026-11-27T16:00')).toEqual([]);
    expect(missed('2026-11-28', '2026-11-27T16:00')).toEqual(['occurred_on DATE_IN_FUTURE']);
    expect(missed(today, '2026-11-20T16:00')).toEqual([]);
    expect(missed('2026-11-24', '2026-11-20T16:00')).toEqual(['occurred_on DATE_IN_FUTURE']);
    expect(missed('2026-10-31', '2026-11-20T16:00')).toEqual(['occurred_on DATE_TOO_EARLY']);
  });
});

test('a family waits from the day it asked, never less than no day', () => {
  expect(waitingDays({ askedOn: '2026-11-01' }, '2026-11-23')).toBe(22);
  expect(waitingDays({ askedOn: '2026-11-24' }, '2026-11-23')).toBe(0);
});

describe('a trajectory', () => {
  test('how its number of sessions stands', () => {
    const balance = (held: number, missed: number, slotsPlanned: number) =>
      sessionBalance({ held, missed, slotsPlanned, minimumSessions: 10 });
    expect(balance(10, 9, 12)).toBe('minimum_reached');
    expect(balance(9, 0, 0)).toBe('on_track');
    expect(balance(2, 2, 12)).toBe('on_track');
    expect(balance(2, 3, 12)).toBe('short_of_minimum');
  });

  const queued = {
    status: 'running',
    endsOn: '2026-11-01',
    specialisedQueue: 'logopedie',
    untilSpecialised: true,
  } as Trajectory;
  test('it runs on past its plan only while specialised help has a queue', () => {
    const runsOn = (more: Partial<Trajectory>, today = '2026-11-02') =>
      extended({ ...queued, ...more }, today);
    expect(runsOn({})).toBe(true);
    expect([
      runsOn({}, '2026-11-01'),
      runsOn({ status: 'closed' }),
      runsOn({ endsOn: '' }),
      runsOn({ untilSpecialised: false }),
      runsOn({ specialisedQueue: '' }),
    ]).toEqual([false, false, false, false, false]);
  });

  test('while there is a queue it closes by the family’s own choice, or for the next tutor', () => {
    const may = (t: typeof queued, reason: CloseReason | '', requestReopened = false): boolean =>
      mayClose(t, { reason, requestReopened });
    expect(may(queued, 'family_stopped')).toBe(true);
    expect(may(queued, 'moved')).toBe(true);
    expect(may(queued, '')).toBe(false);
    expect(may(queued, 'goals_reached')).toBe(false);
    expect(may(queued, 'term_ended')).toBe(false);
    expect(may(queued, 'term_ended', true)).toBe(true);
    expect(may({ ...queued, specialisedQueue: '' }, '')).toBe(true);
    expect(may({ ...queued, untilSpecialised: false }, '')).toBe(true);
  });
});
