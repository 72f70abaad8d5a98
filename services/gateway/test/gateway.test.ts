import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { cloneDatabase, dropDatabase } from '@katrol/platform';
import { addressesText, services } from '@katrol/registry';
import { createLogger } from '@katrol/runtime';
import type { RunningService } from '@katrol/rpc';
import { gatewayConfig } from '../src/config.ts';
import { startGateway } from '../src/service.ts';
import { openSessions } from '../src/sessions.ts';

const adminUrl = process.env['KATROL_TEST_ADMIN_URL'] ?? '';
const name = `gateway_${randomBytes(4).toString('hex')}`;
let gateway: RunningService;
let pool: pg.Pool;
let url = '';

beforeAll(async () => {
  const { url: databaseUrl } = await cloneDatabase(adminUrl, 'gateway', name);
  pool = new pg.Pool({ connectionString: databaseUrl, max: 2 });
  const env = {
    DATABASE_URL: databaseUrl,
    LISTEN: '127.0.0.1:0',
    PUBLIC_URL: 'http://localhost:8080',
    PORTAL_DIR: '/nowhere',
    OIDC_ISSUER: 'http://127.0.0.1:1/realms/katrol',
    OIDC_URL: 'http://127.0.0.1:1/realms/katrol',
    OIDC_CLIENT_ID: 'katrol-gateway',
    OIDC_CLIENT_SECRET: 'test',
    SESSION_SECRET: 'a secret of the tests',
    OIDC_AUDIENCE: 'katrol-services',
    DIRECTORY_URL: 'http://127.0.0.1:1/admin/realms/katrol',
    DIRECTORY_CLIENT_ID: 'katrol-directory',
    DIRECTORY_CLIENT_SECRET: 'test',
    SERVICE_ADDRESSES: addressesText(
      new Map(services.map(({ folder }) => [folder, '127.0.0.1:1'])),
    ),
    PUBLIC_SUBMITS_A_MINUTE: '5',
    LOG_LEVEL: 'silent',
  };
  gateway = await startGateway(gatewayConfig(env), createLogger('gateway', 'silent'));
  url = `http://127.0.0.1:${gateway.port}`;
});
afterAll(async () => {
  await gateway.stop();
  await pool.end();
  await dropDatabase(adminUrl, name);
});

const call = (
  path: string,
  body = '{}',
  headers: Record<string, string> = { 'x-katrol': 'portal' },
) =>
  fetch(`${url}/api/${path}`, {
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
  const answer = await fetch(`${url}/auth/sign-in`, { redirect: 'manual' });
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '3']);
  expect(await answer.text()).not.toMatch(/ECONNREFUSED|127\.0\.0\.1|errorId/);
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
});

test('ready is said of the whole chain: who does not answer is named', async () => {
  const answer = await fetch(`${url}/readyz`);
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1']);
  expect(await answer.json()).toEqual({
    status: 'away',
    away: services.map(({ folder }) => folder),
  });
});

test('a session is sealed: neither secret nor token is readable in the database', async () => {
  const sessions = openSessions(pool, 'a secret of the tests');
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
  const { rows } = await pool.query<{ id: string; sealed: Buffer }>(
    'select id, sealed from session',
  );
  expect(rows.map((r) => r.id)).not.toContain(secret);
  for (const { sealed } of rows) expect(sealed.toString('latin1')).not.toMatch(/token-/);
  await expect(openSessions(pool, 'another secret of length').read(secret)).rejects.toThrow(
    /auth/i,
  );
  await sessions.remove(secret);
  expect(await sessions.read(secret)).toBeUndefined();
});
