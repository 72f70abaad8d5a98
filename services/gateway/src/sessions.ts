import { createHash, randomBytes } from 'node:crypto';
import type pg from 'pg';
import { openSeal } from './seal.ts';

/**
 * Who signed in, and the tokens with which the gateway calls on their behalf. Never leaves the
 * gateway.
 */
export type SessionData = {
  subject: string;
  name: string;
  roles: string[];
  branches: string[];
  university: string;
  accessToken: string;
  refreshToken: string;
  /** the provider's own name of the session */
  sid: string;
  /** ms since 1970 */
  accessUntil: number;
};

export type Sessions = {
  /** Returns the secret for the cookie. */
  create(data: SessionData): Promise<string>;
  read(secret: string): Promise<SessionData | undefined>;
  /** False when the session was ended meanwhile. */
  update(secret: string, data: SessionData): Promise<boolean>;
  remove(secret: string): Promise<void>;
  /** Ends every session of a person; gives how many. */
  removeOf(subject: string): Promise<number>;
  /** Ends the session that the provider names so; gives how many. */
  removeNamed(sid: string): Promise<number>;
  /** The person's next call asks the provider anew what they may. */
  renewOf(subject: string): Promise<void>;
};

const LIFE_HOURS = 12;
const idOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/**
 * Sessions in the gateway's database: the cookie's secret is kept as a hash only, the tokens are
 * sealed (AES-256-GCM).
 */
export function openSessions(pool: pg.Pool, sessionSecret: string): Sessions {
  const seal = openSeal<SessionData>(sessionSecret, 'katrol gateway sessions');
  return {
    create: async (data) => {
      const secret = randomBytes(32).toString('base64url');
      await pool.query('delete from session where expires_at < now()');
      await pool.query(
        `insert into session (id, subject, sealed, sid, expires_at)
          values ($1, $2, $3, $4, now() + interval '${LIFE_HOURS} hours')`,
        [idOf(secret), data.subject, seal.close(data), data.sid],
      );
      return secret;
    },
    read: async (secret) => {
      const { rows } = await pool.query<{ sealed: Buffer }>(
        'select sealed from session where id = $1 and expires_at > now()',
        [idOf(secret)],
      );
      return rows[0] && seal.open(rows[0].sealed);
    },
    update: async (secret, data) => {
      const { rowCount } = await pool.query('update session set sealed = $2 where id = $1', [
        idOf(secret),
        seal.close(data),
      ]);
      return rowCount === 1;
    },
    remove: async (secret) => {
      await pool.query('delete from session where id = $1', [idOf(secret)]);
    },
    removeOf: async (subject) =>
      (await pool.query('delete from session where subject = $1', [subject])).rowCount ?? 0,
    removeNamed: async (sid) =>
      sid === ''
        ? 0
        : ((await pool.query('delete from session where sid = $1', [sid])).rowCount ?? 0),
    renewOf: async (subject) => {
      const { rows } = await pool.query<{ id: string; sealed: Buffer }>(
        'select id, sealed from session where subject = $1',
        [subject],
      );
      for (const { id, sealed } of rows) {
        // a renewal under way has newer tokens: it stays
        await pool.query('update session set sealed = $3 where id = $1 and sealed = $2', [
          id,
          sealed,
          seal.close({ ...seal.open(sealed), accessUntil: 0 }),
        ]);
      }
    },
  };
}
