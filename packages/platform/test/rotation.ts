import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { openAdmin } from '@katrol/realm';
import type { Server } from '@katrol/realm';
import { createVerifier } from '@katrol/identity';
import people from '@katrol/platform/people.json' with { type: 'json' };
import { askTokens, authorizeUrl, newChallenge, signIn, walkIn } from './sign-in-pages.ts';
import type { RealmFromOutside } from './sign-in-pages.ts';

type Key = { kid: string; providerId: string; status: string; algorithm?: string };
type Component = { id: string; name: string; config: Record<string, string[]> };

/**
 * An account that is switched off, a password that is guessed, a new signing key that takes over
 * while tokens of both are shown all the time.
 */
export const describeRotation = (server: Server, outside: () => RealmFromOutside): void => {
  const subjectOf = (name: string): string =>
    people.find(({ username }) => username === name)?.subject ?? '';

  test('switched off in Keycloak’s own console: no renewal; on again it signs in', async () => {
    const admin = openAdmin(server, '/katrol');
    const path = `/users/${subjectOf('karim.ramdani')}`;
    const { body } = await signIn(outside(), subjectOf('karim.ramdani'));
    await admin.put(path, { ...(await admin.get<object>(path)), enabled: false });
    expect(
      await askTokens(outside(), {
        grant_type: 'refresh_token',
        refresh_token: body['refresh_token'] ?? '',
      }),
    ).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    await expect(signIn(outside(), subjectOf('karim.ramdani'))).rejects.toThrow('beëindigd');
    await admin.put(path, { ...(await admin.get<object>(path)), enabled: true });
    expect((await signIn(outside(), subjectOf('karim.ramdani'))).status).toBe(200);
  });

  test('who guesses is stopped, and is told nothing by it', async () => {
    const admin = openAdmin(server, '/katrol');
    const guessing: RealmFromOutside = {
      ...outside(),
      answer: (page) =>
        page.includes('klopt niet')
          ? undefined
          : { username: 'guido.tanghe', password: 'geraden wachtwoord' },
    };
    const pages: string[] = [];
    for (let times = 0; times < 8; times += 1)
      pages.push(
        (await walkIn(guessing, authorizeUrl(guessing, newChallenge().challenge), '')).page,
      );
    expect(
      new Set(pages.map((page) => page.includes('Gebruikersnaam of wachtwoord klopt niet.'))),
    ).toEqual(new Set([true]));
    // the right one no longer helps, and the page says the same
    await expect(signIn(outside(), subjectOf('guido.tanghe'))).rejects.toThrow('klopt niet');
    await admin.remove('/attack-detection/brute-force/users');
    expect((await signIn(outside(), subjectOf('guido.tanghe'))).status).toBe(200);
  });

  test('a new key takes over, the old one stays a while: no good token is refused', async () => {
    const admin = openAdmin(server, '/katrol');
    const verifier = createVerifier({
      issuer: outside().issuer,
      keysUrl: `${outside().issuer}/protocol/openid-connect/certs`,
      audience: 'katrol-services',
    });
    const kidOf = (token: string): string =>
      (
        JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()) as {
          kid: string;
        }
      ).kid;
    const seen: { kids: string[]; verified: number; refused: unknown[] } = {
      kids: [],
      verified: 0,
      refused: [],
    };
    let going = true;
    // several copies of a service, each with its own memory; every round a token that none has
    // seen, and the one before
    const loop = (async () => {
      let before = '';
      while (going) {
        const token =
          (await askTokens(outside(), { grant_type: 'client_credentials' }, 'service-intake')).body[
            'access_token'
          ] ?? '';
        if (seen.kids.at(-1) !== kidOf(token)) seen.kids.push(kidOf(token));
        for (const shown of [token, before].filter(Boolean)) {
          await verifier.verify(shown).then(
            () => (seen.verified += 1),
            (error: unknown) => seen.refused.push(error),
          );
        }
        before = token;
        await sleep(20);
      }
    })();
    await sleep(3_500);
    const { id: parentId } = await admin.get<{ id: string }>('/');
    const before = (await admin.get<{ keys: Key[] }>('/keys')).keys.filter(
      ({ algorithm, status }) => algorithm === 'RS256' && status === 'ACTIVE',
    );
    const config = {
      priority: ['500'],
      enabled: ['true'],
      active: ['true'],
      keySize: ['2048'],
      algorithm: ['RS256'],
    };
    const fresh = await admin.post('/components', {
      name: 'rotated',
      providerId: 'rsa-generated',
      providerType: 'org.keycloak.keys.KeyProvider',
      parentId,
      config,
    });
    await sleep(2_000);
    const [old] = before;
    const component = await admin.get<Component>(`/components/${old?.providerId}`);
    await admin.put(`/components/${component.id}`, {
      ...component,
      config: { ...component.config, active: ['false'] },
    });
    await sleep(2_000);
    going = false;
    await loop;
    expect(seen.refused).toEqual([]);
    expect(seen.kids).toHaveLength(2);
    expect(seen.kids[0]).toBe(old?.kid);
    expect(seen.verified).toBeGreaterThan(100);
    // as it was, for who comes after
    await admin.put(`/components/${component.id}`, component);
    await admin.remove(`/components/${fresh}`);
  }, 60_000);
};
