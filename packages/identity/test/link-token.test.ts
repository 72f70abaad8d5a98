import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createVerifier, linkKeyOf, linkSigner, type LinkPrincipal } from '@katrol/identity';
import { linkClaims, linkHeader, linkZoo, signLink } from './link-zoo.ts';
import { newKey, sign, startProvider } from './provider.ts';
import { personClaims } from './zoo.ts';

const issuer = 'https://aanmelden.example.org/realms/katrol';
const audience = 'katrol-services';
const linkSecret = 'what signs links in the tests, long enough';
const nextSecret = 'what will sign links after it, long enough';
const key = newKey('first');
const id = '019aa000-0000-7000-8000-0000000000aa';
const link: LinkPrincipal = {
  kind: 'link',
  link: 'parent-page',
  id,
  branch: 'oostende',
  object: id.replace('aa', 'bb'),
  person: id.replace('aa', 'cc'),
  asked: 2,
};

let provider: Awaited<ReturnType<typeof startProvider>>;
beforeAll(async () => {
  provider = await startProvider([key]);
});
afterAll(() => provider.stop());

const verifier = (secrets: string[] = [linkSecret], now?: () => Date) =>
  createVerifier({
    issuer,
    audience,
    keysUrl: `${provider.url}/certs`,
    linkKeys: secrets.map((secret) => linkKeyOf(secret).publicText),
    ...(now ? { now } : {}),
  });
const invalid = { code: 'unauthenticated', reason: 'IDENTITY_TOKEN_INVALID' };

describe('a link’s token', () => {
  test('names one kind, one object, one person; the provider is not asked', async () => {
    const { token, until } = await linkSigner(linkSecret, audience).sign(link, new Date());
    const asked = provider.state.asked;
    expect(await verifier().verify(token)).toEqual(link);
    expect(provider.state.asked).toBe(asked);
    expect(until.getTime() - Date.now()).toBeGreaterThan(58_000);
    expect(until.getTime() - Date.now()).toBeLessThanOrEqual(60_000);
  });

  test('ends after a minute, remembered or not', async () => {
    let time = Date.now();
    const clocked = verifier([linkSecret], () => new Date(time));
    const { token } = await linkSigner(linkSecret, audience).sign(link, new Date(time));
    expect(await clocked.verify(token)).toMatchObject({ kind: 'link' });
    time += 61_000;
    await expect(clocked.verify(token)).rejects.toMatchObject(invalid);
  });

  test('is taken under the old key and the new one while they turn over, then under the new', async () => {
    const signed = async (secret: string) =>
      (await linkSigner(secret, audience).sign(link, new Date())).token;
    const both = verifier([linkSecret, nextSecret]);
    for (const secret of [linkSecret, nextSecret])
      expect(await both.verify(await signed(secret))).toEqual(link);
    await expect(verifier([nextSecret]).verify(await signed(linkSecret))).rejects.toMatchObject(
      invalid,
    );
  });

  test('is nobody’s where no key was given', async () => {
    const { token } = await linkSigner(linkSecret, audience).sign(link, new Date());
    await expect(verifier([]).verify(token)).rejects.toMatchObject(invalid);
    expect(() => createVerifier({ issuer, audience, keysUrl: '', linkKeys: ['geheim'] })).toThrow(
      'LINK_PUBLIC_KEYS',
    );
  });
});

test('the claims that the zoo bends are good ones', async () => {
  const good = signLink(linkSecret, linkHeader(linkSecret), linkClaims(audience));
  expect(await verifier().verify(good)).toMatchObject({ kind: 'link', link: 'parent-item' });
  const person = sign(
    key,
    { alg: 'RS256', typ: 'JWT', kid: 'first' },
    personClaims(issuer, audience),
  );
  expect(await verifier().verify(person)).toMatchObject({ kind: 'person' });
});

test.each(linkZoo({ issuer, audience, key, linkSecret }))('refused: %s', async (_, token) => {
  await expect(verifier().verify(token())).rejects.toMatchObject(invalid);
});
