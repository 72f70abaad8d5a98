import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import { MatchEndedSchema, MatchOpenedSchema } from '@katrol/proto/katrol/matching/v1/events_pb';
import { TutorChangedSchema } from '@katrol/proto/katrol/volunteer_training/v1/events_pb';
import { eventually, startPublisher, startUnderTest, type Publisher } from '@katrol/testkit';
import { startIntake } from '../src/service.ts';
import { coordinator, openBranches, received, said, type Intake } from './seed.ts';

let t: Intake;
let matching: Publisher;
let training: Publisher;
beforeAll(async () => {
  matching = await startPublisher();
  training = await startPublisher();
  t = await startUnderTest(IntakeService, startIntake, {
    peers: { matching: matching.address, 'volunteer-training': training.address },
  });
  await openBranches(t, { oostende: 'de-katrol' });
});
afterAll(async () => {
  await t.stop();
  matching.stop();
  training.stop();
});

test('a tutor sees own families by name, while matched and while the family agrees', async () => {
  const { familyId } = await received(t, 'oostende');
  const other = await received(t, 'oostende', {
    contact: { familyName: 'Ander', phone: '0470000001' },
  });
  const accountId = randomUUID();
  const tutor = t.as({ subject: accountId, roles: ['tutor'], branches: ['oostende'] });
  const names = async () =>
    (await tutor('getFamilyLabels', { familyIds: [familyId, other.familyId] })).labels.map(
      (l) => l.familyName,
    );
  const match = {
    matchId: randomUUID(),
    familyId,
    tutorId: randomUUID(),
    accountId,
    branchCode: 'oostende',
    occurredOn: '2026-11-20',
  };
  matching.tell(MatchOpenedSchema, match, familyId);
  await eventually(async () =>
    expect((await t.admin.query('select 1 from family_tutor')).rowCount).toBe(1),
  );
  expect(await names()).toEqual([]);
  await said(t, 'oostende', familyId, 'sharing_with_tutor');
  expect(await names()).toEqual(['Demir']);
  await said(t, 'oostende', familyId, 'sharing_with_tutor', { answer: 'no' });
  expect(await names()).toEqual([]);
  await said(t, 'oostende', familyId, 'sharing_with_tutor');
  matching.tell(MatchEndedSchema, { ...match, reason: 'closed' }, familyId);
  await eventually(async () => expect(await names()).toEqual([]));
  expect((await t.admin.query('select 1 from parked')).rowCount).toBe(0);
});

test('another account, a first one, a last day: what a tutor sees follows at once, and back', async () => {
  const { familyId } = await received(t, 'oostende', {
    contact: { familyName: 'Maes', phone: '0470000009' },
  });
  await said(t, 'oostende', familyId, 'sharing_with_tutor');
  const tutorId = randomUUID();
  const whose = { matchId: randomUUID(), familyId, tutorId, branchCode: 'oostende' };
  // matched before anybody signs in as this tutor
  matching.tell(MatchOpenedSchema, { ...whose, accountId: '', occurredOn: '2026-11-20' }, familyId);
  const names = async (account: string) =>
    (
      await t.as({ subject: account, roles: ['tutor'], branches: ['oostende'] })(
        'getFamilyLabels',
        {
          familyIds: [familyId],
        },
      )
    ).labels.map((l) => l.familyName);
  let revision = 0;
  const tells = async (accountId: string, worksUntil = '') => {
    revision += 1;
    const told = { tutorId, branchCode: 'oostende', kind: 'student' as const, accountId, revision };
    training.tell(TutorChangedSchema, { ...told, active: true, worksUntil }, tutorId);
    await eventually(async () => {
      const { rows } = await t.admin.query<{ revision: number }>(
        'select revision from tutor_access where tutor_id = $1',
        [tutorId],
      );
      expect(rows[0]?.revision).toBe(revision);
    });
  };
  const [first, second] = [randomUUID(), randomUUID()];
  await tells(first);
  await eventually(async () => expect(await names(first)).toEqual(['Maes']));
  await tells(second);
  expect([await names(first), await names(second)]).toEqual([[], ['Maes']]);
  await tells(second, '2026-11-23');
  expect(await names(second)).toEqual(['Maes']);
  t.clock.set('2026-11-24T00:30:00Z');
  expect(await names(second)).toEqual([]);
  await tells(second);
  expect(await names(second)).toEqual(['Maes']);
  t.clock.set('2026-11-23T10:00:00Z');
  // an older fact that comes late changes nothing
  const late = { tutorId, branchCode: 'oostende', kind: 'student' as const, accountId: first };
  training.tell(TutorChangedSchema, { ...late, revision: 1 }, tutorId);
  const after = randomUUID();
  training.tell(TutorChangedSchema, { ...late, tutorId: after, revision: 1 }, after);
  await eventually(async () =>
    expect(
      (await t.admin.query('select 1 from tutor_access where tutor_id = $1', [after])).rowCount,
    ).toBe(1),
  );
  expect([await names(first), await names(second)]).toEqual([[], ['Maes']]);
  // told before there were days of the work: no longer active
  revision += 1;
  training.tell(TutorChangedSchema, { ...late, accountId: second, revision }, tutorId);
  await eventually(async () => expect(await names(second)).toEqual([]));
});

test('S19: the names of a whole town at once are slowed, reported, and then refused', async () => {
  const { familyId } = await received(t, 'oostende', {
    contact: { familyName: 'Velen', phone: '0470000002' },
  });
  await t.admin.query(
    `insert into family
      select (jsonb_populate_record(f, jsonb_build_object('id', uuidv7()))).*
      from family f, generate_series(1, 900) where f.id = $1`,
    [familyId],
  );
  const { rows } = await t.admin.query<{ id: string }>('select id::text from family order by id');
  const ids = rows.map(({ id }) => id);
  const curious = t.as({ ...coordinator('oostende'), subject: 'curious' });
  const ask = async (from: number) =>
    await curious('getFamilyLabels', { familyIds: ids.slice(from, from + 200) }).then(
      () => 'answered',
      (error: { reason?: string }) => error.reason,
    );
  const since = performance.now();
  expect([await ask(0), await ask(200)]).toEqual(['answered', 'answered']);
  const usual = (performance.now() - since) / 2;
  const reported = 'select stopped from bulk_reading where subject = $1';
  expect((await t.admin.query(reported, ['curious'])).rows).toEqual([{ stopped: false }]);
  expect([await ask(400), await ask(600)]).toEqual(['answered', 'answered']);
  expect((performance.now() - since - 2 * usual) / 2).toBeGreaterThan(usual + 200);
  expect([await ask(800), await ask(0)]).toEqual(['TOO_MANY_FILES', 'TOO_MANY_FILES']);
  expect((await t.admin.query(reported, ['curious'])).rows).toEqual([{ stopped: true }]);
}, 60_000);

test('the number to call is never that of a parent who is held; another parent’s comes in its place', async () => {
  const { familyId } = await received(t, 'oostende', {
    contact: { familyName: 'Peeters', phone: '0470 00 00 21' },
  });
  const me = t.as(coordinator('oostende'));
  const number = async () =>
    (await me('getFamilyLabels', { familyIds: [familyId] })).labels[0]?.phone.replaceAll(' ', '');
  const keep = (relation: 'father' | 'mother', name: string, phone: string) =>
    me('keepParent', { parent: { familyId, relation, name, phone } as never });
  const { parents } = await keep('father', 'Jan', '0470 00 00 21');
  const { id: parentId = '', revision = 0 } = parents.find((one) => one.name === 'Jan') ?? {};
  expect(await number()).toBe('0470000021');
  await me('holdParent', { parentId, hold: true, reason: 'Nodig', revision });
  expect(await number()).toBe('');
  await keep('mother', 'An', '0470 00 00 22');
  expect(await number()).toBe('0470000022');
  await me('holdParent', { parentId, hold: false, revision: revision + 1 });
  expect(await number()).toBe('0470000021');
});
