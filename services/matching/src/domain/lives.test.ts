import { describe, expect, test } from '@jest/globals';
import type { CloseReason } from '@katrol/proto/katrol/matching/v1/codes';
import { MatchSchema } from '@katrol/proto/katrol/matching/v1/messages_pb';
import { exampleOf } from '@katrol/testkit/example';
import { answer, declinedBy, next as nextMatch, type Match } from './match.ts';
import type { Rules } from './rules.ts';
import { checkHeld, checkMissed, newSession, next as nextSession, weekLater } from './session.ts';
import { next as nextRequest, waitingDays } from './support-request.ts';
import {
  extended,
  mayClose,
  next as nextTrajectory,
  plan,
  quietSince,
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
    ['log_session', 'miss_session', 'cancel_session'],
    { planned: { log_session: 'held', miss_session: 'missed', cancel_session: 'cancelled' } },
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
      revision: 1,
    });
    expect(weekLater('2026-12-29T16:00')).toBe('2027-01-05T16:00');
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
  const support = (lengthUnit: string, length: number): Rules['support'] =>
    ({ lengthUnit, length, sessionsAWeek: 2 }) as Rules['support'];

  test('its plan, by weeks, months and semesters, or open', () => {
    expect(plan(support('weeks', 10), '2026-11-02')).toEqual({
      endsOn: '2027-01-11',
      slotsPlanned: 20,
    });
    expect(plan(support('months', 6), '2026-11-02')).toEqual({
      endsOn: '2027-05-02',
      slotsPlanned: 52,
    });
    expect(plan(support('semesters', 2), '2026-09-01')).toEqual({
      endsOn: '2027-07-01',
      slotsPlanned: 52,
    });
    expect(plan(support('open', 9), '2026-09-01')).toEqual({ endsOn: '', slotsPlanned: 0 });
  });

  test('how its number of sessions stands', () => {
    const balance = (held: number, missed: number, slotsPlanned: number) =>
      sessionBalance({ held, missed, slotsPlanned, minimumSessions: 10 });
    expect(balance(10, 9, 12)).toBe('minimum_reached');
    expect(balance(9, 0, 0)).toBe('on_track');
    expect(balance(2, 2, 12)).toBe('on_track');
    expect(balance(2, 3, 12)).toBe('short_of_minimum');
  });

  const quiet = {
    status: 'running',
    startedOn: '2026-10-01',
    lastSessionOn: '',
    quietDays: 14,
    tutorUntil: '',
  };
  test('it has gone quiet after so many days without a session', () => {
    const since = (more: object, today: string) =>
      quietSince({ ...quiet, ...more } as Trajectory, today);
    expect(since({}, '2026-10-15')).toBe('');
    expect(since({}, '2026-10-16')).toBe('2026-10-15');
    expect(since({ lastSessionOn: '2026-10-10' }, '2026-10-24')).toBe('');
    expect(since({ lastSessionOn: '2026-10-10' }, '2026-10-25')).toBe('2026-10-24');
    expect(since({ status: 'closed' }, '2027-01-01')).toBe('');
    expect(since({ tutorUntil: '2026-10-15' }, '2026-10-16')).toBe('');
    expect(since({ tutorUntil: '2026-10-16' }, '2026-10-16')).toBe('2026-10-15');
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
