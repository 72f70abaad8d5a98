import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { AuditService } from '@katrol/proto/katrol/common/v1/audit_pb';
import { SampleService } from '@katrol/proto/katrol/sample/v1/service_pb';
import { connect, type Peer } from '@katrol/rpc';
import { startUnderTest } from '@katrol/testkit';
import { startSample } from '../sample/src/service.ts';
import { coordinator, pinned, type Sample } from '../sample/test/seed.ts';

const operator = { roles: ['operator' as const], subject: 'operator' };
// six in an hour are usual for who is new
const USUAL = 6;

let t: Sample;
let audit: Peer<typeof AuditService>;
const ids: string[] = [];

beforeAll(async () => {
  t = await startUnderTest(SampleService, startSample);
  audit = connect(AuditService, t.address);
  await pinned(t, 'oostende');
  await t.admin.query(
    `insert into notice (branch_code, text, audience, status, pinned_on)
     select 'oostende', 'prik ' || n, 'tutors', 'pinned', '2026-11-01'
     from generate_series(1, 130) n`,
  );
  const { rows } = await t.admin.query<{ id: string }>('select id::text from notice order by id');
  ids.push(...rows.map((r) => r.id));
});
afterAll(async () => {
  audit.close();
  await t.stop();
});

const open = async (from: number, until: number): Promise<number> => {
  const since = performance.now();
  for (const id of ids.slice(from, until)) await t.as(coordinator('oostende'))('getNotice', { id });
  return (performance.now() - since) / (until - from);
};

const unusual = async () =>
  (
    await audit.call(
      'listUnusualReading',
      { service: 'sample' },
      { token: await t.token(operator), deadline: new Date(Date.now() + 5_000) },
    )
  ).rows;

test('S19: ten times the usual files is slowed and reported, twenty times refused', async () => {
  const usual = await open(0, 59);
  expect(await unusual()).toEqual([]);
  // the same files again are no more files
  await open(0, 5);
  expect(await unusual()).toEqual([]);
  const slowed = await open(59, 65);
  expect(slowed).toBeGreaterThan(usual * 4);
  expect(await unusual()).toEqual([
    expect.objectContaining({
      name: 'Ankerfiguur oostende',
      role: 'coordinator',
      usual: USUAL,
      stopped: false,
    }),
  ]);
  process.stdout.write(
    `S19: ${usual.toFixed(0)} ms a file, ` +
      `${slowed.toFixed(0)} ms from ten times the usual number on\n`,
  );
  // another person is not slowed
  expect(
    await timed(() =>
      t.as({ ...coordinator('oostende'), subject: 'somebody-else' })('getNotice', {
        id: ids[0] as string,
      }),
    ),
  ).toBeLessThan(slowed);
  // another process knows what this one let pass: what came before counts
  await t.admin.query(
    `insert into audit (subject, kind, rpc, what, object_id, outcome)
      select 'coordinator-oostende', 'person', '/x', 'file', 'file-' || n, 'ok'
      from generate_series(1, 60) n`,
  );
  await expect(open(65, 90)).rejects.toMatchObject({
    code: 'resource_exhausted',
    reason: 'TOO_MANY_FILES',
  });
  expect(await unusual()).toEqual([expect.objectContaining({ stopped: true })]);
}, 120_000);

test('S19: many at once are as many as one by one', async () => {
  const hasty = { ...coordinator('oostende'), subject: 'hasty' };
  const since = performance.now();
  const all = await Promise.all(
    Array.from({ length: 180 }, (_, i) =>
      t
        .as(hasty)('getNotice', { id: ids[i % ids.length] as string })
        .then(
          () => 'answered',
          (error: { reason?: string }) => error.reason,
        ),
    ),
  );
  const answered = all.filter((one) => one === 'answered').length;
  expect(new Set(all)).toEqual(new Set(['answered', 'TOO_MANY_FILES']));
  expect(answered).toBeLessThanOrEqual(20 * USUAL);
  expect(performance.now() - since).toBeGreaterThan(4_000);
  expect((await unusual()).map((u) => u.subject)).toContain('hasty');
}, 60_000);

test('S19: who opens more on ordinary days is slowed later', async () => {
  await t.admin.query(
    `insert into audit (subject, kind, rpc, what, object_id, outcome, occurred_at)
     select 'busy', 'person', '/x', 'file', 'file-' || n, 'ok', now() - interval '3 days'
     from generate_series(1, 12) n`,
  );
  const busy = { ...coordinator('oostende'), subject: 'busy' };
  for (const id of ids.slice(0, 70)) await t.as(busy)('getNotice', { id });
  expect((await unusual()).map((u) => u.subject)).not.toContain('busy');
}, 60_000);

async function timed(work: () => Promise<unknown>): Promise<number> {
  const since = performance.now();
  await work();
  return performance.now() - since;
}
