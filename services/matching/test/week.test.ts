import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { MatchingService } from '@katrol/proto/katrol/matching/v1/service_pb';
import { ExamPeriodsChangedSchema } from '@katrol/proto/katrol/volunteer_training/v1/events_pb';
import { eventually, startUnderTest } from '@katrol/testkit';
import { startMatching } from '../src/service.ts';
import {
  coordinator,
  heldOf,
  profile,
  startNeighbours,
  support,
  type Matching,
  type Neighbours,
  type Supported,
} from './seed.ts';

const at = (weekday: number, hour: number) => ({
  weekday,
  fromMinute: hour * 60,
  untilMinute: hour * 60 + 60,
});
const twice = [at(2, 16), at(4, 17)];

let t: Matching;
let n: Neighbours;
const today = (day: string, hour = '10:00') => t.clock.set(`${day}T${hour}:00Z`);
const as = (branch = 'oostende') => t.as(coordinator(branch));
const page = (s: Supported) => as(s.branch)('getTrajectory', { id: s.trajectoryId });
const log = (s: Supported, occurredOn: string, more: object = {}) =>
  as(s.branch)('logSession', {
    trajectoryId: s.trajectoryId,
    occurredOn,
    minutes: 60,
    children: [s.childId],
    ...more,
  });
const lines = async (branch: string, kind: string) =>
  (await as(branch)('getToday', { branchCode: branch })).lines.filter((line) => line.kind === kind);

beforeAll(async () => {
  n = await startNeighbours();
  t = await startUnderTest(MatchingService, startMatching, {
    peers: n.peers,
    at: '2026-11-23T10:00:00Z',
  });
  profile(n, 'oostende', { sessionsAWeek: 2 });
  profile(n, 'brugge', {
    closed: [{ from: '2026-12-01', until: '2026-12-03', label: 'verbouwing' }],
  });
  profile(n, 'torhout');
  profile(n, 'rotterdam', { calendarRegion: 'dutch' });
  profile(n, 'gent', { lengthUnit: 'weeks', length: 10 });
});
afterAll(async () => {
  await t.stop();
  n.stop();
});
beforeEach(() => today('2026-11-23'));

describe('the rhythm', () => {
  test('after Thursday the 26th comes Tuesday, and the first one is on the own hours', async () => {
    const s = await support(t, n, 'oostende', { visitedOn: '2026-11-17', hours: twice });
    expect((await page(s)).nextSessionOn).toBe('2026-11-24T16:00');
    today('2026-11-24', '17:00');
    expect((await log(s, '2026-11-24')).nextSessionOn).toBe('2026-11-26T17:00');
    today('2026-11-26', '18:00');
    expect((await log(s, '2026-11-26')).nextSessionOn).toBe('2026-12-01T16:00');
  });

  test('logged five weeks late the next is still to come; what was logged took its place', async () => {
    const s = await support(t, n, 'oostende', { visitedOn: '2026-10-13', hours: twice });
    const late = await log(s, '2026-10-15');
    expect(late.nextSessionOn).toBe('2026-11-24T16:00');
    const more = await log(s, '2026-10-20');
    expect(more.nextSessionOn).toBe('2026-11-24T16:00');
    expect(more.sessions.filter((one) => one.status === 'planned')).toHaveLength(1);
    // a time that somebody typed weeks ago is past: the rhythm goes on
    const typed = await log(s, '2026-10-22', { nextPlannedFor: '2026-10-27T16:00' });
    expect(typed.nextSessionOn).toBe('2026-11-24T16:00');
    // and one that is still to come is kept beside it
    const agreed = await log(s, '2026-10-27', { nextPlannedFor: '2026-11-25T15:00' });
    expect(agreed.sessions.filter((one) => one.status === 'planned')).toHaveLength(2);
  });

  test('not in a holiday, a closed week, another region’s holiday, or after the last day', async () => {
    const closed = await support(t, n, 'brugge', { visitedOn: '2026-11-17' });
    expect((await log(closed, '2026-11-23', {})).nextSessionOn).toBe('2026-11-24T16:00');
    today('2026-11-24', '17:30');
    expect((await log(closed, '2026-11-24')).nextSessionOn).toBe('2026-12-08T16:00');
    today('2026-10-06');
    const dutch = await support(t, n, 'rotterdam', { visitedOn: '2026-10-06' });
    const flemish = await support(t, n, 'torhout', { visitedOn: '2026-10-06' });
    today('2026-10-13', '17:30');
    expect((await log(dutch, '2026-10-13')).nextSessionOn).toBe('2026-10-27T16:00');
    expect((await log(flemish, '2026-10-13')).nextSessionOn).toBe('2026-10-20T16:00');
    today('2026-10-27', '18:00');
    expect((await log(flemish, '2026-10-27')).nextSessionOn).toBe('2026-11-10T16:00');
    today('2026-11-10', '18:00');
    const leaving = await support(t, n, 'torhout', {
      visitedOn: '2026-11-10',
      tutor: { worksUntil: '2026-11-23' },
    });
    expect((await page(leaving)).nextSessionOn).toBe('2026-11-17T16:00');
    today('2026-11-17', '18:00');
    const last = await log(leaving, '2026-11-17');
    expect(last.sessions.map(({ status }) => status)).toEqual(['held']);
  });

  test('closed weeks are those of the version that holds that day, whatever version a case keeps', async () => {
    profile(n, 'melle');
    const s = await support(t, n, 'melle', { visitedOn: '2026-11-17' });
    // what the second version says of the day before it holds is not said yet
    const closed = [
      { from: '2026-12-01', until: '2026-12-01', label: '' },
      { from: '2026-12-08', until: '2026-12-08', label: '' },
    ];
    profile(n, 'melle', { closed }, { version: 2, validFrom: '2026-12-02' });
    await eventually(async () => {
      const { rows } = await t.admin.query(
        `select 1 from branch_rules where branch_code = 'melle' and version = 2`,
      );
      expect(rows).toHaveLength(1);
    });
    today('2026-11-24', '17:30');
    expect((await log(s, '2026-11-24')).nextSessionOn).toBe('2026-12-01T16:00');
    today('2026-12-01', '17:30');
    expect((await log(s, '2026-12-01')).nextSessionOn).toBe('2026-12-15T16:00');
  });

  test('exam weeks of the tutor’s university are free; an older fact changes nothing', async () => {
    const tell = (periods: object[], revision: number) =>
      n.training.tell(
        ExamPeriodsChangedSchema,
        { universityCode: 'hogent', periods, revision },
        'hogent',
      );
    tell([{ from: '2026-11-30', until: '2026-12-11' }], 2);
    tell([], 1);
    await eventually(async () => {
      const { rows } = await t.admin.query('select revision from university_days');
      expect(rows).toEqual([{ revision: 2 }]);
    });
    const more = { visitedOn: '2026-11-17', tutor: { universityCode: 'hogent' } };
    const student = await support(t, n, 'torhout', more);
    const other = await support(t, n, 'torhout', { visitedOn: '2026-11-17' });
    today('2026-11-24', '18:00');
    expect((await log(student, '2026-11-24')).nextSessionOn).toBe('2026-12-15T16:00');
    expect((await log(other, '2026-11-24')).nextSessionOn).toBe('2026-12-01T16:00');
  });

  test('what is called off has a next one; a plan counts the visits that its weeks have room for', async () => {
    today('2026-09-29');
    const s = await support(t, n, 'gent', { visitedOn: '2026-09-29' });
    // ten weeks, one of them the autumn holiday
    expect(await page(s)).toMatchObject({ planned: 9, endsOn: '2026-12-08' });
    const [planned] = (await page(s)).sessions;
    const off = await as('gent')('cancelSession', {
      sessionId: planned?.id ?? '',
      revision: planned?.revision ?? 0,
    });
    expect(off.nextSessionOn).toBe('2026-10-13T16:00');
    profile(
      n,
      'gent',
      {
        lengthUnit: 'weeks',
        length: 10,
        closed: [{ from: '2026-11-23', until: '2026-11-29', label: '' }],
      },
      { version: 2 },
    );
    await eventually(async () => expect((await page(s)).planned).toBe(8));
  });
});

describe('closing', () => {
  test('not before what was held, and what was planned is off', async () => {
    const s = await support(t, n, 'oostende', { visitedOn: '2026-11-03', hours: twice });
    const { revision } = await log(s, '2026-11-19');
    const close = {
      trajectoryId: s.trajectoryId,
      reason: 'goals_reached' as const,
      revision,
      occurredOn: '2026-11-18',
    };
    await expect(as()('closeTrajectory', close)).rejects.toMatchObject({
      fields: [{ field: 'occurred_on', reason: 'DATE_TOO_EARLY' }],
    });
    const closed = await as()('closeTrajectory', { ...close, occurredOn: '2026-11-19' });
    expect(closed).toMatchObject({ status: 'closed', nextSessionOn: '' });
    expect(closed.sessions.map(({ status }) => status).sort()).toEqual(['cancelled', 'held']);
    // the log of a closed one can be put right, not to after its end
    const [session] = heldOf(closed);
    const right = {
      sessionId: session?.id ?? '',
      held: true,
      minutes: 30,
      children: [s.childId],
      revision: session?.revision ?? 0,
    };
    await expect(
      as()('correctSession', { ...right, occurredOn: '2026-11-20' }),
    ).rejects.toMatchObject({ fields: [{ field: 'occurred_on' }] });
    expect(await as()('correctSession', { ...right, occurredOn: '2026-11-17' })).toMatchObject({
      held: 1,
      lastSessionOn: '2026-11-17',
    });
  });
});

describe('Vandaag', () => {
  test('a queue comes back six weeks after somebody asked, until it is asked again', async () => {
    profile(n, 'ronse');
    today('2026-11-10');
    const s = await support(t, n, 'ronse', { visitedOn: '2026-11-10' });
    const queue = async (specialisedQueue: string) => {
      const { plan } = await page(s);
      return await as('ronse')('keepSpecialisedQueue', {
        trajectoryId: s.trajectoryId,
        specialisedQueue,
        revision: plan?.revision ?? 0,
      });
    };
    await queue('Logopedie');
    const asks = () => lines('ronse', 'QUEUE_TO_ASK');
    today('2026-12-21');
    expect(await asks()).toEqual([]);
    today('2026-12-22');
    expect(await asks()).toMatchObject([
      { familyId: s.familyId, due: '2026-12-22', since: '2026-11-10', text: 'Logopedie' },
    ]);
    await queue('Logopedie');
    expect(await asks()).toEqual([]);
    today('2027-02-02');
    expect(await asks()).toHaveLength(1);
    await queue('');
    expect(await asks()).toEqual([]);
  });

  test('days that are off make nothing quiet', async () => {
    profile(n, 'aalst');
    today('2026-12-15', '18:00');
    const s = await support(t, n, 'aalst', { visitedOn: '2026-12-08' });
    await log(s, '2026-12-15');
    const quiet = () => lines('aalst', 'TRAJECTORY_QUIET');
    today('2027-01-12');
    expect(await quiet()).toEqual([]);
    today('2027-01-13');
    expect(await quiet()).toMatchObject([{ subjectId: s.trajectoryId, since: '2027-01-12' }]);
  });

  test('a school year without a calendar is said six weeks before, not guessed', async () => {
    const missing = () => lines('oostende', 'CALENDAR_MISSING');
    today('2028-07-20');
    expect(await missing()).toEqual([]);
    today('2028-07-21');
    expect(await missing()).toMatchObject([{ due: '2028-09-01' }]);
    today('2029-01-10');
    expect(await missing()).toMatchObject([{ due: '2029-01-10' }]);
  });
});
