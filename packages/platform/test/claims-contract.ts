import { describe, expect, test } from '@jest/globals';
import people from '@katrol/platform/people.json' with { type: 'json' };
import { createVerifier, serviceCredentials } from '@katrol/identity';
import type { Verifier } from '@katrol/identity';
import { openDirectory } from '@katrol/identity/directory';
import { askTokens, authorizeUrl, newChallenge, signIn, walkIn } from './sign-in-pages.ts';
import type { RealmFromOutside } from './sign-in-pages.ts';

/** A realm, and the directory of its people: to take a role away as an operator does. */
export type RealmUnderTest = RealmFromOutside & { directoryUrl: string };

// what every provider adds for the protocol itself, each its own
const ofTheProtocol = ['exp', 'iat', 'auth_time', 'jti', 'sid', 'scope', 'client_id', 'nbf'];
const partOf = (token: string | undefined, part: number): Record<string, unknown> =>
  JSON.parse(Buffer.from(token?.split('.')[part] ?? '', 'base64url').toString()) as Record<
    string,
    unknown
  >;
const claimsOf = (token: string | undefined): Record<string, unknown> => partOf(token, 1);
const ours = (token: string | undefined): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(claimsOf(token)).filter(([name]) => !ofTheProtocol.includes(name)),
  );

const somebody = (username: string) => {
  const found = people.find((person) => person.username === username);
  if (!found) throw new Error(`nobody is called ${username}`);
  return found;
};
// one of each role, a tutor of each kind
const everyRole = [
  'marieke.vanhoutte',
  'lotte.demeyere',
  'guido.tanghe',
  'els.casteleyn',
  'karim.ramdani',
  'hilde.quintelier',
];

const describePeople = (realm: () => RealmUnderTest, verifier: () => Verifier): void => {
  test('a token says who somebody is in exactly these claims, of these types', async () => {
    for (const username of everyRole) {
      const person = somebody(username);
      const { status, body } = await signIn(realm(), person.subject);
      expect([username, status, body['token_type']]).toEqual([username, 200, 'Bearer']);
      expect(ours(body['access_token'])).toEqual({
        iss: realm().issuer,
        aud: 'katrol-services',
        typ: 'Bearer',
        azp: 'katrol-gateway',
        sub: person.subject,
        name: person.name,
        preferred_username: username,
        realm_access: { roles: person.roles },
        ...(person.branches.length > 0 ? { branches: person.branches } : {}),
        ...(person.university === null ? {} : { university: person.university }),
      });
      const { exp, iat } = claimsOf(body['access_token']) as { exp: number; iat: number };
      expect(exp - iat).toBe(60);
      expect(Math.abs(60 - Number(body['expires_in']))).toBeLessThan(5);
      expect(partOf(body['access_token'], 0)).toMatchObject({
        alg: 'RS256',
        kid: expect.any(String),
      });
      expect(await verifier().verify(body['access_token'] ?? '')).toEqual({
        kind: 'person',
        subject: person.subject,
        name: person.name,
        roles: person.roles,
        branches: person.branches,
        university: person.university ?? undefined,
      });
      expect(claimsOf(body['id_token'])).toMatchObject({
        iss: realm().issuer,
        aud: 'katrol-gateway',
        sub: person.subject,
        nonce: 'nonce',
        sid: expect.any(String),
      });
      await expect(verifier().verify(body['id_token'] ?? '')).rejects.toMatchObject({
        code: 'unauthenticated',
      });
    }
  });

  test('a refresh token works once; a role taken away is gone, an ended account too', async () => {
    const coach = somebody('els.casteleyn');
    const directory = openDirectory({
      adminUrl: realm().directoryUrl,
      tokenUrl: `${realm().issuer}/protocol/openid-connect/token`,
      clientId: 'katrol-directory',
      clientSecret: realm().clientSecrets['katrol-directory'] ?? '',
    });
    const renew = (token: string | undefined) =>
      askTokens(realm(), { grant_type: 'refresh_token', refresh_token: token ?? '' });
    const first = await signIn(realm(), coach.subject);
    await directory.setAccess(coach.subject, { roles: [], branches: [], university: 'hogent' });
    const second = await renew(first.body['refresh_token']);
    expect(await verifier().verify(second.body['access_token'] ?? '')).toMatchObject({
      subject: coach.subject,
      roles: [],
      university: 'hogent',
    });
    expect(await renew(first.body['refresh_token'])).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant' },
    });
    await directory.setAccess(coach.subject, {
      roles: ['lecturer-coach'],
      branches: [],
      university: 'hogent',
    });
    const third = await signIn(realm(), coach.subject);
    const fourth = await renew(third.body['refresh_token']);
    expect(fourth.status).toBe(200);
    const other = somebody('lotte.demeyere');
    const before = await signIn(realm(), other.subject);
    await directory.end(other.subject);
    // S6: from that moment on nothing is renewed; what was given ends within its minute
    expect(await renew(before.body['refresh_token'])).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant' },
    });
    await expect(signIn(realm(), other.subject)).rejects.toThrow('no code');
  });
};

const describeProtocol = (realm: () => RealmUnderTest, verifier: () => Verifier): void => {
  test('a service gets a token of its own, in exactly these claims', async () => {
    const tokenUrl = `${realm().issuer}/protocol/openid-connect/token`;
    const token = await serviceCredentials({
      tokenUrl,
      clientId: 'service-intake',
      clientSecret: realm().clientSecrets['service-intake'] ?? '',
    }).token();
    const { sub, clientHost, clientAddress, ...rest } = ours(token);
    expect([typeof sub, clientHost, clientAddress]).toEqual(['string', undefined, undefined]);
    expect(rest).toEqual({
      iss: realm().issuer,
      aud: 'katrol-services',
      typ: 'Bearer',
      azp: 'service-intake',
      preferred_username: 'service-account-service-intake',
      realm_access: { roles: ['service'] },
    });
    expect(await verifier().verify(token)).toEqual({ kind: 'system', service: 'intake' });
  });

  test('PKCE is asked for, a code works once with its verifier, no other way is open', async () => {
    const person = somebody('guido.tanghe');
    const asks = async (extra: Record<string, string>): Promise<string> =>
      (
        await walkIn(
          realm(),
          authorizeUrl(realm(), newChallenge().challenge, extra),
          person.subject,
        )
      ).url;
    const wrong: Record<string, string>[] = [
      { code_challenge: '', code_challenge_method: '' },
      { code_challenge_method: 'plain' },
      { response_type: 'token' },
      { response_type: 'id_token token' },
    ];
    for (const extra of wrong) {
      const url = await asks(extra);
      expect([
        extra,
        url.startsWith(realm().redirect),
        /[?#&]error=(invalid_request|unauthorized_client|unsupported_response_(type|mode))\b/.test(
          url,
        ),
        /code=|token=/.test(url.replace(/error_description=[^&]*/, '')),
      ]).toEqual([extra, true, true, false]);
    }
    expect(
      (await asks({ redirect_uri: `${realm().redirect}/elsewhere` })).startsWith(realm().issuer),
    ).toBe(true);
    const { code, codeVerifier } = await signIn(realm(), person.subject);
    const again = (verifierOf: string, of: string) =>
      askTokens(realm(), {
        grant_type: 'authorization_code',
        code: of,
        redirect_uri: realm().redirect,
        code_verifier: verifierOf,
      });
    expect(await again(codeVerifier, code)).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant' },
    });
    const { url } = await walkIn(
      realm(),
      authorizeUrl(realm(), newChallenge().challenge),
      person.subject,
    );
    expect(
      await again(newChallenge().codeVerifier, new URL(url).searchParams.get('code') ?? ''),
    ).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    const grants: Record<string, string>[] = [
      { grant_type: 'password', username: 'guido.tanghe', password: 'x' },
      { grant_type: 'client_credentials' },
    ];
    for (const form of grants) {
      expect([400, 401]).toContain((await askTokens(realm(), form)).status);
    }
    expect(
      (
        await askTokens(
          { ...realm(), clientSecrets: { 'katrol-gateway': 'guess' } },
          { grant_type: 'refresh_token', refresh_token: 'x' },
        )
      ).status,
    ).toBe(401);
  });
};

/**
 * What tokens say and how one gets them, whatever identity provider stands behind: the portal and
 * the services are built on this.
 */
export const describeClaims = (name: string, realm: () => RealmUnderTest): void => {
  describe(`claims, on ${name}`, () => {
    let kept: Verifier | undefined;
    const verifier = (): Verifier =>
      (kept ??= createVerifier({
        issuer: realm().issuer,
        keysUrl: `${realm().issuer}/protocol/openid-connect/certs`,
        audience: 'katrol-services',
      }));
    describePeople(realm, verifier);
    describeProtocol(realm, verifier);
  });
};
