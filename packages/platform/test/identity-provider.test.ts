import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ensureDatabase, freePort, startIdentityProvider, startPostgres } from '@katrol/platform';
import type {
  DatabaseAddresses,
  IdentityProviderOptions,
  Person,
  RunningIdentityProvider,
  RunningPostgres,
} from '@katrol/platform';
import { createVerifier, serviceCredentials } from '@katrol/identity';
import { openDirectory } from '@katrol/identity/directory';
import pg from 'pg';
import { newBrowser } from './browser.ts';
import { describeDirectory } from './directory-contract.ts';

const redirect = 'http://localhost:8080/auth/callback';
const base64url = (data: Buffer) => data.toString('base64url');
let dir: string;
let postgres: RunningPostgres;
let database: DatabaseAddresses;
let provider: RunningIdentityProvider;
let options: IdentityProviderOptions;
let people: Person[];

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'katrol-idp-'));
  postgres = await startPostgres({ dir, durable: false });
  database = await ensureDatabase(postgres.adminUrl, 'identity');
  people = JSON.parse(
    await readFile(new URL('../people.json', import.meta.url), 'utf8'),
  ) as Person[];
  options = {
    database,
    port: await freePort(),
    environment: 'test',
    people,
    names: new Map([['oostende', 'De Katrol Oostende']]),
    portalUrl: 'http://localhost:8080/',
    clients: {
      gateway: {
        clientId: 'katrol-gateway',
        clientSecret: 'secret-of-the-gateway',
        redirectUris: [redirect],
        postLogoutRedirectUris: ['http://localhost:8080/'],
        backChannelLogoutUri: 'http://localhost:9/auth/backchannel-logout',
      },
      directory: { clientId: 'katrol-directory', clientSecret: 'secret-of-the-directory' },
      services: [{ clientId: 'service-intake', clientSecret: 'secret-of-intake' }],
    },
  };
  provider = await startIdentityProvider(options);
});

afterAll(async () => {
  await provider.stop();
  await postgres.stop();
  await rm(dir, { recursive: true });
});

const endpoint = (name: string) => `${provider.issuer}/protocol/openid-connect/${name}`;
const verifier = () =>
  createVerifier({
    issuer: provider.issuer,
    keysUrl: endpoint('certs'),
    audience: 'katrol-services',
  });
const tokens = async (form: Record<string, string>, secret = 'secret-of-the-gateway') => {
  const authorization = `Basic ${Buffer.from(`katrol-gateway:${secret}`).toString('base64')}`;
  const response = await fetch(endpoint('token'), {
    method: 'POST',
    headers: { authorization },
    body: new URLSearchParams(form),
  });
  return { status: response.status, body: (await response.json()) as Record<string, string> };
};

const authorizeUrl = (challenge: string, extra: Record<string, string> = {}) => {
  const asked = new URLSearchParams({
    client_id: 'katrol-gateway',
    response_type: 'code',
    scope: 'openid profile',
    redirect_uri: redirect,
    state: 'state',
    nonce: 'nonce',
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...extra,
  });
  return `${endpoint('auth')}?${asked}`;
};

const signIn = async (subject: string, browser = newBrowser()) => {
  const codeVerifier = base64url(randomBytes(32));
  const challenge = base64url(createHash('sha256').update(codeVerifier).digest());
  const page = await browser.follow(authorizeUrl(challenge), provider.issuer);
  const html = await page.response.text();
  const sent = page.url.startsWith(redirect)
    ? page
    : await browser.follow(page.url, provider.issuer, {
        method: 'POST',
        body: new URLSearchParams({ subject }),
      });
  const code = new URL(sent.url).searchParams.get('code') ?? '';
  const answer = await tokens({
    grant_type: 'authorization_code',
    code,
    redirect_uri: redirect,
    code_verifier: codeVerifier,
  });
  return { html, answer, browser, page };
};

const claimsOf = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<
    string,
    unknown
  >;
const marieke = () => people.find(({ username }) => username === 'marieke.vanhoutte') as Person;

test('a person signs in with a click and every claim is as Keycloak gives it', async () => {
  const { html, answer } = await signIn(marieke().subject);
  expect(html).toContain('lang="nl"');
  expect(html).toContain('De Katrol Oostende');
  expect(answer.status).toBe(200);
  const claims = claimsOf(String(answer.body['access_token']));
  expect(claims).toMatchObject({
    iss: provider.issuer,
    sub: marieke().subject,
    aud: 'katrol-services',
    typ: 'Bearer',
    azp: 'katrol-gateway',
    name: 'Marieke Vanhoutte',
    preferred_username: 'marieke.vanhoutte',
    realm_access: { roles: ['coordinator'] },
    branches: ['oostende'],
  });
  expect(Number(claims['exp']) - Number(claims['iat'])).toBe(60);
  expect(await verifier().verify(String(answer.body['access_token']))).toEqual({
    kind: 'person',
    subject: marieke().subject,
    name: 'Marieke Vanhoutte',
    roles: ['coordinator'],
    branches: ['oostende'],
    university: undefined,
  });
  await expect(verifier().verify(String(answer.body['id_token']))).rejects.toMatchObject({
    code: 'unauthenticated',
  });
});

test('a refresh token works once, and a role taken away is gone at the renewal', async () => {
  const coach = people.find(({ username }) => username === 'els.casteleyn') as Person;
  const { answer } = await signIn(coach.subject);
  const first = String(answer.body['refresh_token']);
  const client = new pg.Client({ connectionString: database.ownerUrl });
  await client.connect();
  await client.query(
    `UPDATE person SET document = jsonb_set(document, '{roles}', '[]') WHERE subject = $1`,
    [coach.subject],
  );
  await client.end();
  const renewed = await tokens({ grant_type: 'refresh_token', refresh_token: first });
  expect(renewed.status).toBe(200);
  expect(await verifier().verify(String(renewed.body['access_token']))).toMatchObject({
    roles: [],
    university: 'hogent',
  });
  expect(await tokens({ grant_type: 'refresh_token', refresh_token: first })).toMatchObject({
    status: 400,
    body: { error: 'invalid_grant' },
  });
});

test('a service gets a token of its own', async () => {
  const credentials = serviceCredentials({
    tokenUrl: endpoint('token'),
    clientId: 'service-intake',
    clientSecret: 'secret-of-intake',
  });
  expect(await verifier().verify(await credentials.token())).toEqual({
    kind: 'system',
    service: 'intake',
  });
});

test('sessions and keys survive a restart; signing out asks no question', async () => {
  const { browser, answer } = await signIn(marieke().subject);
  await provider.stop();
  provider = await startIdentityProvider(options);
  expect(
    (
      await tokens({
        grant_type: 'refresh_token',
        refresh_token: String(answer.body['refresh_token']),
      })
    ).status,
  ).toBe(200);
  const again = await signIn(marieke().subject, browser);
  expect(again.page.url.startsWith(redirect)).toBe(true);
  const query = new URLSearchParams({
    id_token_hint: String(again.answer.body['id_token']),
    post_logout_redirect_uri: 'http://localhost:8080/',
  });
  const leaving = await (await browser.visit(`${endpoint('logout')}?${query}`)).text();
  expect(leaving).toContain('document.forms[0].submit()');
  const xsrf = /name="xsrf" value="([^"]+)"/.exec(leaving)?.[1] ?? '';
  const action = /action="([^"]+)"/.exec(leaving)?.[1] ?? '';
  const left = await browser.follow(action, provider.issuer, {
    method: 'POST',
    body: new URLSearchParams({ xsrf, logout: 'yes' }),
  });
  expect(left.url).toBe('http://localhost:8080/');
  expect(
    (
      await tokens({
        grant_type: 'refresh_token',
        refresh_token: String(again.answer.body['refresh_token']),
      })
    ).status,
  ).toBe(400);
  expect((await signIn(marieke().subject, browser)).html).toContain('Wie ben je vandaag?');
});

test('refuses production, other hosts, other redirects, a wrong secret and no PKCE', async () => {
  await expect(startIdentityProvider({ ...options, environment: 'production' })).rejects.toThrow(
    'production',
  );
  const elsewhere = await fetch(endpoint('certs').replace('localhost', '127.0.0.1'));
  expect(elsewhere.status).toBe(200);
  const { request } = await import('node:http');
  const status = await new Promise((resolve) =>
    request(
      { host: '127.0.0.1', port: options.port, path: '/', headers: { host: 'elders.example' } },
      (answer) => resolve(answer.statusCode),
    ).end(),
  );
  expect(status).toBe(421);
  const browser = newBrowser();
  const other = await browser.follow(
    authorizeUrl('x'.repeat(43), { redirect_uri: 'http://localhost:9/steal' }),
    provider.issuer,
  );
  expect(other.response.status).toBe(400);
  const plain = await browser.follow(
    `${endpoint('auth')}?client_id=katrol-gateway&response_type=code&scope=openid` +
      `&redirect_uri=${encodeURIComponent(redirect)}`,
    provider.issuer,
  );
  expect(plain.url).toContain('error=invalid_request');
  expect((await tokens({ grant_type: 'refresh_token', refresh_token: 'x' }, 'guess')).status).toBe(
    401,
  );
  const expired = await fetch(`${provider.issuer}/sign-in/nothing`, {
    headers: { 'accept-language': 'fr' },
  });
  expect(await expired.text()).toContain('Cette connexion a expiré');
});

describeDirectory('the development provider', () => ({
  adminUrl: provider.adminUrl,
  tokenUrl: endpoint('token'),
  clientId: 'katrol-directory',
  clientSecret: 'secret-of-the-directory',
}));

test('the admin API is for the directory alone', async () => {
  const intake = await serviceCredentials({
    tokenUrl: endpoint('token'),
    clientId: 'service-intake',
    clientSecret: 'secret-of-intake',
  }).token();
  const { answer } = await signIn(marieke().subject);
  for (const token of [
    '',
    intake,
    String(answer.body['access_token']),
    'eyJhbGciOiJub25lIn0.e30.',
  ]) {
    expect(
      (await fetch(`${provider.adminUrl}/users`, { headers: { authorization: `Bearer ${token}` } }))
        .status,
    ).toBe(401);
  }
});

test('an ended account: no new sign-in, no renewal', async () => {
  const directory = openDirectory({
    adminUrl: provider.adminUrl,
    tokenUrl: endpoint('token'),
    clientId: 'katrol-directory',
    clientSecret: 'secret-of-the-directory',
  });
  const gone = people.find(({ username }) => username === 'guido.tanghe') as Person;
  const { answer } = await signIn(gone.subject);
  await directory.end(gone.subject);
  expect(
    await tokens({
      grant_type: 'refresh_token',
      refresh_token: String(answer.body['refresh_token']),
    }),
  ).toMatchObject({ status: 400 });
  expect((await signIn(marieke().subject)).html).not.toContain('Guido Tanghe');
});
