import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ConsentChangedSchema } from '@katrol/proto/katrol/intake/v1/events_pb';
import { TutorChangedSchema } from '@katrol/proto/katrol/volunteer_training/v1/events_pb';
import {
  SessionCorrectedSchema,
  SessionHeldSchema,
} from '@katrol/proto/katrol/matching/v1/events_pb';
import { MatchingService } from '@katrol/proto/katrol/matching/v1/service_pb';
import { eventually, startUnderTest, toldBy } from '@katrol/testkit';
import { startMatching } from '../src/service.ts';
import {
  coordinator,
  family,
  openRequest,
  profile,
  startNeighbours,
  tutor,
  tutorPerson,
  type Matching,
  type Neighbours,
} from './seed.ts';

// A group on Tuesdays and Thursdays from four to half past five; today is a Thursday evening.
const TODAY = '2026-11-26';
const LAST_TUESDAY = '2026-11-24';
const atFour = (weekday: number) => ({ weekday, fromMinute: 960, untilMinute: 1050 });
const [tuesdays, thursdays] = [atFour(2), atFour(4)];
type Family = {
  familyId: string;
  childId: string;
  tutorId: string;
  accountId: string;
  trajectoryId: string;
  groupId: string;
};

describe('a group is one session', () => {
  let t: Matching;
  let n: Neighbours;
  beforeAll(async () => {
    n = await startNeighbours();
    t = await startUnderTest(MatchingService, startMatching, {
      peers: n.peers,
      at: `${TODAY}T19:00:00Z`,
    });
    profile(n, 'ronse', {
      form: 'small_group',
      places: ['home', 'school'],
      sessionsAWeek: 2,
      sessionMinutes: 90,
      fixedHours: [tuesdays, thursdays],
      maximumChildren: 4,
    });
  });
  afterAll(async () => {
    await t.stop();
    n.stop();
  });

  const as = () => t.as(coordinator('ronse'));
  /** A group of so many families with one tutor. */
  async function group(size: number) {
    const slots = [tuesdays, thursdays];
    const who = tutor(n, 'ronse', { slots, placeKinds: ['school'], maximumFamilies: 8 });
    const families: Family[] = [];
    for (let i = 0; i < size; i += 1) {
      const f = family(n, 'ronse', { needs: { slots, placeKind: 'school' } });
      const { id, revision } = await openRequest(t, 'ronse', f.familyId);
      const match = await eventually(() =>
        as()('acceptProposal', {
          supportRequestId: id,
          tutorId: who.tutorId,
          firstVisitOn: '2026-11-17T16:00',
          revision,
        }),
      );
      const { trajectoryId } = await as()('answerMatch', {
        matchId: match.id,
        visitedOn: '2026-11-17',
        familyAnswer: 'yes',
        tutorAnswer: 'yes',
        revision: match.revision,
      });
      families.push({ ...f, ...who, trajectoryId, groupId: match.groupId });
    }
    expect(new Set(families.map((f) => f.groupId)).size).toBe(1);
    const groupId = families[0]?.groupId ?? '';
    return { families, groupId, mine: t.as(tutorPerson(who.accountId, 'ronse')) };
  }
  const there = (f: Family) => ({ trajectoryId: f.trajectoryId, children: [f.childId] });
  const log = (groupId: string, ...came: object[]) => ({
    groupId,
    occurredOn: LAST_TUESDAY,
    minutes: 90,
    done: ['homework' as const],
    note: 'Rustige avond',
    attendance: came,
  });
  const page = (f: Family) => as()('getTrajectory', { id: f.trajectoryId });
  const heldFacts = async (f: Family) => await toldBy(t, SessionHeldSchema, f.familyId);

  test('one log: who came has held it, who did not is counted neither way, a miss opens a conversation', async () => {
    const { families, groupId, mine } = await group(3);
    const [a, b, c] = families as [Family, Family, Family];
    await as()('planSession', { trajectoryId: b.trajectoryId, plannedFor: '2026-11-24T16:00' });
    const missed = { trajectoryId: c.trajectoryId, missed: true, whatIsNeeded: 'een later uur' };
    const after = await mine('logGroupSession', log(groupId, there(a), missed));
    expect(after).toMatchObject({
      families: 3,
      children: 3,
      nextOn: '2026-12-01T16:00',
      sessions: [{ plannedFor: '2026-11-24T16:00', minutes: 90, note: 'Rustige avond' }],
    });
    const [pageA, pageB, pageC] = [await page(a), await page(b), await page(c)];
    expect(pageA).toMatchObject({ held: 1, missed: 0, lastSessionOn: LAST_TUESDAY });
    expect(pageB).toMatchObject({ held: 0, missed: 0, lastSessionOn: '' });
    expect(pageC).toMatchObject({ held: 0, missed: 1 });
    for (const one of [pageA, pageB, pageC])
      expect(one).toMatchObject({
        nextSessionOn: '2026-12-01T16:00',
        group: { id: groupId, families: 3, children: 3, members: [] },
      });
    const part = pageA.sessions.find((s) => s.status === 'held');
    expect(part).toMatchObject({
      minutes: 90,
      children: [a.childId],
      // what is said of the whole evening stands in no family's own session
      note: '',
      groupSessionId: after.sessions[0]?.id,
    });
    expect(pageB.sessions.map((s) => s.status).sort()).toEqual(['cancelled', 'planned']);
    expect(pageC.sessions.find((s) => s.status === 'missed')).toMatchObject({
      whatIsNeeded: 'een later uur',
    });
    expect(await heldFacts(a)).toMatchObject([
      { minutes: 90, groupSessionId: part?.groupSessionId },
    ]);
    expect([await heldFacts(b), await heldFacts(c)]).toEqual([[], []]);
  });

  test('the next one comes on the group’s hours, for who was there and who was not', async () => {
    const { families, groupId, mine } = await group(2);
    const [a, b] = families as [Family, Family];
    const ids = families.map((f) => f.trajectoryId);
    await t.admin.query(
      `delete from session where status = 'planned' and trajectory_id = any ($1::uuid[])`,
      [ids],
    );
    const after = await mine('logGroupSession', log(groupId, there(a)));
    // it is Thursday evening: the next one is on Tuesday, however late the log
    expect(after.nextOn).toBe('2026-12-01T16:00');
    for (const f of [a, b]) expect((await page(f)).nextSessionOn).toBe('2026-12-01T16:00');
  });

  test('what a family said beforehand stays as it said it', async () => {
    const { families, groupId, mine } = await group(2);
    const [a, b] = families as [Family, Family];
    await as()('planSession', { trajectoryId: b.trajectoryId, plannedFor: `${TODAY}T16:00` });
    const planned = (await page(b)).sessions.find((s) => s.plannedFor.startsWith(TODAY));
    await as()('missSession', {
      trajectoryId: b.trajectoryId,
      sessionId: planned?.id ?? '',
      occurredOn: TODAY,
      saidOn: LAST_TUESDAY,
      whatIsNeeded: 'iemand die haar brengt',
      revision: planned?.revision ?? 0,
    });
    await mine('logGroupSession', { ...log(groupId, there(a)), occurredOn: TODAY });
    const kept = (await page(b)).sessions.find((s) => s.id === planned?.id);
    expect(kept).toMatchObject({
      status: 'cancelled',
      whatIsNeeded: 'iemand die haar brengt',
      groupSessionId: '',
    });
    // she came after all: put right, it is her session
    const [logged] = (await mine('getGroup', { groupId })).sessions;
    await mine('logGroupSession', {
      ...log(groupId, there(a), there(b)),
      occurredOn: TODAY,
      groupSessionId: logged?.id ?? '',
      revision: logged?.revision ?? 0,
    });
    expect(await page(b)).toMatchObject({ held: 1, missed: 0 });
  });

  test('every family told of one evening tells the same group session', async () => {
    const { families, groupId, mine } = await group(3);
    await mine('logGroupSession', log(groupId, ...families.map(there)));
    const told = (await Promise.all(families.map(heldFacts))).flat();
    expect(told).toHaveLength(3);
    expect(new Set(told.map((f) => f.groupSessionId)).size).toBe(1);
    expect(new Set(told.map((f) => f.sessionId)).size).toBe(3);
  });

  test('all of it or nothing: one wrong child, and no family is logged', async () => {
    const { families, groupId, mine } = await group(2);
    const [a, b] = families as [Family, Family];
    const wrong = { trajectoryId: b.trajectoryId, children: [a.childId] };
    await expect(mine('logGroupSession', log(groupId, there(a), wrong))).rejects.toMatchObject({
      fields: [{ field: 'attendance[1].children[0]', reason: 'VALUE_UNKNOWN' }],
    });
    await expect(mine('logGroupSession', log(groupId, there(a), there(a)))).rejects.toMatchObject({
      fields: [{ field: 'attendance[1].trajectory_id' }],
    });
    await expect(
      mine('logGroupSession', log(groupId, { trajectoryId: a.trajectoryId })),
    ).rejects.toMatchObject({ fields: [{ field: 'attendance', reason: 'NOBODY_CAME' }] });
    const early = { ...log(groupId, there(a)), occurredOn: '2026-11-12' };
    await expect(mine('logGroupSession', early)).rejects.toMatchObject({
      fields: [{ field: 'attendance[0].children', reason: 'DATE_TOO_EARLY' }],
    });
    expect(await page(a)).toMatchObject({ held: 0, nextSessionOn: '2026-12-01T16:00' });
    expect((await mine('getGroup', { groupId })).sessions).toEqual([]);
  });

  test('logged twice it is one: repeated, at once, at an hour that overlaps, family by family', async () => {
    const { families, groupId, mine } = await group(2);
    const [a, b] = families as [Family, Family];
    const once = log(groupId, there(a), there(b));
    const first = await mine('logGroupSession', once, { key: 'group-log-12345' });
    expect(await mine('logGroupSession', once, { key: 'group-log-12345' })).toEqual(first);
    await expect(as()('logGroupSession', once)).rejects.toMatchObject({
      reason: 'GROUP_SESSION_LOGGED',
    });
    await expect(
      as()('logGroupSession', { ...once, fromMinute: 16 * 60 + 89 }),
    ).rejects.toMatchObject({ reason: 'GROUP_SESSION_LOGGED' });
    const thursday = { ...once, occurredOn: TODAY };
    const both = await Promise.allSettled([
      mine('logGroupSession', thursday),
      as()('logGroupSession', thursday),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { reason: 'GROUP_SESSION_LOGGED' },
    });
    await expect(
      mine('logSession', {
        trajectoryId: a.trajectoryId,
        occurredOn: LAST_TUESDAY,
        minutes: 90,
        children: [a.childId],
      }),
    ).rejects.toMatchObject({ reason: 'LOGGED_WITH_GROUP' });
    // an hour at home on another day is this family's own
    await mine('logSession', {
      trajectoryId: a.trajectoryId,
      occurredOn: '2026-11-25',
      minutes: 30,
      children: [a.childId],
    });
    expect((await heldFacts(a)).map((f) => f.groupSessionId !== '')).toEqual([true, true, false]);
    // one that begins when the other is over is another one
    const late = await mine('logGroupSession', { ...once, fromMinute: 17 * 60 + 30 });
    expect(late.sessions).toHaveLength(3);
  });

  test('put right, all of it changes at once, and what it was stays', async () => {
    const { families, groupId, mine } = await group(3);
    const [a, b, c] = families as [Family, Family, Family];
    const [logged] = (await mine('logGroupSession', log(groupId, there(a), there(b)))).sessions;
    const right = {
      ...log(groupId, there(a), there(c)),
      groupSessionId: logged?.id ?? '',
      revision: logged?.revision ?? 0,
      minutes: 60,
    };
    const after = await mine('logGroupSession', right);
    expect(after.sessions).toMatchObject([
      { id: logged?.id, minutes: 60, earlier: [{ on: TODAY, minutes: 90 }] },
    ]);
    expect(after.sessions[0]?.earlier[0]?.attendance.map((one) => one.children.length)).toEqual(
      expect.arrayContaining([1, 1]),
    );
    expect([await page(a), await page(b), await page(c)]).toMatchObject([
      { held: 1, lastSessionOn: LAST_TUESDAY },
      { held: 0, lastSessionOn: '' },
      { held: 1, lastSessionOn: LAST_TUESDAY },
    ]);
    expect((await page(a)).sessions.find((s) => s.status === 'held')?.minutes).toBe(60);
    // what each family’s own session was stays with it; the newest of all is told of every one
    const was = (await page(b)).sessions.find((s) => s.groupSessionId === logged?.id);
    expect(was).toMatchObject({
      status: 'cancelled',
      mayCorrect: false,
      corrections: [{ on: TODAY, status: 'held', minutes: 90, children: [b.childId] }],
    });
    const told = await Promise.all(
      [a, b, c].map((f) => toldBy(t, SessionCorrectedSchema, f.familyId)),
    );
    const all = { correction: 1, groupSessionId: logged?.id };
    expect(told).toMatchObject([
      [{ ...all, held: true, minutes: 60 }],
      [{ ...all, held: false, minutes: 0 }],
      [{ ...all, held: true, minutes: 60 }],
    ]);
    await expect(mine('logGroupSession', right)).rejects.toMatchObject({ reason: 'STALE' });
    await expect(
      mine('correctSession', {
        sessionId: was?.id ?? '',
        held: true,
        occurredOn: LAST_TUESDAY,
        minutes: 400,
        revision: was?.revision ?? 0,
      }),
    ).rejects.toMatchObject({ reason: 'LOGGED_WITH_GROUP' });
    const other = await group(1);
    await expect(
      other.mine('logGroupSession', { ...right, groupId: other.groupId }),
    ).rejects.toMatchObject({ code: 'not_found' });
  });

  test('put right by who logged it, or the branch; a family that left keeps its part of it', async () => {
    const { families, groupId, mine } = await group(2);
    const [a, b] = families as [Family, Family];
    const [logged] = (await as()('logGroupSession', log(groupId, there(a), there(b)))).sessions;
    const right = {
      ...log(groupId, there(a)),
      groupSessionId: logged?.id ?? '',
      revision: logged?.revision ?? 0,
      minutes: 45,
    };
    expect((await mine('getGroup', { groupId })).sessions[0]?.mayCorrect).toBe(false);
    await expect(mine('logGroupSession', right)).rejects.toMatchObject({
      reason: 'NOT_YOURS_TO_CORRECT',
    });
    const { revision } = await page(b);
    await as()('closeTrajectory', { trajectoryId: b.trajectoryId, reason: 'moved', revision });
    await as()('logGroupSession', right);
    expect(await page(b)).toMatchObject({ status: 'closed', held: 1 });
    expect((await page(b)).sessions.find((s) => s.status === 'held')).toMatchObject({
      minutes: 45,
      children: [b.childId],
    });
  });

  test('at that hour the tutor is with the group: nowhere else, and nowhere else before', async () => {
    const { families, groupId, mine } = await group(1);
    const [a] = families as [Family];
    await mine('logGroupSession', log(groupId, there(a)));
    const second = await group(1);
    const [b] = second.families as [Family];
    // one tutor with two groups
    await t.admin.query('update trajectory set tutor_id = $1 where id = $2', [
      a.tutorId,
      b.trajectoryId,
    ]);
    await t.admin.query('update support_group set tutor_id = $1 where id = $2', [
      a.tutorId,
      second.groupId,
    ]);
    const then = { ...log(second.groupId, there(b)), fromMinute: 17 * 60 };
    await expect(mine('logGroupSession', then)).rejects.toMatchObject({
      reason: 'TUTOR_ELSEWHERE_THEN',
      meta: { when: '2026-11-24T16:00' },
    });
    const after = await mine('logGroupSession', { ...then, fromMinute: 17 * 60 + 30 });
    expect(after.sessions).toHaveLength(1);
  });

  test('who no longer agrees, or whose trajectory is closed, is not in it', async () => {
    const { families, groupId, mine } = await group(3);
    const [a, b, c] = families as [Family, Family, Family];
    n.intake.tell(
      ConsentChangedSchema,
      {
        familyId: b.familyId,
        branchCode: 'ronse',
        purpose: 'sharing_with_tutor',
        given: false,
        occurredOn: TODAY,
      },
      b.familyId,
    );
    await eventually(async () =>
      expect((await mine('getGroup', { groupId })).members).toHaveLength(2),
    );
    const { revision } = await page(c);
    await as()('closeTrajectory', {
      trajectoryId: c.trajectoryId,
      reason: 'moved',
      revision,
    });
    for (const gone of [b, c])
      await expect(
        mine('logGroupSession', log(groupId, there(a), there(gone))),
      ).rejects.toMatchObject({
        fields: [{ field: 'attendance[1].trajectory_id', reason: 'VALUE_UNKNOWN' }],
      });
    const after = await mine('logGroupSession', log(groupId, there(a)));
    expect(after.members.map((m) => m.familyId)).toEqual([a.familyId]);
    expect(await page(b)).toMatchObject({ held: 0, missed: 0 });
  });

  test('a group ends with its last family; a tutor of another one finds nothing', async () => {
    const { families, groupId } = await group(2);
    const [a, b] = families as [Family, Family];
    const other = await group(1);
    await expect(other.mine('getGroup', { groupId })).rejects.toMatchObject({ code: 'not_found' });
    await expect(other.mine('logGroupSession', log(groupId, there(a)))).rejects.toMatchObject({
      code: 'not_found',
    });
    const close = async (f: Family) =>
      as()('closeTrajectory', {
        trajectoryId: f.trajectoryId,
        reason: 'family_stopped',
        revision: (await page(f)).revision,
      });
    await close(a);
    expect((await as()('getGroup', { groupId })).endedOn).toBe('');
    await close(b);
    expect((await as()('getGroup', { groupId })).endedOn).toBe(TODAY);
    await expect(as()('logGroupSession', log(groupId, there(a)))).rejects.toMatchObject({
      reason: 'GROUP_ENDED',
    });
  });

  test('its tutor stops: what was before can still be logged by the branch, and nothing after', async () => {
    const { families, groupId, mine } = await group(1);
    const [a] = families as [Family];
    n.training.tell(
      TutorChangedSchema,
      {
        tutorId: a.tutorId,
        accountId: a.accountId,
        branchCode: 'ronse',
        kind: 'student',
        active: true,
        worksUntil: LAST_TUESDAY,
        worksEnd: 'STOPS',
        revision: 2,
      },
      a.tutorId,
    );
    await eventually(() =>
      expect(mine('getGroup', { groupId })).rejects.toMatchObject({ code: 'not_found' }),
    );
    const thursday = { ...log(groupId, there(a)), occurredOn: TODAY };
    await expect(as()('logGroupSession', thursday)).rejects.toMatchObject({
      reason: 'GROUP_ENDED',
    });
    expect(await as()('logGroupSession', log(groupId, there(a)))).toMatchObject({
      endedOn: LAST_TUESDAY,
      nextOn: '',
    });
  });

  test('registration withdrawn ends it that day; taken back within its minute it goes on', async () => {
    const { families, groupId } = await group(1);
    const [a] = families as [Family];
    const whose = { familyId: a.familyId, branchCode: 'ronse', occurredOn: TODAY };
    const told = { ...whose, purpose: 'registration' as const };
    const endedOn = async () => (await as()('getGroup', { groupId })).endedOn;
    n.intake.tell(ConsentChangedSchema, { ...told, given: false, sequence: 5 }, a.familyId);
    await eventually(async () => expect(await endedOn()).toBe(TODAY));
    n.intake.tell(
      ConsentChangedSchema,
      { ...told, given: true, sequence: 6, undoes: 5 },
      a.familyId,
    );
    await eventually(async () => expect(await endedOn()).toBe(''));
  });
});
