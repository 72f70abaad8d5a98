import {
  createHash,
  createPrivateKey,
  createPublicKey,
  hkdfSync,
  type KeyObject,
} from 'node:crypto';

/** What signs links' tokens: an Ed25519 pair, and the name of it in a token's header. */
export interface LinkKey {
  kid: string;
  privateKey: KeyObject;
  /** as LINK_PUBLIC_KEYS holds it */
  publicText: string;
}

// what comes before the 32 bytes of an Ed25519 key in PKCS 8
const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex');
const publicShape = /^[\w-]{43}$/;

const kidOf = (publicText: string): string =>
  createHash('sha256').update(publicText).digest('base64url').slice(0, 16);

/** The pair that a secret of 32 characters or more gives: always the same one. */
export const linkKeyOf = (secret: string): LinkKey => {
  const seed = Buffer.from(hkdfSync('sha256', secret, '', 'katrol link tokens', 32));
  const key = Buffer.concat([pkcs8, seed]);
  const privateKey = createPrivateKey({ key, format: 'der', type: 'pkcs8' });
  const publicText = String(createPublicKey(privateKey).export({ format: 'jwk' }).x);
  return { kid: kidOf(publicText), privateKey, publicText };
};

/**
 * Public keys by their names, from their texts: 32 bytes in base64url each. Throws on a text that
 * is no key.
 */
export const linkPublicKeys = (texts: readonly string[]): Map<string, KeyObject> =>
  new Map(
    texts.map((x) => {
      if (!publicShape.test(x))
        throw new Error('LINK_PUBLIC_KEYS: a key is 43 letters of base64url');
      return [
        kidOf(x),
        createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' }),
      ] as const;
    }),
  );
