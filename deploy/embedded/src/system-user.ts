import { execFile } from 'node:child_process';
import { chown, lstat, readdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The ids a program is started with; empty for an ordinary user, who starts it as themselves. */
export type RunAs = { uid: number; gid: number } | Record<string, never>;

const idsOf = async (user: string): Promise<{ uid: number; gid: number } | undefined> => {
  try {
    const uid = Number((await run('id', ['-u', user])).stdout);
    const gid = Number((await run('id', ['-g', user])).stdout);
    return { uid, gid };
  } catch {
    // `id` knows no such user: the caller makes one
    return undefined;
  }
};

/** PostgreSQL refuses to run as root: as root the system user `postgres` is used, and made where it is missing. */
export const postgresUser = async (): Promise<RunAs> => {
  if (process.platform === 'win32' || process.getuid?.() !== 0) return {};
  const known = await idsOf('postgres');
  if (known) return known;
  await run('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres']);
  const made = await idsOf('postgres');
  if (!made) throw new Error('the system user postgres could not be made: start as an ordinary user instead');
  return made;
};

/** Gives a folder, and all in it, to the user that PostgreSQL runs as. */
export const giveTo = async (folder: string, user: RunAs): Promise<void> => {
  if (!('uid' in user)) return;
  await chown(folder, user.uid as number, user.gid as number);
  for (const name of await readdir(folder)) {
    const file = path.join(folder, name);
    if ((await lstat(file)).isDirectory()) await giveTo(file, user);
    else await chown(file, user.uid as number, user.gid as number);
  }
};
