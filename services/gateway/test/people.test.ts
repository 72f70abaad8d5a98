import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { AuditService } from '@katrol/proto/katrol/common/v1/audit_pb';
import { PeopleService } from '@katrol/proto/katrol/gateway/v1/people_pb';
import { connect } from '@katrol/rpc';
import { createLogger } from '@katrol/runtime';
import { openStore, type RawTx } from '@katrol/store';
import { eventually, startUnderTest } from '@katrol/testkit';
import pg from 'pg';
import { watchEnds } from '../src/people/ends.ts';
import { openSessions } from '../src/sessions.ts';
import {
  operator,
  SECRET,
  signedIn,
  startPeople,
  startSurroundings,
  subjects,
  type People,
  type Surroundings,
} from './bed.ts';

let surroundings: Surroundings;
let t: People;
let pool: pg.Pool;
let as: ReturnType<People['as']>;

beforeAll(async () => {
  surroundings = await startSurroundings();
  t = await startUnderTest(PeopleService, startPeople(surroundings));
  pool = new pg.Pool({ connectionString: t.url, max: 2 });
  as = t.as(operator);
});
afterAll(async () => {
  await pool.end();
  await t.stop();
  await surroundings.stop();
});

const invitation = {
  name: 'Ankerfiguur Wulp',
  email: 'Wulp@Voorbeeld.example',
  role: 'coordinator' as const,
  branchCode: 'oostende',
  until: '2026-12-31',
};
const changesOf = async (subject: string): Promise<string[]> =>
  (await as('getPerson', { subject })).changes.map((c) => `${c.kind}:${c.code}:${c.until}`);

test('an invitation is carried out once: asked again it gives the same password', async () => {
  const key = randomUUID();
  const answers = await Promise.all([0, 1, 2].map(() => as('invitePerson', invitation, { key })));
  const [first] = answers;
  expect(new Set(answers.map((a) => a.oneTimePassword)).size).toBe(1);
  expect(first?.oneTimePassword.length).toBeGreaterThan(8);
  expect(first?.person).toMatchObject({
    username: 'ankerfiguur.wulp',
    email: 'wulp@voorbeeld.example',
    branches: [{ branchCode: 'oostende', until: '2026-12-31' }],
  });
  expect(await changesOf(first?.person?.subject ?? '')).toEqual([
    'branch_given:oostende:2026-12-31',
    'role_given:coordinator:',
    'invited::',
  ]);
  await expect(as('invitePerson', invitation)).rejects.toMatchObject({ reason: 'PERSON_EXISTS' });
});

test('the kept answer is sealed: no password and no name is readable in the database', async () => {
  const { oneTimePassword } = await as('invitePerson', {
    ...invitation,
    name: 'Ankerfiguur Kluut',
    email: 'kluut@voorbeeld.example',
  });
  const { rows } = await t.admin.query<{ answer: Buffer }>('select * from idempotency');
  const kept = JSON.stringify(rows, (_, value: unknown) =>
    value !== null && typeof value === 'object' && 'type' in value && value.type === 'Buffer'
      ? Buffer.from((value as unknown as { data: number[] }).data).toString('latin1')
      : value,
  );
  expect(rows.length).toBeGreaterThan(0);
  expect(kept).not.toContain(oneTimePassword);
  expect(kept).not.toContain('Kluut');
});

test('every field that is wrong in an invitation is named at once', async () => {
  const wrong = { ...invitation, role: 'lecturer-coach' as const, name: '?', branchCode: 'brugge' };
  await expect(as('invitePerson', wrong)).rejects.toMatchObject({
    code: 'invalid_argument',
    fields: [
      { field: 'name', reason: 'VALUE_INVALID' },
      { field: 'branch_code', reason: 'ROLE_WITHOUT_BRANCH' },
      { field: 'university_code', reason: 'VALUE_MISSING' },
    ],
  });
  await expect(
    as('invitePerson', { ...invitation, name: 'Iemand Anders', branchCode: 'nergens' }),
  ).rejects.toMatchObject({ fields: [{ field: 'branch_code', reason: 'VALUE_UNKNOWN' }] });
});

test('who signs out everywhere has no session left, here or at the provider; on record', async () => {
  const sessions = openSessions(pool, SECRET);
  const mine = [await signedIn(sessions, subjects.coach), await signedIn(sessions, subjects.coach)];
  const other = await signedIn(sessions, subjects.oostende);
  const me = t.as({ subject: subjects.coach, roles: ['lecturer-coach'], university: 'hogent' });
  expect(await me('endMySessions', {})).toMatchObject({ count: 2 });
  for (const secret of mine) expect(await sessions.read(secret)).toBeUndefined();
  expect(await sessions.read(other)).toBeDefined();
  expect((await changesOf(subjects.coach))[0]).toBe('sessions_ended::');
  const { rows } = await t.admin.query(
    "select subject, reason from audit where reason = 'sessions_ended'",
  );
  expect(rows).toEqual([{ subject: subjects.coach, reason: 'sessions_ended' }]);
});

test('who is given or loses a branch feels it at the next call', async () => {
  const sessions = openSessions(pool, SECRET);
  const cookie = await signedIn(sessions, subjects.melle);
  const given = await as('giveBranch', { subject: subjects.melle, branchCode: 'gent' });
  expect(given.branches.map((b) => b.branchCode)).toEqual(['gent', 'melle']);
  expect((await sessions.read(cookie))?.accessUntil).toBe(0);
  const taken = await as('takeBranch', { subject: subjects.melle, branchCode: 'gent' });
  expect(taken.branches.map((b) => b.branchCode)).toEqual(['melle']);
  await expect(
    as('takeBranch', { subject: subjects.melle, branchCode: 'gent' }),
  ).rejects.toMatchObject({ code: 'not_found' });
  await expect(
    as('giveBranch', { subject: subjects.coach, branchCode: 'gent' }),
  ).rejects.toMatchObject({ reason: 'ROLE_WITHOUT_BRANCH' });
});

test('a branch that was given until a day is taken back after it, by nobody', async () => {
  await as('giveBranch', { subject: subjects.oostende, branchCode: 'gent', until: '2026-11-30' });
  const log = createLogger('gateway', 'silent');
  const store = openStore<RawTx>({ url: t.url, log });
  const { directory } = surroundings;
  const deps = { directory, sessions: openSessions(pool, SECRET), places: never, log };
  const kit = { store, clock: { now: () => new Date('2026-11-30T12:00:00Z') } };
  const onTheDay = watchEnds(kit, deps);
  await onTheDay.stop();
  expect((await directory.find(subjects.oostende))?.branches).toContain('gent');
  kit.clock = { now: () => new Date('2026-12-01T12:00:00Z') };
  const dayAfter = watchEnds(kit, deps);
  await eventually(async () => {
    expect((await directory.find(subjects.oostende))?.branches).toEqual(['oostende']);
    expect((await changesOf(subjects.oostende))[0]).toBe('branch_ended:gent:2026-11-30');
  });
  await dayAfter.stop();
  await store.close();
});
const never = (): Promise<never> => Promise.reject(new Error('no place is asked for'));

test('an ended account signs in no more and its sessions stop; the own one stays', async () => {
  const sessions = openSessions(pool, SECRET);
  const cookie = await signedIn(sessions, subjects.coach);
  expect(await as('endAccount', { subject: subjects.coach })).toMatchObject({ ended: true });
  expect(await sessions.read(cookie)).toBeUndefined();
  await expect(as('renewPassword', { subject: subjects.coach })).rejects.toMatchObject({
    code: 'failed_precondition',
  });
  await expect(as('endAccount', { subject: subjects.operator })).rejects.toMatchObject({
    reason: 'OWN_ACCOUNT',
  });
  const roles = ['placement-officer' as const];
  const officer = { subject: 'officer', roles, university: 'hogent' };
  expect((await t.as(officer)('listCoaches', {})).rows).toEqual([]);
});

test('what an operator does to an account is audited, sealed, and the chain verifies', async () => {
  const subject = subjects.melle;
  await as('renewPassword', { subject });
  const audit = connect(AuditService, t.address);
  const options = async () => ({
    token: await t.token(operator),
    deadline: new Date(Date.now() + 10_000),
  });
  const { rows } = await t.admin.query<{ reason: string; subject: string }>(
    `select subject, reason from audit where object_id = $1 and outcome = 'ok' order by seq`,
    [subject],
  );
  expect(rows.map((r) => r.reason)).toEqual([
    'branch_given:gent',
    'branch_taken:gent',
    'password_renewed',
  ]);
  expect(new Set(rows.map((r) => r.subject))).toEqual(new Set([subjects.operator]));
  // asking is written too: what was there before is sealed, and that is all of it
  const { rows: written } = await t.admin.query<{ n: string }>('select count(*) as n from audit');
  await eventually(async () => {
    const verified = await audit.call('verifyAudit', { service: 'gateway' }, await options());
    expect(verified).toMatchObject({ problem: '' });
    expect(Number(verified.rows)).toBeGreaterThanOrEqual(Number(written[0]?.n));
  });
  audit.close();
});
