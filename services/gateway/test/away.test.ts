import { randomBytes, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type net from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { importJWK, SignJWT, type JWK } from 'jose';
import * as oidc from 'openid-client';
import pg from 'pg';
import {
  cloneDatabase,
  dropDatabase,
  ensureDatabase,
  freePort,
  startIdentityProvider,
  type RunningIdentityProvider,
} from '@katrol/platform';
import { addressesText, services } from '@katrol/registry';
import type { RunningService } from '@katrol/rpc';
import { createLogger } from '@katrol/runtime';
import { passing } from '@katrol/store';
import { openPool } from '@katrol/store/pool';
import { needed, wireTo, type Wire } from '@katrol/testkit';
import { gatewayConfig } from '../src/config.ts';
import { renewing } from '../src/renewing.ts';
import { startGateway } from '../src/service.ts';
import { openSessions, type SessionData } from '../src/sessions.ts';
import { SECRET } from './bed.ts';

// The database of the door, and that of the sign-in, behind a wire that can be cut.
const adminUrl = needed('KATROL_TEST_ADMIN_URL');
const id = randomBytes(4).toString('hex');
const subject = '019aa000-0000-7000-8000-000000000009';

let door: Wire;
let desk: Wire;
let gateway: RunningService;
let provider: RunningIdentityProvider;
let beside: pg.Pool;
let url = '';

beforeAll(async () => {
  const { url: databaseUrl } = await cloneDatabase(adminUrl, 'gateway', `gateway_${id}`);
  const identity = await ensureDatabase(adminUrl, `identity_${id}`);
  beside = new pg.Pool({ connectionString: databaseUrl, max: 2 });
  door = await wireTo(databaseUrl);
  desk = await wireTo(identity.url);
  const person = { subject, username: 'merel', name: 'Merel Uil', university: null };
  provider = await startIdentityProvider({
    database: { ownerUrl: identity.ownerUrl, url: desk.url },
    port: await freePort(),
    environment: 'test',
    people: [{ ...person, roles: ['coordinator'], branches: ['oostende'], featured: false }],
    names: new Map(),
    portalUrl: 'http://localhost:8080/',
    clients: {
      gateway: {
        clientId: 'katrol-gateway',
        clientSecret: 'test',
        redirectUris: ['http://localhost:8080/auth/callback'],
        postLogoutRedirectUris: ['http://localhost:8080/'],
        backChannelLogoutUri: 'http://localhost:9/auth/backchannel-logout',
      },
      directory: { clientId: 'katrol-directory', clientSecret: 'of the directory' },
      services: [],
    },
  });
  const env = {
    DATABASE_URL: door.url,
    LISTEN: '127.0.0.1:0',
    PUBLIC_URL: 'http://localhost:8080',
    PORTAL_DIR: '/nowhere',
    OIDC_ISSUER: provider.issuer,
    OIDC_URL: provider.issuer,
    OIDC_CLIENT_ID: 'katrol-gateway',
    OIDC_CLIENT_SECRET: 'test',
    SESSION_SECRET: SECRET,
    OIDC_AUDIENCE: 'katrol-services',
    DIRECTORY_URL: provider.adminUrl,
    DIRECTORY_CLIENT_ID: 'katrol-directory',
    DIRECTORY_CLIENT_SECRET: 'of the directory',
    CLIENT_SECRET: 'test',
    LINK_SIGNING_SECRET: 'what signs links in the tests of the door',
    SERVICE_ADDRESSES: addressesText(
      new Map(services.map(({ folder }) => [folder, '127.0.0.1:1'])),
    ),
    LOG_LEVEL: 'silent',
  };
  gateway = await startGateway(gatewayConfig(env), createLogger('gateway', 'silent'));
  url = `http://127.0.0.1:${gateway.port}`;
});
afterEach(() => {
  door.mend();
  desk.mend();
});
afterAll(async () => {
  await gateway.stop();
  await provider.stop();
  await beside.end();
  for (const wire of [door, desk]) wire.stop();
  await dropDatabase(adminUrl, `gateway_${id}`);
  await dropDatabase(adminUrl, `identity_${id}`);
});

const session = (o: Partial<SessionData> = {}): Promise<string> =>
  openSessions(beside, SECRET).create({
    subject,
    name: 'Merel Uil',
    roles: ['coordinator'],
    branches: ['oostende'],
    university: '',
    accessToken: 'a',
    refreshToken: 'r',
    sid: randomUUID(),
    accessUntil: Date.now() + 3_600_000,
    ...o,
  });
type Asked = { method?: string; cookie?: string; body?: string; type?: string };
const ask = (at: string, { method = 'GET', cookie = '', body, type }: Asked = {}) =>
  fetch(`${url}${at}`, {
    method,
    redirect: 'manual',
    headers: { cookie, 'x-katrol': 'portal', 'content-type': type ?? 'application/json' },
    ...(body === undefined ? {} : { body }),
  });
const post = (at: string, o: Asked = {}) => ask(at, { method: 'POST', body: '{}', ...o });
/** Away, said as such: nothing that a person would report as a fault. */
const away = async (answer: Response, reason = 'DATABASE_AWAY'): Promise<void> => {
  const said = await answer.text();
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '3']);
  expect(said).toContain(reason);
  expect(said).not.toMatch(/internal|errorId|[0-9a-f]{8}-[0-9a-f]{4}-/i);
};
const cookieOf = (answer: Response, name: string): string =>
  answer.headers.getSetCookie().find((line) => line.startsWith(`${name}=`)) ?? '';
const frame = (message: string): string =>
  `\0${String.fromCharCode(...new Uint8Array(new Uint32Array([message.length]).buffer).reverse())}${message}`;

test('the database of the door is away: every path says so, none calls it a fault', async () => {
  const cookie = `katrol=${await session()}`;
  const login = cookieOf(await ask('/auth/sign-in'), 'katrol_login');
  const state = new URL((await ask('/auth/sign-in')).headers.get('location') ?? '');
  door.cut();
  await away(await ask('/auth/me', { cookie }));
  await away(await post('/auth/sign-out', { cookie }));
  await away(await post('/api/katrol.intake.v1.IntakeService/GetProfile', { cookie }));
  await away(await post('/api/katrol.gateway.v1.PeopleService/ListPeople', { cookie }));
  await away(
    await post('/api/katrol.common.v1.AuditService/VerifyAudit', {
      cookie,
      body: '{"service":"gateway"}',
    }),
  );
  const stream = await post('/api/katrol.intake.v1.IntakeService/ExportReferrals', {
    cookie,
    type: 'application/connect+json',
    body: frame('{}'),
  });
  const end = await stream.text();
  expect(end).toMatch(/"code":"unavailable".*DATABASE_AWAY.*"retry-after":\["3"\]/);
  // signing in asks nothing of this database, and coming back asks it before the code is used
  expect((await ask('/auth/sign-in')).status).toBe(302);
  const back = await ask(`/auth/callback?code=c&state=${state.searchParams.get('state')}`, {
    cookie: login.split(';')[0] ?? '',
  });
  expect(cookieOf(back, 'katrol_login')).toBe('');
  await away(back);
  door.mend();
  expect((await ask('/auth/me', { cookie })).status).toBe(200);
});

test('a message over the back channel that cannot be carried out is asked for again', async () => {
  const asking = new pg.Client({ connectionString: desk.url });
  await asking.connect();
  const kept = `select value from setting where name = 'signing-keys'`;
  const [row] = (await asking.query<{ value: JWK[] }>(kept)).rows;
  const key = row?.value[0];
  await asking.end();
  const event = 'http://schemas.openid.net/event/backchannel-logout';
  const token = await new SignJWT({ sub: subject, events: { [event]: {} } })
    .setProtectedHeader({ alg: 'RS256', kid: key?.kid ?? '' })
    .setIssuer(provider.issuer)
    .setAudience('katrol-gateway')
    .setIssuedAt()
    .setJti(randomUUID())
    .sign(await importJWK(key as JWK, 'RS256'));
  const cookie = `katrol=${await session()}`;
  const told = () =>
    post('/auth/backchannel-logout', {
      type: 'application/x-www-form-urlencoded',
      body: `logout_token=${token}`,
    });
  door.cut();
  await away(await told());
  door.mend();
  expect((await told()).status).toBe(200);
  expect((await ask('/auth/me', { cookie })).status).toBe(401);
});

test('the provider in trouble ends no session: away until it is back', async () => {
  const secret = await session({ accessUntil: 0 });
  const cookie = `katrol=${secret}`;
  // known since the start: a discovery that fails is another way to be away
  await ask('/auth/sign-in');
  desk.cut();
  await away(await ask('/auth/me', { cookie }), 'IDENTITY_PROVIDER_UNAVAILABLE');
  expect(await openSessions(beside, SECRET).read(secret)).toMatchObject({ subject });
  const page = await fetch(`${provider.issuer}/sign-in/x`, { headers: { cookie: '_x=1' } });
  expect(page.status).toBe(400);
  desk.mend();
  // this refresh token was never given: now the provider itself says that it ended
  expect((await ask('/auth/me', { cookie })).status).toBe(401);
});

test('a token that was renewed and could not be kept is kept later, not asked for twice', async () => {
  const asked: string[] = [];
  const payload = Buffer.from(JSON.stringify({ sub: subject })).toString('base64url');
  const tokens = { access_token: `h.${payload}.s`, token_type: 'bearer', expires_in: 60 };
  // rotates, as Keycloak does; the wire of the door is cut while it answers
  const rotating = createServer((request, response) => {
    void text(request).then((body) => {
      asked.push(new URLSearchParams(body).get('refresh_token') ?? '');
      door.cut();
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ ...tokens, refresh_token: `after-${asked.at(-1)}` }));
    });
  });
  await new Promise<void>((resolve) => rotating.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(rotating.address() as net.AddressInfo).port}`;
  const known = new oidc.Configuration({ issuer, token_endpoint: `${issuer}/token` }, 'c', 's');
  oidc.allowInsecureRequests(known);
  const log = createLogger('gateway', 'silent');
  const through = openPool({ url: door.url, max: 1, log });
  const sessionOf = renewing(openSessions(through, SECRET), async () => known, log);
  const secret = await session({ accessUntil: 0 });
  try {
    await expect(
      sessionOf(secret, { unattended: false }).catch((error: unknown) => passing(error)),
    ).resolves.toMatchObject({ code: 'unavailable', reason: 'DATABASE_AWAY' });
    door.mend();
    expect(await sessionOf(secret, { unattended: false })).toMatchObject({
      subject,
      refreshToken: 'after-r',
    });
    expect(await openSessions(beside, SECRET).read(secret)).toMatchObject({
      refreshToken: 'after-r',
    });
    expect(asked).toEqual(['r']);
  } finally {
    await through.end();
    rotating.close();
  }
});
