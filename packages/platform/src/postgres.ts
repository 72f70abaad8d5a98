import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { programPath } from './config.ts';
import { keepFile } from './kept-file.ts';
import { freePort } from './ports.ts';
import { findBinaries } from './postgres-binaries.ts';
import type { PostgresBinaries } from './postgres-binaries.ts';
import { startPostmaster, stopOrphan } from './postmaster.ts';
import type { Postmaster } from './postmaster.ts';
import { commandAs, giveTo, postgresUser } from './system-user.ts';
import type { CommandAs, RunAs } from './system-user.ts';

const run = promisify(execFile);

/** Whether a database was made in this folder. */
export const hasData = (dir: string): boolean => existsSync(path.join(dir, 'postgres/PG_VERSION'));

/**
 * How to start; `flags` are extra `-c name=value` settings, `durable: false` is for test data that
 * may be lost.
 */
export interface PostgresOptions {
  dir: string;
  port?: number;
  durable?: boolean;
  settings?: Record<string, string>;
  log?: (line: string) => void;
  /** Told when the database died and when it is back. */
  onEvent?: (event: { kind: 'died' | 'restarted' | 'orphan-stopped'; pid?: number }) => void;
}

/** A running PostgreSQL; it is started again on the same port when it dies, until `stop`. */
export interface RunningPostgres {
  /** Superuser address of the database `postgres`. */
  adminUrl: string;
  port: number;
  pid: () => number;
  stop: () => Promise<void>;
}

const settingsOf = (options: PostgresOptions): Record<string, string> => ({
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '80',
  shared_buffers: '32MB',
  jit: 'off',
  max_parallel_workers_per_gather: '0',
  max_worker_processes: '2',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_wal_size: '256MB',
  io_method: 'sync',
  timezone: 'UTC',
  ...(options.durable === false
    ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }
    : {}),
  ...options.settings,
});

interface Place {
  dataDir: string;
  binaries: PostgresBinaries;
  user: RunAs;
  as: (command: string, args: string[]) => CommandAs;
}

// initdb works beside the final folder and is renamed into place, so that a kill halfway leaves
// nothing to repair.
const initialise = async ({ dataDir, binaries, user, as }: Place): Promise<void> => {
  const parent = path.dirname(dataDir);
  const passwordFile = path.join(parent, 'postgres.password');
  const fresh = path.join(parent, 'postgres.new');
  const handed = path.join(fresh, '..', 'postgres.init');
  await rm(fresh, { recursive: true, force: true });
  await rm(handed, { recursive: true, force: true });
  const password = randomBytes(24).toString('base64url');
  await keepFile(passwordFile, password);
  await mkdir(fresh, { mode: 0o700 });
  await mkdir(handed, { mode: 0o700 });
  await writeFile(path.join(handed, 'password'), password, { mode: 0o600 });
  await giveTo(fresh, user);
  await giveTo(handed, user);
  const flags = [
    '--auth=scram-sha-256',
    '--username=postgres',
    `--pwfile=${path.join(handed, 'password')}`,
    '--encoding=UTF8',
    '--locale=C',
    '--no-instructions',
  ];
  try {
    const { command, args, ids } = as(binaries.initdb, [
      `--pgdata=${fresh}`,
      '--data-checksums',
      ...flags,
    ]);
    await run(command, args, { ...ids, cwd: fresh, env: { PATH: programPath(), LC_ALL: 'C' } });
  } catch (cause) {
    const reason = (cause as { stderr?: string }).stderr ?? '';
    throw new Error(`the database could not be made in ${dataDir}: ${reason.trim()}`, { cause });
  } finally {
    await rm(handed, { recursive: true, force: true });
  }
  await rename(fresh, dataDir);
};

const passwordIn = async (dir: string): Promise<string> => {
  const file = path.join(dir, 'postgres.password');
  const password = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  if (password !== '') return password;
  throw new Error(
    `${file} is weg of leeg, en de databank ernaast vraagt ernaar: zet een kopie terug, of begin ` +
      `opnieuw zonder ${dir} / is gone or empty, and the database beside it asks for it: ` +
      'put a copy back, or begin anew without that folder',
  );
};

// The shared memory of a postmaster that was just killed is freed when its last child notices: a
// second or two.
const startPatiently = async (start: () => Promise<Postmaster>): Promise<Postmaster> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await start();
    } catch (error) {
      const passing = /shared memory block|lock file|starting up|shutting down/.test(
        (error as Error).message,
      );
      if (!passing || attempt === 12) throw error;
      await sleep(100 * attempt);
    }
  }
};

/**
 * Starts PostgreSQL on the data in `dir` (made at the first start: random password in
 * `dir/postgres.password`, scram, loopback only). An orphan of a killed supervisor is stopped
 * first. When the database dies it is started again.
 */
export const startPostgres = async (options: PostgresOptions): Promise<RunningPostgres> => {
  const { log = () => undefined, onEvent = () => undefined } = options;
  await mkdir(options.dir, { recursive: true });
  const base = await realpath(options.dir);
  const dataDir = path.join(base, 'postgres');
  const binaries = await findBinaries();
  const user = await postgresUser();
  const as = await commandAs(user, [`${base}/.`, binaries.postgres]);
  if (!hasData(base)) await initialise({ dataDir, binaries, user, as });
  if ((await stopOrphan(dataDir)) === 'stopped') onEvent({ kind: 'orphan-stopped' });
  const password = await passwordIn(base);
  const port = await freePort(options.port);
  const flags = [
    '-p',
    String(port),
    ...Object.entries(settingsOf(options)).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ];
  const start = () =>
    startPatiently(() => startPostmaster({ binary: binaries.postgres, dataDir, flags, as, log }));

  let stopping = false;
  let current = await start();
  const keepAlive = async (): Promise<void> => {
    for (let wait = 200; !stopping;) {
      await current.exited;
      if (stopping) return;
      onEvent({ kind: 'died', pid: current.pid });
      await sleep(wait);
      if (stopping) return;
      try {
        await stopOrphan(dataDir);
        current = await start();
        wait = 200;
        onEvent({ kind: 'restarted', pid: current.pid });
      } catch (error) {
        log(`PostgreSQL does not start: ${(error as Error).message}`);
        wait = Math.min(wait * 2, 5_000);
      }
    }
  };
  const watching = keepAlive();
  const stop = async (): Promise<void> => {
    stopping = true;
    current.signal('SIGINT');
    const late = setTimeout(() => current.signal('SIGQUIT'), 6_000);
    await current.exited;
    clearTimeout(late);
    await watching;
  };
  return {
    adminUrl: `postgresql://postgres:${password}@127.0.0.1:${port}/postgres`,
    port,
    pid: () => current.pid,
    stop,
  };
};
