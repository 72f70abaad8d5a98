import { openPool } from '@katrol/store/pool';
import { escapeLiteral, log, roleOf } from './place.ts';

/** Who works in a database that is to be made; its name and its owner stand in the address. */
export type Wanted = { ownerUrl: string; runtimeRole: string; password: string };

type Admin = ReturnType<typeof openPool>;

const asAdmin = async (url: string, work: (admin: Admin) => Promise<void>): Promise<void> => {
  const admin = openPool({ url, max: 1, log, answerMs: 30_000 });
  try {
    await work(admin);
  } finally {
    await admin.end();
  }
};

async function ensureRole(admin: Admin, role: string, password: string): Promise<void> {
  const known = await admin.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role]);
  const verb = known.rowCount === 0 ? 'CREATE' : 'ALTER';
  await admin.query(
    `${verb} ROLE ${role} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOINHERIT
       PASSWORD ${escapeLiteral(password)}`,
  );
}

async function ensureDatabaseOf(admin: Admin, database: string, owner: string): Promise<void> {
  const there = await admin.query('SELECT 1 FROM pg_database WHERE datname = $1', [database]);
  if (there.rowCount === 0) await admin.query(`CREATE DATABASE ${database} OWNER ${owner}`);
  await admin.query(`REVOKE ALL ON DATABASE ${database} FROM PUBLIC`);
}

const partsOf = (ownerUrl: string): { database: string; owner: string; password: string } => {
  const { pathname, username, password } = new URL(ownerUrl);
  return {
    database: roleOf(pathname.slice(1)),
    owner: roleOf(decodeURIComponent(username)),
    password: decodeURIComponent(password),
  };
};

// roles are shared by all databases: two makers at once would collide
const LOCK = 'SELECT pg_advisory_lock(7204118034)';

/** Makes a database and the role that owns it, where they are not there yet. */
export const ensureOwned = (adminUrl: string, ownerUrl: string): Promise<void> =>
  asAdmin(adminUrl, async (admin) => {
    const { database, owner, password } = partsOf(ownerUrl);
    await admin.query(LOCK);
    await ensureRole(admin, owner, password);
    await ensureDatabaseOf(admin, database, owner);
  });

/**
 * Makes a database and its two roles where they are not there yet, as packages/platform does for
 * one machine: the runtime role owns nothing. Roles that are there get the passwords that are given.
 */
export async function ensureDatabase(adminUrl: string, wanted: Wanted): Promise<void> {
  const { database, owner, password } = partsOf(wanted.ownerUrl);
  const role = roleOf(wanted.runtimeRole);
  await asAdmin(adminUrl, async (admin) => {
    await admin.query(LOCK);
    await ensureRole(admin, owner, password);
    await ensureRole(admin, role, wanted.password);
    await ensureDatabaseOf(admin, database, owner);
    await admin.query(`GRANT CONNECT ON DATABASE ${database} TO ${role}`);
  });
  const inside = new URL(adminUrl);
  inside.pathname = `/${database}`;
  await asAdmin(inside.href, async (there) => {
    await there.query(`ALTER SCHEMA public OWNER TO ${owner}`);
    await there.query('REVOKE ALL ON SCHEMA public FROM PUBLIC');
    await there.query(`GRANT USAGE ON SCHEMA public TO ${role}`);
  });
}
