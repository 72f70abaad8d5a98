import { encode, jwkOf, newKey, sign, signWithSecret, type SigningKey } from './provider.ts';

/**
 * Where the tokens pretend to come from: the real issuer and audience, a key that the provider
 * serves under `kid`, and one too short to trust.
 */
export type ZooKeeper = {
  issuer: string;
  audience: string;
  key: SigningKey;
  weak: SigningKey;
  keysUrl: () => string;
};

const seconds = () => Math.floor(Date.now() / 1000);

/** The claims of a good token of a coordinator. */
export const personClaims = (issuer: string, audience: string): Record<string, unknown> => ({
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

/** S5: tokens that must never be taken, each with what is wrong about it. */
export const tokenZoo = ({
  issuer,
  audience,
  key,
  weak,
  keysUrl,
}: ZooKeeper): [string, () => string][] => {
  const stranger = newKey('stranger');
  const header = { alg: 'RS256', typ: 'JWT', kid: key.kid };
  const person = () => personClaims(issuer, audience);
  const pem = key.publicKey.export({ type: 'spki', format: 'pem' });
  const without = (name: string) =>
    Object.fromEntries(Object.entries(person()).filter(([field]) => field !== name));
  return [
    [
      'alg none without a signature',
      () => `${encode({ alg: 'none', kid: key.kid })}.${encode(person())}.`,
    ],
    [
      'alg none with some signature',
      () => `${encode({ alg: 'none', kid: key.kid })}.${encode(person())}.AAAA`,
    ],
    [
      'HS256 with the public key as the secret',
      () => signWithSecret(pem, { ...header, alg: 'HS256' }, person()),
    ],
    ['HS256 made in the name of RS256', () => signWithSecret(pem, header, person())],
    ['RS512 in the header', () => sign(key, { ...header, alg: 'RS512' }, person())],
    ['another audience', () => sign(key, header, { ...person(), aud: 'account' })],
    ['no audience', () => sign(key, header, without('aud'))],
    [
      'an audience that only contains ours',
      () => sign(key, header, { ...person(), aud: 'katrol-services-2' }),
    ],
    [
      'another issuer',
      () => sign(key, header, { ...person(), iss: 'https://elders.example.org/realms/katrol' }),
    ],
    ['the issuer with a slash more', () => sign(key, header, { ...person(), iss: `${issuer}/` })],
    [
      'an ID token',
      () => sign(key, header, { ...person(), typ: 'ID', aud: ['katrol-gateway', audience] }),
    ],
    ['a refresh token', () => sign(key, header, { ...person(), typ: 'Refresh' })],
    ['no type', () => sign(key, header, without('typ'))],
    ['expired', () => sign(key, header, { ...person(), iat: seconds() - 120, exp: seconds() - 1 })],
    ['no end', () => sign(key, header, without('exp'))],
    ['an end that is text', () => sign(key, header, { ...person(), exp: '9999999999' })],
    [
      'an end beyond numbers',
      () => {
        const claims = JSON.stringify(person()).replace(/"exp":\d+/, '"exp":1e999');
        const encoded = Buffer.from(claims).toString('base64url');
        return sign(key, header, person()).replace(/\.[^.]+\./, `.${encoded}.`);
      },
    ],
    ['not valid yet', () => sign(key, header, { ...person(), nbf: seconds() + 90 })],
    ['nbf that is no time', () => sign(key, header, { ...person(), nbf: 'straks' })],
    [
      'issued in the future',
      () => sign(key, header, { ...person(), iat: seconds() + 300, exp: seconds() + 400 }),
    ],
    ['a key nobody knows', () => sign(stranger, { ...header, kid: 'stranger' }, person())],
    ['no key id', () => sign(key, { alg: 'RS256' }, person())],
    ['signed by another under our key id', () => sign(stranger, header, person())],
    [
      'its own key in the header',
      () => sign(stranger, { ...header, jwk: jwkOf(stranger) }, person()),
    ],
    ['the address of its own keys', () => sign(stranger, { ...header, jku: keysUrl() }, person())],
    ['a certificate address', () => sign(key, { ...header, x5u: keysUrl() }, person())],
    ['a critical extension', () => sign(key, { ...header, crit: ['exp'] }, person())],
    ['a key too short to trust', () => sign(weak, { ...header, kid: 'weak' }, person())],
    [
      'claims changed after signing',
      () =>
        sign(key, header, person()).replace(
          /\.[^.]+\./,
          `.${encode({ ...person(), branches: ['gent'] })}.`,
        ),
    ],
    ['a signature cut short', () => sign(key, header, person()).slice(0, -8)],
    ['nobody', () => sign(key, header, without('sub'))],
    [
      'roles that are no list',
      () => sign(key, header, { ...person(), realm_access: { roles: 'coordinator' } }),
    ],
    [
      'branches that are no texts',
      () => sign(key, header, { ...person(), branches: [{ code: 'oostende' }] }),
    ],
    [
      'a person with the role of a service',
      () => sign(key, header, { ...person(), realm_access: { roles: ['service'] } }),
    ],
    [
      'the client of a service without its role',
      () => sign(key, header, { ...person(), azp: 'service-intake' }),
    ],
    ['very large', () => sign(key, header, { ...person(), extra: 'x'.repeat(20_000) })],
    ['five parts', () => 'a.b.c.d.e'],
    ['claims that are a list', () => sign(key, header, [person()])],
    ['claims that are null', () => sign(key, header, null)],
    ['nonsense', () => 'niet.eens.json'],
    ['empty', () => ''],
    ['a line break behind it', () => `${sign(key, header, person())}\n`],
  ];
};
