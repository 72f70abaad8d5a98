import { expect, test } from '@jest/globals';
import { applyRealm, findingsOf, openAdmin, readRealm, realmOf } from '@katrol/realm';
import type { RealmParameters, Server } from '@katrol/realm';
import people from '@katrol/platform/people.json' with { type: 'json' };
import { createVerifier, serviceCredentials } from '@katrol/identity';
import { askTokens, signIn } from './sign-in-pages.ts';
import type { RealmFromOutside } from './sign-in-pages.ts';

const secret = (name: string): string => `secret-of-${name}-for-the-test`;

/** An invented installation. */
export const exampleParameters: RealmParameters = {
  portalUrl: 'http://localhost:8080',
  gatewaySecret: secret('gateway'),
  directorySecret: secret('directory'),
  services: ['intake', 'matching'].map((name) => ({
    clientId: `service-${name}`,
    secret: secret(name),
  })),
  universities: [{ code: 'hogent', secret: secret('hogent') }],
  brokers: [
    {
      university: 'vives',
      name: 'VIVES',
      issuer: 'https://login.hogeschool.example',
      authorizationUrl: 'https://login.hogeschool.example/auth',
      tokenUrl: 'https://login.hogeschool.example/token',
      keysUrl: 'https://login.hogeschool.example/keys',
      logoutUrl: 'https://login.hogeschool.example/logout',
      clientId: 'katrol',
      clientSecret: secret('vives'),
      roles: [{ claim: 'functie', value: 'lector', role: 'lecturer-coach' }],
    },
  ],
};

type Row = { id: string; clientId?: string; providerId?: string; requirement?: string };

/** The document on a running realm: applied again, changed, drifted from, and held to the rules. */
export const describeRealm = (server: Server, outside: () => RealmFromOutside): void => {
  const admin = openAdmin(server, '/katrol');
  const clientRow = async (clientId: string): Promise<Row> =>
    (await admin.get<Row[]>(`/clients?clientId=${clientId}`))[0] ?? { id: '' };

  test('applied twice it changes nothing, and the running realm keeps the rules (S9)', async () => {
    expect(await applyRealm(server, realmOf(exampleParameters))).toEqual([]);
    expect(findingsOf(await readRealm(server, 'katrol'))).toEqual([]);
  });

  test('what somebody changed by hand is found by the rules, and put right', async () => {
    const gateway = await clientRow('katrol-gateway');
    const intake = await clientRow('service-intake');
    await admin.put('/', {
      bruteForceProtected: false,
      accessCodeLifespan: 600,
      eventsExpiration: 0,
    });
    await admin.put(`/clients/${gateway.id}`, {
      clientId: 'katrol-gateway',
      directAccessGrantsEnabled: true,
      redirectUris: ['http://localhost:8080/*'],
      attributes: { 'pkce.code.challenge.method': 'plain' },
    });
    await admin.put(`/clients/${intake.id}`, {
      clientId: 'service-intake',
      fullScopeAllowed: true,
    });
    await admin.put('/users/profile', {
      ...realmOf(exampleParameters).profile,
      unmanagedAttributePolicy: 'ENABLED',
    });
    const { browserFlow } = await admin.get<{ browserFlow: string }>('/');
    const steps = `/authentication/flows/${encodeURIComponent(browserFlow)}/executions`;
    const code = (await admin.get<Row[]>(steps)).find(
      ({ providerId }) => providerId === 'auth-otp-form',
    );
    await admin.put(steps, { ...code, requirement: 'DISABLED' });
    const byHand = await admin.post('/clients', {
      clientId: 'made-by-hand',
      directAccessGrantsEnabled: true,
      publicClient: true,
    });
    const found = findingsOf(await readRealm(server, 'katrol')).map(
      (finding) => finding.split(':')[0],
    );
    expect(found).toEqual(
      expect.arrayContaining([
        'brute force is slowed',
        'code within a minute',
        'events are kept, and end',
        'no password grant',
        'exact redirects',
        'PKCE with S256',
        'tokens speak of named roles only',
        'rights of people are changed by admins alone',
        'a one-time code for who sees families',
        'clients keep a secret',
      ]),
    );
    // what no document made is nobody's to take away, but the rules see it
    await admin.remove(`/clients/${byHand}`);
    const changes = await applyRealm(server, realmOf(exampleParameters));
    expect(new Set(changes.map((change) => change.split(':')[0]))).toEqual(
      new Set([
        'client katrol-gateway',
        'client service-intake',
        'flow katrol browser',
        'profile',
        'realm',
      ]),
    );
    expect(findingsOf(await readRealm(server, 'katrol'))).toEqual([]);
    expect(await applyRealm(server, realmOf(exampleParameters))).toEqual([]);
  });

  test('a change in the document reaches the realm; people, sessions, passwords stay', async () => {
    const person = people.find(({ username }) => username === 'karim.ramdani');
    const before = await signIn(outside(), person?.subject ?? '');
    const renewed = (token: string | undefined) =>
      askTokens(outside(), { grant_type: 'refresh_token', refresh_token: token ?? '' });
    const wanted = realmOf({
      ...exampleParameters,
      services: [
        ...exampleParameters.services,
        { clientId: 'service-reporting', secret: secret('reporting') },
      ],
      universities: [{ code: 'howest', secret: secret('howest') }],
      brokers: [],
    });
    const changes = await applyRealm(server, {
      ...wanted,
      settings: { ...wanted.settings, accessTokenLifespan: 90 },
    });
    expect(changes).toEqual(
      expect.arrayContaining([
        'realm: accessTokenLifespan',
        'client service-reporting',
        'client university-howest',
        'client university-hogent taken away',
        'broker vives taken away',
      ]),
    );
    const after = await renewed(before.body['refresh_token']);
    expect(after.status).toBe(200);
    expect(Math.abs(90 - Number(after.body['expires_in']))).toBeLessThan(5);
    const tokenUrl = `${outside().issuer}/protocol/openid-connect/token`;
    const verifier = createVerifier({
      issuer: outside().issuer,
      keysUrl: `${outside().issuer}/protocol/openid-connect/certs`,
      audience: 'katrol-services',
    });
    const ofUniversity = await serviceCredentials({
      tokenUrl,
      clientId: 'university-howest',
      clientSecret: secret('howest'),
    }).token();
    expect(await verifier.verify(ofUniversity)).toMatchObject({
      kind: 'person',
      roles: [],
      branches: [],
      university: 'howest',
    });
    expect(
      (
        await askTokens(
          { ...outside(), clientSecrets: { 'university-hogent': secret('hogent') } },
          { grant_type: 'client_credentials' },
          'university-hogent',
        )
      ).status,
    ).toBe(401);
    const back = await applyRealm(server, realmOf(exampleParameters));
    expect(back.length).toBeGreaterThan(4);
    expect(await applyRealm(server, realmOf(exampleParameters))).toEqual([]);
    expect((await renewed(after.body['refresh_token'])).status).toBe(200);
    expect((await signIn(outside(), person?.subject ?? '')).status).toBe(200);
  });

  test('the directory’s client may manage people and nothing else', async () => {
    const tokenUrl = `${outside().issuer}/protocol/openid-connect/token`;
    const token = await serviceCredentials({
      tokenUrl,
      clientId: 'katrol-directory',
      clientSecret: exampleParameters.directorySecret,
    }).token();
    const ask = async (where: string, method = 'GET', body?: unknown): Promise<number> =>
      (
        await fetch(`${server.url}/admin/realms${where}`, {
          method,
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        })
      ).status;
    expect(await ask('/katrol/users?max=1')).toBe(200);
    const gateway = await clientRow('katrol-gateway');
    const refused = await Promise.all([
      ask('/katrol/clients'),
      ask(`/katrol/clients/${gateway.id}`),
      ask(`/katrol/clients/${gateway.id}/client-secret`),
      ask('/katrol/events'),
      ask('/katrol/identity-provider/instances/vives'),
      ask('/katrol', 'PUT', { bruteForceProtected: false }),
      ask('/katrol/roles', 'POST', { name: 'x' }),
      ask('/master/users'),
    ]);
    expect(refused.every((status) => status === 403 || status === 404 || status === 401)).toBe(
      true,
    );
    expect((await admin.get<{ bruteForceProtected: boolean }>('/')).bruteForceProtected).toBe(true);
    const mine = await admin.get<{ id: string }>(
      `/clients/${(await clientRow('katrol-directory')).id}/service-account-user`,
    );
    const management = await clientRow('realm-management');
    const power = await admin.get<Row>(`/clients/${management.id}/roles/realm-admin`);
    expect([403, 404]).toContain(
      await ask(`/katrol/users/${mine.id}/role-mappings/clients/${management.id}`, 'POST', [power]),
    );
  });
};
