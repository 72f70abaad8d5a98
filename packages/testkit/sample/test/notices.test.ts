import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { BranchOpenedSchema } from '@katrol/proto/katrol/intake/v1/events_pb';
import { SampleService } from '@katrol/proto/katrol/sample/v1/service_pb';
import { eventually, startPublisher, startUnderTest, type Publisher } from '@katrol/testkit';
import { startSample } from '../src/service.ts';
import { coordinator, notice, pinned, type Sample } from './seed.ts';

const PARENT = '019aa000-0000-7000-8000-0000000000cc';

let t: Sample;
let intake: Publisher;
beforeAll(async () => {
  intake = await startPublisher();
  t = await startUnderTest(SampleService, startSample, { peers: { intake: intake.address } });
});
afterAll(async () => {
  await t.stop();
  intake.stop();
});
const oostende = () => t.as(coordinator('oostende'));

test('a notice is pinned, told in codes, taken down once', async () => {
  const { id, revision } = await pinned(t, 'oostende', 'Vergadering om acht');
  expect(await t.anonymous('showBoard', { branchCode: 'oostende' })).toMatchObject({ notices: 1 });
  const { rows } = await t.admin.query<{ payload: Buffer }>('select payload from outbox');
  expect(rows).toHaveLength(1);
  expect(rows[0]?.payload.toString()).not.toContain('Vergadering');
  expect(await oostende()('takeDownNotice', { id, revision })).toMatchObject({
    status: 'taken_down',
  });
  await expect(oostende()('takeDownNotice', { id, revision: 2 })).rejects.toMatchObject({
    reason: 'WRONG_STATE',
  });
});

test('another branch’s, named two levels deep, is not found, and nothing is pinned', async () => {
  const before = await t.admin.query('select count(*)::int as n from notice');
  await expect(oostende()('keepNotice', { notice: notice('melle') })).rejects.toMatchObject({
    code: 'not_found',
    fields: [{ field: 'notice.board.branch_code', reason: 'NOT_FOUND' }],
  });
  const after = await t.admin.query('select count(*)::int as n from notice');
  expect(after.rows).toEqual(before.rows);
});

test('every wrong field is named as the contract has it', async () => {
  const wrong = { board: { branchCode: 'oostende' }, text: ' ', pinnedOn: '2026-02-30' };
  await expect(oostende()('keepNotice', { notice: wrong })).rejects.toMatchObject({
    reason: 'INPUT_INVALID',
    fields: [
      { field: 'notice.text', reason: 'VALUE_MISSING' },
      { field: 'notice.audience', reason: 'VALUE_MISSING' },
      { field: 'notice.pinned_on', reason: 'DATE_IMPOSSIBLE' },
    ],
  });
  const long = { ...notice('oostende', 'x'.repeat(501)), audience: 'everybody' as never };
  await expect(oostende()('keepNotice', { notice: long })).rejects.toMatchObject({
    fields: [
      { field: 'notice.text', reason: 'VALUE_TOO_LONG' },
      { field: 'notice.audience', reason: 'VALUE_UNKNOWN' },
    ],
  });
});

test('old notices are taken down, also when they are many', async () => {
  await t.admin.query(
    `insert into notice (branch_code, text, audience, status, pinned_on)
     select 'melle', 'oud ' || n, 'tutors', 'pinned', '2020-01-01' from generate_series(1, 45) n`,
  );
  const tidy = t.as(coordinator('melle'));
  expect(await tidy('tidyBoard', { branchCode: 'melle' })).toMatchObject({ takenDown: 45 });
  expect(await tidy('tidyBoard', { branchCode: 'melle' })).toMatchObject({ takenDown: 0 });
});

test('who comes with a link reads what it is about, as on record, and nothing beside', async () => {
  const { id } = await pinned(t, 'oostende', 'Ouderavond op dinsdag');
  const { id: other } = await pinned(t, 'oostende', 'Niet voor u');
  const link = { link: 'parent-item', object: id, person: PARENT } as const;
  expect(await t.link(link)('readNotice', {})).toMatchObject({ text: 'Ouderavond op dinsdag' });
  const { rows } = await t.admin.query(
    `select kind, role, object_id as "objectId" from audit where subject = 'link:' || $1`,
    [PARENT],
  );
  expect(rows).toEqual([{ kind: 'link', role: 'link:parent-item', objectId: id }]);
  const notFound = { code: 'not_found' };
  await expect(t.link(link)('readNotice', { id: other })).rejects.toMatchObject(notFound);
  await expect(t.link(link)('readNotice', { branchCode: 'melle' })).rejects.toMatchObject(notFound);
  await expect(t.link({ ...link, branch: 'melle' })('readNotice', {})).rejects.toMatchObject(
    notFound,
  );
  for (const kind of ['parent-page', 'school-contact', 'receiver'] as const)
    await expect(t.link({ ...link, link: kind })('readNotice', {})).rejects.toMatchObject({
      reason: 'ROLE_MISSING',
    });
});

test('a branch that opens finds a word of welcome; told twice it is one', async () => {
  const opened = { branchCode: 'gent', validFrom: '2026-11-01' };
  const id = intake.tell(BranchOpenedSchema, opened, 'gent');
  intake.tell(BranchOpenedSchema, opened, 'gent', id);
  const list = () => t.as(coordinator('gent'))('listNotices', { branchCode: 'gent' });
  await eventually(async () => expect((await list()).rows).toHaveLength(1));
});
