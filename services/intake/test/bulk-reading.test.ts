import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { AuditService } from '@katrol/proto/katrol/common/v1/audit_pb';
import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import { connect, type Peer } from '@katrol/rpc';
import { startUnderTest } from '@katrol/testkit';
import { startIntake } from '../src/service.ts';
import { coordinator, openBranches, operator, received, type Intake } from './seed.ts';

// six in an hour are usual for who is new
const USUAL = 6;

let t: Intake;
let audit: Peer<typeof AuditService>;
const ids: string[] = [];

beforeAll(async () => {
  t = await startUnderTest(IntakeService, startIntake);
  audit = connect(AuditService, t.address);
  await openBranches(t, { oostende: 'de-katrol' });
  const { familyId } = await received(t, 'oostende');
  // many families at once: the first one, again and again
  await t.admin.query(
    `insert into family (branch_code, family_name, phone, email, how_to_reach, language, street_and_number, postal_code, municipality, search, phone_digits, status, last_event_on, recorded_at)
     select branch_code, family_name || n, phone, email, how_to_reach, language, street_and_number, postal_code, municipality, search, phone_digits, status, last_event_on, recorded_at
     from family, generate_series(1, 130) n where id = $1::uuid`,
    [familyId],
  );
  const { rows } = await t.admin.query<{ id: string }>(
    'select id::text from family order by family_name',
  );
  ids.push(...rows.map((r) => r.id));
});
afterAll(async () => {
  audit.close();
  await t.stop();
});

const open = async (from: number, until: number): Promise<number> => {
  const since = performance.now();
  for (const id of ids.slice(from, until)) await t.as(coordinator('oostende'))('getFamily', { id });
  return (performance.now() - since) / (until - from);
};

const unusual = async () =>
  (
    await audit.call(
      'listUnusualReading',
      { service: 'intake' },
      { token: await t.token(operator), deadline: new Date(Date.now() + 5_000) },
    )
  ).rows;

test('S19: ten times the usual number of files is slowed and reported, twenty times is refused', async () => {
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
    `S19: ${usual.toFixed(0)} ms a file, ${slowed.toFixed(0)} ms from ten times the usual number on\n`,
  );
  // another person is not slowed
  expect(
    await timed(() =>
      t.as({ ...coordinator('oostende'), subject: 'somebody-else' })('getFamily', {
        id: ids[0] as string,
      }),
    ),
  ).toBeLessThan(slowed);
  // another process knows what this one let pass: what came before counts
  await t.admin.query(
    `insert into audit (subject, kind, rpc, what, object_id, outcome) select 'coordinator-oostende', 'person', '/x', 'file', 'file-' || n, 'ok' from generate_series(1, 60) n`,
  );
  await expect(open(65, 90)).rejects.toMatchObject({
    code: 'resource_exhausted',
    reason: 'TOO_MANY_FILES',
  });
  expect(await unusual()).toEqual([expect.objectContaining({ stopped: true })]);
}, 120_000);

test('S19: who opens more on ordinary days is slowed later', async () => {
  await t.admin.query(
    `insert into audit (subject, kind, rpc, what, object_id, outcome, occurred_at)
     select 'busy', 'person', '/x', 'file', 'file-' || n, 'ok', now() - interval '3 days' from generate_series(1, 12) n`,
  );
  const busy = { ...coordinator('oostende'), subject: 'busy' };
  for (const id of ids.slice(0, 70)) await t.as(busy)('getFamily', { id });
  expect((await unusual()).map((u) => u.subject)).not.toContain('busy');
}, 60_000);

async function timed(work: () => Promise<unknown>): Promise<number> {
  const since = performance.now();
  await work();
  return performance.now() - since;
}
