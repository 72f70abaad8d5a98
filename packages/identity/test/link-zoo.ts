import { sign as signBytes } from 'node:crypto';
import { linkKeyOf } from '@katrol/identity';
import { encode, newKey, sign, signWithSecret } from './provider.ts';
import { personClaims, type ZooKeeper } from './zoo.ts';

/** Signs with the key that a secret gives links whatever is given. */
export const signLink = (secret: string, header: object, claims: unknown): string => {
  const text = `${encode(header)}.${encode(claims)}`;
  const signature = signBytes(null, Buffer.from(text), linkKeyOf(secret).privateKey);
  return `${text}.${signature.toString('base64url')}`;
};

const seconds = () => Math.floor(Date.now() / 1000);
const id = '019aa000-0000-7000-8000-0000000000aa';

/** The claims of a good token of a link. */
export const linkClaims = (audience: string): Record<string, unknown> => ({
  iss: 'katrol-links',
  aud: audience,
  sub: id,
  iat: seconds(),
  exp: seconds() + 60,
  link: 'parent-item',
  branch: 'oostende',
  object: id,
  person: id,
  asked: 0,
});

/** The header of a good one, under the key that the secret gives. */
export const linkHeader = (secret: string): Record<string, unknown> => ({
  alg: 'EdDSA',
  typ: 'katrol-link+jwt',
  kid: linkKeyOf(secret).kid,
});

type LinkZooKeeper = Pick<ZooKeeper, 'issuer' | 'audience' | 'key'> & { linkSecret: string };

/** S5: tokens of links that must never be taken, each with what is wrong about it. */
export const linkZoo = (keeper: LinkZooKeeper): [string, () => string][] => [
  ...wrongLinks(keeper),
  ...mixedUp(keeper),
];

function wrongLinks({ audience, linkSecret }: LinkZooKeeper): [string, () => string][] {
  const header = linkHeader(linkSecret);
  const claims = () => linkClaims(audience);
  const { kid, publicText } = linkKeyOf(linkSecret);
  const saying = (more: object) => () => signLink(linkSecret, header, { ...claims(), ...more });
  const headed = (more: object) => () => signLink(linkSecret, { ...header, ...more }, claims());
  const without = (name: string) => () =>
    signLink(
      linkSecret,
      header,
      Object.fromEntries(Object.entries(claims()).filter(([field]) => field !== name)),
    );
  return [
    [
      'alg none without a signature',
      () => `${encode({ ...header, alg: 'none' })}.${encode(claims())}.`,
    ],
    [
      'alg none with some signature',
      () => `${encode({ ...header, alg: 'none' })}.${encode(claims())}.AA`,
    ],
    [
      'HS256 with the public key as the secret',
      () => signWithSecret(publicText, { ...header, alg: 'HS256' }, claims()),
    ],
    ['ES256 in the header', headed({ alg: 'ES256' })],
    ['signed by another under our key id', () => signLink(`${linkSecret}?`, header, claims())],
    [
      'a key nobody knows',
      () => signLink(`${linkSecret}?`, linkHeader(`${linkSecret}?`), claims()),
    ],
    ['no key id', headed({ kid: undefined })],
    ['its own key in the header', headed({ jwk: { kty: 'OKP', crv: 'Ed25519', x: publicText } })],
    ['the address of its own keys', headed({ jku: 'https://elders.example.org/keys' })],
    ['a critical extension', headed({ crit: ['exp'] })],
    ['another type under our key', headed({ typ: 'JWT' })],
    ['no type', headed({ typ: undefined })],
    ['the type of another platform', headed({ typ: 'link+jwt' })],
    ['expired', saying({ iat: seconds() - 120, exp: seconds() - 61 })],
    ['lives for an hour', saying({ exp: seconds() + 3_600 })],
    ['no end', without('exp')],
    ['no begin', without('iat')],
    ['an end that is text', saying({ exp: '9999999999' })],
    ['issued in the future', saying({ iat: seconds() + 300, exp: seconds() + 340 })],
    ['not valid yet', saying({ nbf: seconds() + 90 })],
    ['another audience', saying({ aud: 'account' })],
    ['two audiences', saying({ aud: [audience, 'account'] })],
    ['no audience', without('aud')],
    ['another issuer', saying({ iss: 'katrol-link' })],
    ['no kind', without('link')],
    ['a kind nobody knows', saying({ link: 'grandparent-page' })],
    ['the calendar, which is never exchanged', saying({ link: 'calendar' })],
    ['two kinds', saying({ link: ['parent-item', 'receiver'] })],
    ['no object', without('object')],
    ['an object that is no identifier', saying({ object: '*' })],
    ['two objects', saying({ object: [id, id] })],
    ['no person', without('person')],
    ['nothing of which question', without('asked')],
    ['a question that is text', saying({ asked: '1' })],
    ['less than no question', saying({ asked: -1 })],
    ['no branch', without('branch')],
    ['all branches', saying({ branch: '' })],
    ['two branches', saying({ branch: ['oostende', 'melle'] })],
    ['roles beside', saying({ realm_access: { roles: ['coordinator'] } })],
    ['branches of a person beside', saying({ branches: ['oostende', 'melle'] })],
    ['the client of a service beside', saying({ azp: 'service-intake' })],
    [
      'claims changed after signing',
      () =>
        signLink(linkSecret, header, claims()).replace(
          /\.[^.]+\./,
          `.${encode({ ...claims(), branch: 'gent' })}.`,
        ),
    ],
    ['a signature cut short', () => signLink(linkSecret, header, claims()).slice(0, -8)],
    ['very large', saying({ extra: 'x'.repeat(20_000) })],
    ['claims that are a list', () => signLink(linkSecret, header, [claims()])],
    ['the header of a link and a name for the key of a person', headed({ kid: `${kid}x` })],
  ];
}

/** Tokens of people that would be links, and the other way round. */
function mixedUp({ issuer, audience, key, linkSecret }: LinkZooKeeper): [string, () => string][] {
  const header = { alg: 'RS256', typ: 'JWT', kid: key.kid };
  const { iss: _, aud: __, sub: ___, ...link } = linkClaims(audience);
  const person = () => personClaims(issuer, audience);
  const stranger = newKey(linkKeyOf(linkSecret).kid);
  return [
    [
      'a person’s token with the claims of a link',
      () => sign(key, header, { ...person(), ...link }),
    ],
    [
      'a link’s claims signed by the identity provider',
      () => sign(key, { ...header, typ: 'katrol-link+jwt' }, linkClaims(audience)),
    ],
    [
      'a link’s claims of the identity provider under its own type',
      () => sign(key, header, { ...linkClaims(audience), typ: 'Bearer', iss: issuer }),
    ],
    [
      'RS256 under the name of a link’s key',
      () => sign(stranger, { ...linkHeader(linkSecret), alg: 'RS256' }, linkClaims(audience)),
    ],
    [
      'a person’s claims signed by the gateway',
      () => signLink(linkSecret, linkHeader(linkSecret), person()),
    ],
    [
      'a person’s claims signed by the gateway under a person’s type',
      () => signLink(linkSecret, { ...linkHeader(linkSecret), typ: 'JWT' }, person()),
    ],
  ];
}
