import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import { addDays } from '@katrol/runtime';
import { startUnderTest } from '@katrol/testkit';
import fc from 'fast-check';
import { startIntake } from '../src/service.ts';
import { coordinator, openBranches, received, type Intake } from './seed.ts';

const TODAY = '2026-11-23';
let t: Intake;
beforeAll(async () => {
  t = await startUnderTest(IntakeService, startIntake, { at: `${TODAY}T10:00:00Z` });
  await openBranches(t, { oostende: 'de-katrol', melle: 'de-katrol' });
});
afterAll(() => t.stop());
const as = (branch: string) => t.as(coordinator(branch));

test('a code that is there is refused, and its branch stays as it was', async () => {
  const opening = (name: string) => ({
    branch: { code: 'oostende', name, validFrom: '2021-01-01', cell: { x: 1, y: 2 } },
    preset: 'uilenspel' as const,
  });
  const open = t.as({ roles: ['operator'] });
  await expect(open('openBranch', opening('Overgenomen'))).rejects.toMatchObject({
    code: 'already_exists',
    fields: [{ field: 'branch.code', reason: 'CODE_TAKEN' }],
  });
  const { branches } = await t.anonymous('listBranches', {});
  expect(branches.find((one) => one.code === 'oostende')?.name).toBe('Werking oostende');

  const aalter = { ...opening('Aalter'), branch: { ...opening('Aalter').branch, code: 'aalter' } };
  const key = 'open-branch-aalter';
  const first = await open('openBranch', aalter, { key });
  expect(await open('openBranch', aalter, { key })).toEqual(first);
  const nobody = { ...aalter, branch: { ...aalter.branch, code: 'brugge' } };
  const both = await Promise.allSettled([open('openBranch', nobody), open('openBranch', nobody)]);
  expect(both.find(({ status }) => status === 'rejected')).toMatchObject({
    reason: { code: 'already_exists', reason: 'CODE_TAKEN' },
  });
});

test('a version from a later day is there to read, and applies from that day', async () => {
  const first = await as('oostende')('getProfile', { branchCode: 'oostende' });
  const later = await as('oostende')('editProfile', {
    branchCode: 'oostende',
    validFrom: addDays(TODAY, 1),
    document: first.document,
    revision: first.version,
  });
  expect(later.version).toBe(2);
  const now = await as('oostende')('getProfile', { branchCode: 'oostende' });
  expect(now.version).toBe(1);
  expect((await received(t, 'oostende')).profileVersion).toBe(1);
  const { versions } = await as('oostende')('listProfileVersions', { branchCode: 'oostende' });
  expect(versions.map(({ version }) => version)).toEqual([2, 1]);
});

test('the last version to begin, by day and then number; before the first, the first', async () => {
  const day = fc.integer({ min: -4, max: 4 }).map((days) => addDays(TODAY, days));
  await fc.assert(
    fc.asyncProperty(fc.array(day, { minLength: 1, maxLength: 6 }), async (days) => {
      await t.admin.query(`delete from profile where branch_code = 'melle' and version > 1`);
      await t.admin.query(
        `insert into profile (branch_code, version, valid_from, preset,
          document, edited_by, recorded_at)
          select branch_code, 1 + at, day::date, preset, document, edited_by, recorded_at
          from profile, unnest($1::text[]) with ordinality as one(day, at)
          where branch_code = 'melle' and version = 1`,
        [days],
      );
      await t.admin.query(
        `update profile set valid_from = $1::date where branch_code = 'melle' and version = 1`,
        [days[0]],
      );
      const versions = [days[0] ?? '', ...days].map((from, i) => ({ from, version: i + 1 }));
      const begun = versions
        .filter(({ from }) => from <= TODAY)
        .sort((a, b) => b.from.localeCompare(a.from) || b.version - a.version);
      const { version } = await as('melle')('getProfile', { branchCode: 'melle' });
      expect(version).toBe((begun[0] ?? versions[0])?.version);
    }),
    { numRuns: 40 },
  );
});
