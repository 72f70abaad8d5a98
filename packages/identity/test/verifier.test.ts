import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createVerifier } from '@katrol/identity';
import type { Verifier } from '@katrol/identity';
import { encode, jwkOf, newKey, sign, signWithSecret, startProvider } from './provider.ts';

const issuer = 'https://aanmelden.example.org/realms/katrol';
const audience = 'katrol-services';
const key = newKey('first');
const stranger = newKey('stranger');
const weak = newKey('weak', 1024);
const header = { alg: 'RS256', typ: 'JWT', kid: 'first' };
const seconds = () => Math.floor(Date.now() / 1000);
const person = () => ({
  iss: issuer,
  sub: '0b6f4d4e-5d0f-4a39-9d0a-0c8b0a6f1f10',
  aud: audience,
  typ: 'Bearer',
  azp: 'katrol-gateway',
  iat: seconds(),
  exp: seconds() + 60,
  name: 'Proef Persoon',
  realm_access: { roles: ['coordinator', 'offline_access'] },
  branches: ['oostende'],
});

let provider: Awaited<ReturnType<typeof startProvider>>;
let verifier: Verifier;
beforeAll(async () => {
  provider = await startProvider([key, weak]);
  verifier = createVerifier({ issuer, audience, keysUrl: `${provider.url}/certs` });
});
afterAll(() => provider.stop());

const verifierAt = (options: { now?: () => Date; cooldown?: number }): Verifier =>
  createVerifier({ issuer, audience, keysUrl: `${provider.url}/certs`, now: options.now, keyTimes: { cooldown: options.cooldown ?? 3_000 } });

describe('a good token', () => {
  test('names the person with the roles we know, branches and university', async () => {
    expect(await verifier.verify(sign(key, header, person()))).toEqual({
      kind: 'person',
      subject: person().sub,
      name: 'Proef Persoon',
      roles: ['coordinator'],
      branches: ['oostende'],
      university: undefined,
    });
    const coach = { ...person(), aud: ['account', audience], realm_access: { roles: ['lecturer-coach'] }, branches: [], university: 'hogent' };
    expect(await verifier.verify(sign(key, { ...header, typ: 'at+jwt' }, coach))).toMatchObject({ roles: ['lecturer-coach'], branches: [], university: 'hogent' });
  });

  test('of a service names the service', async () => {
    const claims = { ...person(), azp: 'service-volunteer-training', realm_access: { roles: ['service'] } };
    expect(await verifier.verify(sign(key, header, claims))).toEqual({ kind: 'system', service: 'volunteer-training' });
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

const pem = key.publicKey.export({ type: 'spki', format: 'pem' });
const without = (name: string) => Object.fromEntries(Object.entries(person()).filter(([field]) => field !== name));
const bad: [string, () => string][] = [
  ['alg none without a signature', () => `${encode({ alg: 'none', kid: 'first' })}.${encode(person())}.`],
  ['alg none with some signature', () => `${encode({ alg: 'none', kid: 'first' })}.${encode(person())}.AAAA`],
  ['HS256 with the public key as the secret', () => signWithSecret(pem, { ...header, alg: 'HS256' }, person())],
  ['HS256 made in the name of RS256', () => signWithSecret(pem, header, person())],
  ['RS512 in the header', () => sign(key, { ...header, alg: 'RS512' }, person())],
  ['another audience', () => sign(key, header, { ...person(), aud: 'account' })],
  ['no audience', () => sign(key, header, without('aud'))],
  ['an audience that only contains ours', () => sign(key, header, { ...person(), aud: 'katrol-services-2' })],
  ['another issuer', () => sign(key, header, { ...person(), iss: 'https://elders.example.org/realms/katrol' })],
  ['the issuer with a slash more', () => sign(key, header, { ...person(), iss: `${issuer}/` })],
  ['an ID token', () => sign(key, header, { ...person(), typ: 'ID', aud: ['katrol-gateway', audience] })],
  ['a refresh token', () => sign(key, header, { ...person(), typ: 'Refresh' })],
  ['no type', () => sign(key, header, without('typ'))],
  ['expired', () => sign(key, header, { ...person(), iat: seconds() - 120, exp: seconds() - 1 })],
  ['no end', () => sign(key, header, without('exp'))],
  ['an end that is text', () => sign(key, header, { ...person(), exp: '9999999999' })],
  ['an end beyond numbers', () => sign(key, header, person()).replace(/\.[^.]+\./, `.${Buffer.from(JSON.stringify(person()).replace(/"exp":\d+/, '"exp":1e999')).toString('base64url')}.`)],
  ['not valid yet', () => sign(key, header, { ...person(), nbf: seconds() + 30 })],
  ['nbf that is no time', () => sign(key, header, { ...person(), nbf: 'straks' })],
  ['issued in the future', () => sign(key, header, { ...person(), iat: seconds() + 300, exp: seconds() + 400 })],
  ['a key nobody knows', () => sign(stranger, { ...header, kid: 'stranger' }, person())],
  ['no key id', () => sign(key, { alg: 'RS256' }, person())],
  ['signed by another under our key id', () => sign(stranger, header, person())],
  ['its own key in the header', () => sign(stranger, { ...header, jwk: jwkOf(stranger) }, person())],
  ['the address of its own keys', () => sign(stranger, { ...header, jku: `${provider.url}/certs` }, person())],
  ['a certificate address', () => sign(key, { ...header, x5u: `${provider.url}/certs` }, person())],
  ['a critical extension', () => sign(key, { ...header, crit: ['exp'] }, person())],
  ['a key too short to trust', () => sign(weak, { ...header, kid: 'weak' }, person())],
  ['claims changed after signing', () => sign(key, header, person()).replace(/\.[^.]+\./, `.${encode({ ...person(), branches: ['gent'] })}.`)],
  ['a signature cut short', () => sign(key, header, person()).slice(0, -8)],
  ['nobody', () => sign(key, header, without('sub'))],
  ['roles that are no list', () => sign(key, header, { ...person(), realm_access: { roles: 'coordinator' } })],
  ['branches that are no texts', () => sign(key, header, { ...person(), branches: [{ code: 'oostende' }] })],
  ['a person with the role of a service', () => sign(key, header, { ...person(), realm_access: { roles: ['service'] } })],
  ['the client of a service without its role', () => sign(key, header, { ...person(), azp: 'service-intake' })],
  ['very large', () => sign(key, header, { ...person(), extra: 'x'.repeat(20_000) })],
  ['five parts', () => 'a.b.c.d.e'],
  ['claims that are a list', () => sign(key, header, [person()])],
  ['claims that are null', () => sign(key, header, null)],
  ['nonsense', () => 'niet.eens.json'],
  ['empty', () => ''],
  ['a line break behind it', () => `${sign(key, header, person())}\n`],
];

test.each(bad)('refused: %s', async (_, token) => {
  await expect(verifier.verify(token())).rejects.toMatchObject({ name: 'Refusal', code: 'unauthenticated', reason: 'IDENTITY_TOKEN_INVALID' });
});

describe('the keys', () => {
  test('are asked for once however many strangers come', async () => {
    const fresh = verifierAt({});
    await fresh.verify(sign(key, header, person()));
    const before = provider.state.asked;
    const strange = Array.from({ length: 50 }, (_, index) => fresh.verify(sign(stranger, { ...header, kid: `x${index}` }, person())));
    const outcomes = await Promise.allSettled(strange);
    expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true);
    expect(provider.state.asked - before).toBeLessThanOrEqual(1);
  });

  test('turn over without a good token being refused', async () => {
    const turning = verifierAt({ cooldown: 0 });
    await turning.verify(sign(key, header, person()));
    const next = newKey('next');
    provider.state.keys = [next];
    expect(await turning.verify(sign(next, { ...header, kid: 'next' }, person()))).toMatchObject({ kind: 'person' });
    await expect(turning.verify(sign(key, header, { ...person(), jti: 'later' }))).rejects.toMatchObject({ code: 'unauthenticated' });
    provider.state.keys = [key, weak];
  });

  test('that cannot be had are no fault of the token', async () => {
    provider.state.down = true;
    const blind = verifierAt({ cooldown: 0 });
    await expect(blind.verify(sign(key, header, person()))).rejects.toMatchObject({ code: 'unavailable', reason: 'IDENTITY_PROVIDER_UNAVAILABLE' });
    // whoever has the keys already goes on
    await verifier.verify(sign(key, header, { ...person(), jti: 'another' }));
    provider.state.down = false;
    expect(await blind.verify(sign(key, header, person()))).toMatchObject({ kind: 'person' });
  });
});
