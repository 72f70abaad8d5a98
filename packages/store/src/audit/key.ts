import {
  createHash,
  createPrivateKey,
  createPublicKey,
  hkdfSync,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto';

/** The public half, for who verifies without being able to sign. `id` names it in a checkpoint. */
export type AuditPublicKey = { id: string; verify(text: string, signature: Uint8Array): boolean };
export type AuditKey = AuditPublicKey & { sign(text: string): Buffer; publicPem: string };

// what comes before the 32 bytes of an Ed25519 key in PKCS 8
const PKCS8_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex');

/**
 * The signing key of a service's audit, from a secret or from an Ed25519 private key in PEM. The
 * same secret gives the same key.
 */
export function auditKey(secret: string): AuditKey {
  const privateKey = secret.includes('PRIVATE KEY') ? createPrivateKey(secret) : fromSecret(secret);
  const publicKey = createPublicKey(privateKey);
  return {
    ...publicOf(publicKey),
    sign: (text) => sign(null, Buffer.from(text), privateKey),
    publicPem: pemOf(publicKey),
  };
}

/** Reads a public key in PEM. */
export const auditPublicKey = (pem: string): AuditPublicKey => publicOf(createPublicKey(pem));

function fromSecret(secret: string): KeyObject {
  const seed = Buffer.from(hkdfSync('sha256', secret, '', 'katrol audit checkpoint', 32));
  return createPrivateKey({
    key: Buffer.concat([PKCS8_ED25519, seed]),
    format: 'der',
    type: 'pkcs8',
  });
}

const pemOf = (key: KeyObject): string => key.export({ type: 'spki', format: 'pem' }).toString();

const publicOf = (key: KeyObject): AuditPublicKey => ({
  id: createHash('sha256').update(pemOf(key)).digest('hex').slice(0, 16),
  verify: (text, signature) => verify(null, Buffer.from(text), key, signature),
});
