import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createVerifier } from '@katrol/identity';
import type { Verifier } from '@katrol/identity';
import { newKey, sign, startProvider } from './provider.ts';
import { personClaims, tokenZoo } from './zoo.ts';

const issuer = 'https://aanmelden.example.org/realms/katrol';
const audience = 'katrol-services';
const key = newKey('first');
const stranger = newKey('stranger');
const weak = newKey('weak', 1024);
const header = { alg: 'RS256', typ: 'JWT', kid: 'first' };
const person = () => personClaims(issuer, audience);

let provider: Awaited<ReturnType<typeof startProvider>>;
let verifier: Verifier;
beforeAll(async () => {
  provider = await startProvider([key, weak]);
  verifier = createVerifier({ issuer, audience, keysUrl: `${provider.url}/certs` });
});
afterAll(() => provider.stop());

const verifierAt = (options: { now?: () => Date; cooldown?: number }): Verifier =>
  createVerifier({
    issuer,
    audience,
    keysUrl: `${provider.url}/certs`,
    now: options.now,
    keyTimes: { cooldown: options.cooldown ?? 3_000 },
  });

describe('R25: a clock that is wrong', () => {
  const off = (seconds: number) => (): Date => new Date(Date.now() + seconds * 1_000);
  const lasting = (seconds: number) => {
    const iat = Math.floor(Date.now() / 1_000);
    return sign(key, header, { ...person(), iat, nbf: iat, exp: iat + seconds });
  };

  test.each([-50, 50])('by %d s takes a token that lasts a minute', async (seconds) => {
    const at = verifierAt({ now: off(seconds) });
    expect(await at.verify(lasting(60))).toMatchObject({ kind: 'person' });
  });

  test.each([-70, 70, -3_600, 3_600])('by %d s refuses it', async (seconds) => {
    const at = verifierAt({ now: off(seconds) });
    await expect(at.verify(lasting(60))).rejects.toMatchObject({
      reason: 'IDENTITY_TOKEN_INVALID',
    });
  });
});

describe('a good token', () => {
  test('a name of the provider is one readable line, whatever it holds', async () => {
    const name = 'An\n=cmd|x\u202e Proef';
    expect(await verifier.verify(sign(key, header, { ...person(), name }))).toMatchObject({
      name: 'An =cmd|x Proef',
    });
  });
  test('names the person with the roles we know, branches and university', async () => {
    expect(await verifier.verify(sign(key, header, person()))).toEqual({
      kind: 'person',
      subject: person().sub,
      name: 'Proef Persoon',
      roles: ['coordinator'],
      branches: ['oostende'],
      university: undefined,
    });
    const coach = {
      ...person(),
      aud: ['account', audience],
      realm_access: { roles: ['lecturer-coach'] },
      branches: [],
      university: 'hogent',
    };
    expect(await verifier.verify(sign(key, { ...header, typ: 'at+jwt' }, coach))).toMatchObject({
      roles: ['lecturer-coach'],
      branches: [],
      university: 'hogent',
    });
  });

  test('of a service names the service', async () => {
    const claims = {
      ...person(),
      azp: 'service-volunteer-training',
      realm_access: { roles: ['service'] },
    };
    expect(await verifier.verify(sign(key, header, claims))).toEqual({
      kind: 'system',
      service: 'volunteer-training',
    });
  });

  test('ends when it says so, remembered or not', async () => {
    let time = Date.now();
    const clocked = verifierAt({ now: () => new Date(time) });
    const token = sign(key, header, person());
    await clocked.verify(token);
    time += 59_000;
    await clocked.verify(token);
    time += 2_000;
    await expect(clocked.verify(token)).rejects.toMatchObject({ reason: 'IDENTITY_TOKEN_INVALID' });
  });

  test('seen before costs microseconds', async () => {
    const token = sign(key, header, person());
    await verifier.verify(token);
    const startedAt = performance.now();
    for (let round = 0; round < 2_000; round += 1) await verifier.verify(token);
    expect((performance.now() - startedAt) / 2_000).toBeLessThan(0.2);
  });
});

const bad = tokenZoo({ issuer, audience, key, weak, keysUrl: () => `${provider.url}/certs` });

test.each(bad)('refused: %s', async (_, token) => {
  await expect(verifier.verify(token())).rejects.toMatchObject({
    name: 'Refusal',
    code: 'unauthenticated',
    reason: 'IDENTITY_TOKEN_INVALID',
  });
});

describe('the keys', () => {
  test('are asked for once however many strangers come', async () => {
    const fresh = verifierAt({});
    await fresh.verify(sign(key, header, person()));
    const before = provider.state.asked;
    const strange = Array.from({ length: 50 }, (_, index) =>
      fresh.verify(sign(stranger, { ...header, kid: `x${index}` }, person())),
    );
    const outcomes = await Promise.allSettled(strange);
    expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true);
    expect(provider.state.asked - before).toBeLessThanOrEqual(1);
  });

  test('turn over without a good token being refused', async () => {
    const turning = verifierAt({ cooldown: 0 });
    await turning.verify(sign(key, header, person()));
    const next = newKey('next');
    provider.state.keys = [next];
    expect(await turning.verify(sign(next, { ...header, kid: 'next' }, person()))).toMatchObject({
      kind: 'person',
    });
    await expect(
      turning.verify(sign(key, header, { ...person(), jti: 'later' })),
    ).rejects.toMatchObject({ code: 'unauthenticated' });
    provider.state.keys = [key, weak];
  });

  test('that cannot be had are no fault of the token', async () => {
    provider.state.down = true;
    const blind = verifierAt({ cooldown: 0 });
    await expect(blind.verify(sign(key, header, person()))).rejects.toMatchObject({
      code: 'unavailable',
      reason: 'IDENTITY_PROVIDER_UNAVAILABLE',
    });
    // whoever has the keys already goes on
    await verifier.verify(sign(key, header, { ...person(), jti: 'another' }));
    provider.state.down = false;
    expect(await blind.verify(sign(key, header, person()))).toMatchObject({ kind: 'person' });
  });
});
