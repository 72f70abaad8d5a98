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

/**
 * PostgreSQL refuses to run as root: as root the system user `postgres` is used, and made where it
 * is missing.
 */
export const postgresUser = async (): Promise<RunAs> => {
  if (process.platform === 'win32' || process.getuid?.() !== 0) return {};
  const known = await idsOf('postgres');
  if (known) return known;
  await run('useradd', [
    '--system',
    '--user-group',
    '--no-create-home',
    '--shell',
    '/usr/sbin/nologin',
    'postgres',
  ]);
  const made = await idsOf('postgres');
  if (!made)
    throw new Error(
      'the system user postgres could not be made: start as an ordinary user instead',
    );
  return made;
};

/** A command with its arguments, and what to spawn it with. */
export interface CommandAs {
  command: string;
  args: string[];
  ids: RunAs;
}

const reaches = async (user: RunAs, files: string[]): Promise<boolean> => {
  try {
    await run('/bin/sh', ['-c', 'for file do test -e "$file" || exit 1; done', 'sh', ...files], {
      ...user,
      cwd: '/',
    });
    return true;
  } catch {
    // `test` failed as that user: some folder above is closed
    return false;
  }
};

/**
 * How to run PostgreSQL's programs as that user. A checkout under root's own closed home is out of
 * the user's reach: then `setpriv` lends the one right to walk through folders, rather than opening
 * folders that are not ours.
 */
export const commandAs = async (
  user: RunAs,
  files: string[],
): Promise<(command: string, args: string[]) => CommandAs> => {
  const direct = (command: string, args: string[]): CommandAs => ({ command, args, ids: user });
  if (!('uid' in user) || (await reaches(user, files))) return direct;
  const lent = [
    // else access(2), by which the programs look for each other, does not count what is lent
    '--securebits=+no_setuid_fixup',
    `--reuid=${user.uid}`,
    `--regid=${user.gid}`,
    '--clear-groups',
    '--inh-caps=+dac_override',
    '--ambient-caps=+dac_override',
    '--',
  ];
  try {
    await run('setpriv', [...lent, 'true']);
  } catch (cause) {
    throw new Error(
      `PostgreSQL's user cannot reach ${files.join(' and ')}: ` +
        'put the checkout, and its data with KATROL_DATA, where every user may walk ' +
        '(not under /root), start as an ordinary user, ' +
        'or give a server in DATABASE_ADMIN_URL',
      { cause },
    );
  }
  return (command, args) => ({ command: 'setpriv', args: [...lent, command, ...args], ids: {} });
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
