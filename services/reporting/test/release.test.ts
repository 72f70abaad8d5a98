import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { attackFiles, readReleased } from '@katrol/disclosure/files';
import { ConsentChangedSchema } from '@katrol/proto/katrol/intake/v1/events_pb';
import { ReportingService } from '@katrol/proto/katrol/reporting/v1/service_pb';
import { eventually, startPublisher, startUnderTest, type Publisher } from '@katrol/testkit';
import { startReporting } from '../src/service.ts';
import {
  branchOpens,
  coordinator,
  ERPE_MERE,
  HAALTERT,
  LEDE,
  operator,
  reader,
  thisYear,
  type Reporting,
} from './seed.ts';

// One family in a small town: what is released says nothing of it, whatever is asked beside it.
let t: Reporting;
let intake: Publisher;
beforeAll(async () => {
  intake = await startPublisher();
  t = await startUnderTest(ReportingService, startReporting, { peers: { intake: intake.address } });
  for (const code of ['lede', 'haaltert', 'erpe-mere']) branchOpens(intake, code);
  await eventually(async () => {
    const { rows } = await t.admin.query('select 1 from known_branch');
    expect(rows).toHaveLength(3);
  });
});
afterAll(async () => {
  await t.stop();
  intake.stop();
});

/**
 * So many families of a town who agreed to figures; of each domain so many of them have a barrier,
 * some families several.
 */
async function families(
  branchCode: string,
  municipality: string,
  {
    count,
    on = '2026-10-10',
    ...domains
  }: { count: number; on?: string } & Record<string, unknown>,
): Promise<string[]> {
  const { rows } = await t.admin.query<{ id: string }>(
    `with f as (insert into counted_family (family_id, root_id, branch_code, municipality, statistics)
        select id, id, $1, $2, true from (select uuidv7() as id from generate_series(1, $3::int)) i
        returning family_id),
      numbered as (select family_id, row_number() over (order by family_id) as n from f),
      facts as (insert into fact (kind, source_id, branch_code, family_id, day, code, other)
        select 'barrier', uuidv7(), $1, n.family_id, $5::date, d.key, 'open'
        from numbered n join jsonb_each_text($4::jsonb) d on n.n <= d.value::int)
      select family_id::text as id from f`,
    [branchCode, municipality, count, JSON.stringify(domains), on],
  );
  return rows.map(({ id }) => id);
}

const cellsOf = async (id: string, who = reader) => {
  const { tables } = await t.as(who)('getRelease', { id, indicators: ['barriers'] });
  return (area: string, code: string) =>
    tables[0]?.cells.find((cell) => cell.area === area && cell.code === code);
};
const make = (more: object = {}) => t.as(operator)('makeRelease', { period: thisYear, ...more });

let first: string;

describe('one family in a small town', () => {
  test('its cell is hidden, and looks like nought does', async () => {
    const lede = { count: 97, money: 96, administration: 50, housing: 41, status_and_papers: 1 };
    await families('lede', LEDE, lede);
    await families('haaltert', HAALTERT, {
      count: 80,
      money: 79,
      administration: 40,
      housing: 30,
      status_and_papers: 12,
    });
    await families('erpe-mere', ERPE_MERE, {
      count: 70,
      money: 69,
      administration: 35,
      housing: 25,
      status_and_papers: 14,
    });
    const release = await make();
    first = release.id;
    const cell = await cellsOf(first);
    expect(cell(LEDE, 'status_and_papers')).toMatchObject({ hidden: true, value: 0, share: -1 });
    expect(cell(LEDE, 'housing')).toMatchObject({ hidden: false, value: 40 });
    expect(cell('all', 'housing')).toMatchObject({ hidden: false, value: 95 });
    for (const { cells } of release.tables)
      for (const { hidden, value } of cells)
        expect(hidden ? value === 0 : value === 0 || value >= 10).toBe(true);
  });

  test('the coordinator sees 1, and of whom', async () => {
    const lede = t.as(coordinator('lede'));
    const asked = { branchCode: 'lede', period: thisYear };
    const { figures } = await lede('getFigures', asked);
    const barriers = figures.find(({ indicator }) => indicator === 'barriers');
    expect(barriers?.rows).toContainEqual(
      expect.objectContaining({ code: 'status_and_papers', value: 1 }),
    );
    const options = { filters: [{ field: 'code', values: ['status_and_papers'] }] };
    const { rows } = await lede('listCounted', { ...asked, indicator: 'barriers', options });
    expect(rows).toHaveLength(1);
  });

  test('a filter selects and computes nothing', async () => {
    const { tables } = await t.as(reader)('getRelease', {
      id: first,
      indicators: ['barriers'],
      areas: [LEDE],
    });
    expect(tables).toHaveLength(1);
    expect(new Set(tables[0]?.cells.map(({ area }) => area))).toEqual(new Set([LEDE]));
  });
});

describe('a release', () => {
  test('is made again from its cube, to the bit, also when what it was counted from has changed', async () => {
    await families('lede', LEDE, { count: 20, money: 20 });
    expect(await t.as(operator)('verifyRelease', { id: first })).toMatchObject({ same: true });
    const { rows } = await t.admin.query(
      `select column_name from information_schema.columns where table_name = 'release_cube'
        and column_name in ('family_id', 'tutor_id', 'source_id')`,
    );
    expect(rows).toEqual([]);
  });

  test('that was tampered with is found out', async () => {
    await t.admin.query(
      `update release_cube set value = value + 30 where release_id = $1 and indicator = 'barriers'
        and code = 'housing' and area = $2`,
      [first, LEDE],
    );
    expect(await t.as(operator)('verifyRelease', { id: first })).toMatchObject({ same: false });
    await t.admin.query(
      `update release_cube set value = value - 30 where release_id = $1 and indicator = 'barriers'
        and code = 'housing' and area = $2`,
      [first, LEDE],
    );
  });

  test('is there once a year; a correction names it, and shows no little change beside it', async () => {
    await expect(make()).rejects.toMatchObject({ reason: 'RELEASE_EXISTS' });
    await expect(make({ period: { kind: 'calendar_year', year: 2026 } })).rejects.toMatchObject({
      reason: 'PERIOD_NOT_RELEASED',
    });
    await families('lede', LEDE, { count: 4, housing: 4 });
    const second = await make({ correctsId: first, note: 'Vier gezinnen kwamen er later bij.' });
    expect(second).toMatchObject({ number: 2, correctsId: first });
    const cell = await cellsOf(second.id);
    // 41 became 45: 40 was told before, 45 would tell of five families
    expect(cell(LEDE, 'housing')).toMatchObject({ hidden: true });
    expect(second.withheld).toContainEqual(
      expect.objectContaining({ area: LEDE, code: 'housing', earlierNumber: 1 }),
    );
    expect((await t.as(reader)('getRelease', { id: second.id })).withheld).toEqual([]);
  });

  test('of two operators at once is made twice, one after the other', async () => {
    const last = (await t.as(operator)('listReleases', {})).releases[0];
    const both = await Promise.allSettled([
      make({ correctsId: last?.id ?? '' }),
      make({ correctsId: last?.id ?? '' }),
    ]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const { releases } = await t.as(operator)('listReleases', {});
    expect(releases.map(({ number }) => number)).toEqual([3, 2, 1]);
    // a list holds no table, and nobody but who makes releases reads what was withheld
    for (const { tables, withheld, shown, hidden } of releases) {
      expect([tables, withheld]).toEqual([[], []]);
      expect(shown * hidden).toBeGreaterThan(0);
    }
  });

  test('says nothing of who withdrew, then or later; the withdrawal taken back counts as never said', async () => {
    const year = { period: { kind: 'school_year', year: 2023 } } as const;
    const on = '2023-10-10';
    const ids = await families('haaltert', HAALTERT, { count: 14, work: 14, on });
    const say = (familyId: string, sequence: number, given: boolean, undoes = 0) =>
      intake.tell(
        ConsentChangedSchema,
        {
          familyId,
          branchCode: 'haaltert',
          purpose: 'statistics',
          given,
          statistics: given,
          sequence,
          undoes,
          occurredOn: '2026-11-01',
        },
        familyId,
      );
    const [one = '', other = '', third = ''] = ids;
    for (const id of [one, other, third]) say(id, 2, false);
    say(one, 3, true);
    say(other, 3, true, 2);
    await eventually(async () => {
      const { rows } = await t.admin.query(
        'select 1 from counted_family where sequence = 3 and statistics',
      );
      expect(rows).toHaveLength(2);
    });
    await make(year);
    const { rows } = await t.admin.query<{ value: number }>(
      `select value from release_cube c join release r on r.id = c.release_id
        where r.period_year = 2023 and c.indicator = 'barriers' and c.code = 'work'`,
    );
    expect(rows).toEqual([{ value: 12 }]);
    const own = await t.as(coordinator('haaltert'))('getFigures', {
      branchCode: 'haaltert',
      ...year,
    });
    expect(own.figures.find(({ indicator }) => indicator === 'barriers')?.total).toBe(14);
  });

  test('of three years offers more where a town has few, and not what a year hid', async () => {
    for (const year of [2024, 2025])
      await families('lede', LEDE, {
        count: 30,
        money: 30,
        housing: 7,
        language: 6,
        on: `${year}-10-12`,
      });
    for (const year of [2024, 2025]) await make({ period: { kind: 'school_year', year } });
    const three = await make({ period: { kind: 'three_school_years', year: 2026 } });
    const cell = await cellsOf(three.id);
    expect(cell(LEDE, 'housing')).toMatchObject({ hidden: false });
    expect(cell(LEDE, 'status_and_papers')?.hidden ?? true).toBe(true);
    expect((await cellsOf(first))(LEDE, 'language')).toBeUndefined();
  });
});

test('S17: every file that was released, attacked with the others, gives nobody away', async () => {
  const { releases } = await t.as(reader)('listReleases', {});
  expect(releases.length).toBeGreaterThan(5);
  const token = await t.token(reader);
  const files = [];
  for (const { id, number } of releases) {
    let text = '';
    const deadline = new Date(Date.now() + 30_000);
    for await (const piece of t.peer.stream('exportRelease', { id }, { token, deadline }))
      text += piece.text;
    files.push(readReleased(`${number}.csv`, text));
  }
  const hidden = files.flatMap(({ cells }) => cells.filter(({ value }) => value === undefined));
  expect(hidden.length).toBeGreaterThan(5);
  expect(await attackFiles(files)).toEqual([]);
});

describe('a report', () => {
  test('is a document over what was released; another funder needs no code', async () => {
    const { reports } = await t.as(reader)('listReports', {});
    expect(reports.map(({ code, draft }) => [code, draft])).toContainEqual([
      'student_tutoring',
      true,
    ]);
    const report = await t.as(reader)('getReport', {
      releaseId: first,
      report: 'municipality',
      area: LEDE,
    });
    expect(report.lines.find(({ code }) => code === 'housing')).toMatchObject({ value: 40 });
    await expect(
      t.as(reader)('getReport', { releaseId: first, report: 'municipality' }),
    ).rejects.toMatchObject({ fields: [{ field: 'area', reason: 'VALUE_MISSING' }] });
    const officer = t.as({ roles: ['placement-officer'], university: 'vives' });
    const tutoring = { releaseId: first, report: 'student_tutoring' };
    await expect(officer('getReport', { ...tutoring, area: 'hogent' })).rejects.toMatchObject({
      code: 'not_found',
    });
    expect((await officer('getReport', { ...tutoring, area: 'vives' })).definition?.draft).toBe(
      true,
    );
  });

  test('is for who reads figures, and for nobody else', async () => {
    const tutor = t.as({ roles: ['tutor'], branches: ['lede'] });
    await expect(tutor('getRelease', { id: first })).rejects.toMatchObject({
      reason: 'ROLE_MISSING',
    });
    await expect(
      t.as(reader)('getFigures', { branchCode: 'lede', period: thisYear }),
    ).rejects.toMatchObject({ code: 'permission_denied' });
  });
});
