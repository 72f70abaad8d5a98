import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { services } from '@katrol/registry';
import { idleLimitsOf } from '../src/idle.ts';
import { openSessions } from '../src/sessions.ts';
import { SECRET, signedIn } from './bed.ts';
import { openDoor, type Door } from './door-bed.ts';

let door: Door;
beforeAll(async () => {
  door = await openDoor({ PUBLIC_SUBMITS_A_MINUTE: '5' });
});
afterAll(() => door.close());

const call = (
  path: string,
  body = '{}',
  headers: Record<string, string> = { 'x-katrol': 'portal' },
) =>
  fetch(`${door.url}/api/${path}`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers },
  });

test('a service that is away is said, without internals', async () => {
  const answer = await call('katrol.intake.v1.IntakeService/ListBranches');
  expect([answer.status, await answer.json()]).toEqual([
    503,
    expect.objectContaining({ code: 'unavailable', message: 'SERVICE_AWAY' }),
  ]);
});

test('only what the contract exposes is routed', async () => {
  expect((await call('katrol.common.v1.OutboxService/Read')).status).toBe(404);
  expect((await call('grpc.health.v1.Health/Check')).status).toBe(404);
});

test('without the header, or from another site, nothing is answered', async () => {
  expect((await call('katrol.intake.v1.IntakeService/ListBranches', '{}', {})).status).toBe(403);
  expect(
    (
      await call('katrol.intake.v1.IntakeService/ListBranches', '{}', {
        'x-katrol': 'portal',
        origin: 'https://elders.example',
      })
    ).status,
  ).toBe(403);
});

test('who has no account may submit so many a minute; the next is told to wait', async () => {
  const answers = [];
  const invented = { 'x-katrol': 'portal', cookie: 'katrol=invented' };
  for (let i = 0; i < 7; i++)
    answers.push(
      await call(
        'katrol.intake.v1.IntakeService/SubmitReferral',
        '{}',
        i % 2 === 0 ? invented : undefined,
      ),
    );
  expect(answers.map((a) => a.status)).toEqual([503, 503, 503, 503, 503, 429, 429]);
  expect(await answers[6]?.json()).toMatchObject({ reason: 'RATE_LIMITED' });
});

test('the identity provider away: signing in says so, the rest goes on', async () => {
  const answer = await fetch(`${door.url}/auth/sign-in`, { redirect: 'manual' });
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '3']);
  expect(await answer.text()).not.toMatch(/ECONNREFUSED|127\.0\.0\.1|errorId/);
  expect((await fetch(`${door.url}/healthz`)).status).toBe(200);
});

test.each([['a\u00e9'.repeat(5)], ['\u00ff'.repeat(20)], ['x'.repeat(5_000)]])(
  'a key of a repeated command that is none is refused: %s',
  async (key) => {
    const headers = { 'x-katrol': 'portal', 'idempotency-key': key };
    const answer = await call('katrol.intake.v1.IntakeService/ListBranches', '{}', headers);
    expect([answer.status, await answer.json()]).toEqual([
      400,
      expect.objectContaining({ code: 'invalid_argument' }),
    ]);
  },
);

test('a screen of somebody else does nothing in the name of who is here now', async () => {
  const sessions = openSessions(door.pool, 'a secret of the tests');
  const cookie = `katrol=${await signedIn(sessions, 'tutor-b')}`;
  const ask = async (person: string) =>
    (
      await call('katrol.matching.v1.MatchingService/LogSession', '{}', {
        'x-katrol': 'portal',
        cookie,
        ...(person && { 'x-katrol-person': person }),
      })
    ).status;
  // behind the door there is no service here
  expect([await ask('tutor-b'), await ask(''), await ask('tutor-a')]).toEqual([503, 503, 401]);
});

test('a session that nobody uses ends, sooner for who sees many families', async () => {
  const sessions = openSessions(door.pool, SECRET);
  const open = async (role: string, idle: string, how = { unattended: true }) => {
    const secret = await signedIn(sessions, 'idle', [role]);
    await door.pool.query(
      `update session set used_at = now() - interval '${idle}' where subject = 'idle'`,
    );
    return { secret, there: (await sessions.read(secret, how)) !== undefined };
  };
  const there = async (role: string, idle: string) => (await open(role, idle)).there;
  expect([
    await there('coordinator', '29 minutes'),
    await there('coordinator', '31 minutes'),
  ]).toEqual([true, false]);
  expect([await there('operator', '31 minutes'), await there('', '31 minutes')]).toEqual([
    false,
    false,
  ]);
  expect([await there('tutor', '7 hours'), await there('tutor', '481 minutes')]).toEqual([
    true,
    false,
  ]);

  // what a page asks by itself is no use; what a person does is
  const used = async () =>
    (
      await door.pool.query(
        "select used_at > now() - interval '1 minute' as now from session where subject = 'idle'",
      )
    ).rows[0]?.now as boolean;
  await sessions.removeOf('idle');
  const { secret } = await open('coordinator', '20 minutes');
  expect(await used()).toBe(false);
  await sessions.read(secret);
  expect(await used()).toBe(true);

  const strict = openSessions(door.pool, SECRET, idleLimitsOf('coordinator=5'));
  const short = await signedIn(strict, 'idle', ['coordinator', 'tutor']);
  await door.pool.query(
    "update session set used_at = now() - interval '6 minutes' where subject = 'idle'",
  );
  expect(await strict.read(short)).toBeUndefined();
  for (const text of ['boss=5', 'tutor=0', 'tutor=481', 'tutor']) {
    expect(() => idleLimitsOf(text)).toThrow(text);
  }
});

test('ready is said of the whole chain: who does not answer is named', async () => {
  const answer = await fetch(`${door.url}/readyz`);
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1']);
  expect(await answer.json()).toEqual({
    status: 'away',
    away: services.map(({ folder }) => folder),
  });
});

test('a session is sealed: neither secret nor token is readable in the database', async () => {
  const sessions = openSessions(door.pool, 'a secret of the tests');
  const data = {
    subject: 's',
    name: 'N',
    roles: ['tutor'],
    branches: ['oostende'],
    university: '',
    accessToken: 'token-a',
    refreshToken: 'token-r',
    sid: 'provider-1',
    accessUntil: 1,
  };
  const secret = await sessions.create(data);
  expect(await sessions.read(secret)).toEqual(data);
  const { rows } = await door.pool.query<{ id: string; sealed: Buffer }>(
    'select id, sealed from session',
  );
  expect(rows.map((r) => r.id)).not.toContain(secret);
  for (const { sealed } of rows) expect(sealed.toString('latin1')).not.toMatch(/token-/);
  await expect(openSessions(door.pool, 'another secret of length').read(secret)).rejects.toThrow(
    /auth/i,
  );
  await sessions.remove(secret);
  expect(await sessions.read(secret)).toBeUndefined();
});
