import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import type pg from 'pg';

/** Who signed in, and the tokens with which the gateway calls on their behalf. Never leaves the gateway. */
export type SessionData = {
  subject: string;
  name: string;
  roles: string[];
  branches: string[];
  university: string;
  accessToken: string;
  refreshToken: string;
  idToken: string;
  /** ms since 1970 */
  accessUntil: number;
};

export type Sessions = {
  /** Returns the secret for the cookie. */
  create(data: SessionData): Promise<string>;
  read(secret: string): Promise<SessionData | undefined>;
  update(secret: string, data: SessionData): Promise<void>;
  remove(secret: string): Promise<void>;
};

const LIFE_HOURS = 12;
const idOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** Sessions in the gateway's database: the cookie's secret is kept as a hash only, the tokens are sealed (AES-256-GCM). */
export function openSessions(pool: pg.Pool, sessionSecret: string): Sessions {
  const key = Buffer.from(hkdfSync('sha256', sessionSecret, '', 'katrol gateway sessions', 32));
  const seal = (data: SessionData): Buffer => {
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', key, iv);
    const body = Buffer.concat([cipher.update(JSON.stringify(data), 'utf8'), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), body]);
  };
  const open = (sealed: Buffer): SessionData => {
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12)).setAuthTag(sealed.subarray(12, 28));
    return JSON.parse(Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]).toString('utf8')) as SessionData;
  };
  return {
    create: async (data) => {
      const secret = randomBytes(32).toString('base64url');
      await pool.query('delete from session where expires_at < now()');
      await pool.query(`insert into session (id, subject, sealed, expires_at) values ($1, $2, $3, now() + interval '${LIFE_HOURS} hours')`, [
        idOf(secret), data.subject, seal(data),
      ]);
      return secret;
    },
    read: async (secret) => {
      const { rows } = await pool.query<{ sealed: Buffer }>('select sealed from session where id = $1 and expires_at > now()', [idOf(secret)]);
      return rows[0] && open(rows[0].sealed);
    },
    update: async (secret, data) => {
      await pool.query('update session set sealed = $2 where id = $1', [idOf(secret), seal(data)]);
    },
    remove: async (secret) => {
      await pool.query('delete from session where id = $1', [idOf(secret)]);
    },
  };
}
