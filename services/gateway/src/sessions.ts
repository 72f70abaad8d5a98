import { createHash, randomBytes } from 'node:crypto';
import type pg from 'pg';
import { idleLimitsOf, idleMinutes, type IdleLimits } from './idle.ts';
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

/**
 * The session of a cookie with a token that is good for ten more seconds; undefined when nobody
 * signed in. `unattended`: the page asks by itself, which is no use of the session.
 */
export type SessionOf = (
  cookie: string | undefined,
  how: { unattended: boolean },
) => Promise<SessionData | undefined>;

export type Sessions = {
  /** Returns the secret for the cookie. */
  create(data: SessionData): Promise<string>;
  /** Without `unattended` somebody is there who uses it; one that nobody used too long is over. */
  read(secret: string, how?: { unattended: boolean }): Promise<SessionData | undefined>;
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
// a use is written down once in so long, not at every call
const USED_AGAIN = "interval '30 seconds'";
const OPEN = "expires_at > now() and used_at + idle_minutes * interval '1 minute' > now()";
const idOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/**
 * Sessions in the gateway's database: the cookie's secret is kept as a hash only, the tokens are
 * sealed (AES-256-GCM).
 */
export function openSessions(
  pool: pg.Pool,
  sessionSecret: string,
  idleLimits: IdleLimits = idleLimitsOf(''),
): Sessions {
  const seal = openSeal<SessionData>(sessionSecret, 'katrol gateway sessions');
  return {
    create: async (data) => {
      const secret = randomBytes(32).toString('base64url');
      await pool.query(`delete from session where not (${OPEN})`);
      await pool.query(
        `insert into session (id, subject, sealed, sid, idle_minutes, expires_at)
          values ($1, $2, $3, $4, $5, now() + interval '${LIFE_HOURS} hours')`,
        [
          idOf(secret),
          data.subject,
          seal.close(data),
          data.sid,
          idleMinutes(idleLimits, data.roles),
        ],
      );
      return secret;
    },
    read: async (secret, { unattended } = { unattended: false }) => {
      const { rows } = await pool.query<{ sealed: Buffer; written: boolean }>(
        `select sealed, used_at > now() - ${USED_AGAIN} as written
          from session where id = $1 and ${OPEN}`,
        [idOf(secret)],
      );
      const [found] = rows;
      if (found && !found.written && !unattended)
        await pool.query('update session set used_at = now() where id = $1', [idOf(secret)]);
      return found && seal.open(found.sealed);
    },
    update: async (secret, data) => {
      // roles that were given since count from now on
      const { rowCount } = await pool.query(
        'update session set sealed = $2, idle_minutes = $3 where id = $1',
        [idOf(secret), seal.close(data), idleMinutes(idleLimits, data.roles)],
      );
      return rowCount === 1;
    },
    ...endings(pool),
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

type Endings = Pick<Sessions, 'remove' | 'removeOf' | 'removeNamed'>;

const endings = (pool: pg.Pool): Endings => ({
  remove: async (secret) => {
    await pool.query('delete from session where id = $1', [idOf(secret)]);
  },
  removeOf: async (subject) =>
    (await pool.query('delete from session where subject = $1', [subject])).rowCount ?? 0,
  removeNamed: async (sid) =>
    sid === ''
      ? 0
      : ((await pool.query('delete from session where sid = $1', [sid])).rowCount ?? 0),
});
