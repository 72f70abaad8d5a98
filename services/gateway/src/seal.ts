import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { AnswerSeal } from '@katrol/rpc';

/** Closes a value so that only who has the secret reads it. */
export type Seal<T> = { close(value: T): Buffer; open(sealed: Buffer): T };

/**
 * AES-256-GCM under a key derived from the secret for one purpose. `open` throws when it was closed
 * with another one, or changed.
 */
export function openSeal<T>(secret: string, purpose: string): Seal<T> {
  const key = Buffer.from(hkdfSync('sha256', secret, '', purpose, 32));
  return {
    close: (value) => {
      const iv = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, iv);
      const body = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), body]);
    },
    open: (sealed) => {
      const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12)).setAuthTag(
        sealed.subarray(12, 28),
      );
      return JSON.parse(
        Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]).toString('utf8'),
      ) as T;
    },
  };
}

/** How the answers of repeated commands are kept: one may hold a one-time password. */
export function answerSeal(secret: string): AnswerSeal {
  const { close, open } = openSeal<string>(secret, 'katrol gateway answers');
  return {
    close: (answer) => close(Buffer.from(answer).toString('base64')),
    open: (kept) => Buffer.from(open(Buffer.from(kept)), 'base64'),
  };
}
