import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { openAdmin } from '@katrol/keycloak';
import type { Server } from '@katrol/keycloak';
import { createVerifier } from '@katrol/identity';
import { askTokens } from './sign-in-pages.ts';
import type { RealmFromOutside } from './sign-in-pages.ts';

type Key = { kid: string; providerId: string; status: string; algorithm?: string };
type Component = { id: string; name: string; config: Record<string, string[]> };

/** A new signing key takes over while tokens of both are shown all the time. */
export const describeRotation = (server: Server, outside: () => RealmFromOutside): void => {
  test('a new key takes over, the old one stays to check with, then goes: no good token is refused', async () => {
    const admin = openAdmin(server, '/katrol');
    const verifier = createVerifier({ issuer: outside().issuer, keysUrl: `${outside().issuer}/protocol/openid-connect/certs`, audience: 'katrol-services' });
    const kidOf = (token: string): string => (JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()) as { kid: string }).kid;
    const seen: { kids: string[]; verified: number; refused: unknown[] } = { kids: [], verified: 0, refused: [] };
    let going = true;
    // several copies of a service, each with its own memory; every round a token that none has seen, and the one before
    const loop = (async () => {
      let before = '';
      while (going) {
        const token = (await askTokens(outside(), { grant_type: 'client_credentials' }, 'service-intake')).body['access_token'] ?? '';
        if (seen.kids.at(-1) !== kidOf(token)) seen.kids.push(kidOf(token));
        for (const shown of [token, before].filter(Boolean)) {
          await verifier.verify(shown).then(() => (seen.verified += 1), (error: unknown) => seen.refused.push(error));
        }
        before = token;
        await sleep(20);
      }
    })();
    await sleep(3_500);
    const { id: parentId } = await admin.get<{ id: string }>('/');
    const before = (await admin.get<{ keys: Key[] }>('/keys')).keys.filter(({ algorithm, status }) => algorithm === 'RS256' && status === 'ACTIVE');
    const config = { priority: ['500'], enabled: ['true'], active: ['true'], keySize: ['2048'], algorithm: ['RS256'] };
    const fresh = await admin.post('/components', { name: 'rotated', providerId: 'rsa-generated', providerType: 'org.keycloak.keys.KeyProvider', parentId, config });
    await sleep(2_000);
    const [old] = before;
    const component = await admin.get<Component>(`/components/${old?.providerId}`);
    await admin.put(`/components/${component.id}`, { ...component, config: { ...component.config, active: ['false'] } });
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
