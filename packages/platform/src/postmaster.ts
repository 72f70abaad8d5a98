import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { readFile, realpath, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { programPath } from './config.ts';
import type { CommandAs } from './system-user.ts';

const run = promisify(execFile);

// A pipe from this process is held open by a shell of its own. When this process is gone, however
// it went, the pipe ends and the shell asks the postmaster to stop; `exec` lets the postmaster keep
// the pid that Node knows.
const guarded = `
( ( cat <&3 >/dev/null 2>&1
    [ "$(head -n 1 "$0/postmaster.pid" 2>/dev/null)" = "$$" ] && kill -INT $$ ) & )
exec 3<&-
exec "$@"`;

/** What starts one postmaster. */
export interface PostmasterInput {
  binary: string;
  dataDir: string;
  flags: string[];
  as: (command: string, args: string[]) => CommandAs;
  log: (line: string) => void;
}

/** A running postmaster; `exited` settles when it is gone. */
export interface Postmaster {
  pid: number;
  exited: Promise<void>;
  signal: (name: NodeJS.Signals) => void;
}

const launch = ({ binary, dataDir, flags, as }: PostmasterInput): ChildProcess => {
  const windows = process.platform === 'win32';
  const server = [binary, '-D', dataDir, ...flags];
  const { command, args, ids } = windows
    ? as(binary, server.slice(1))
    : as('/bin/sh', ['-c', guarded, dataDir, ...server]);
  const env = { PATH: programPath(), LC_MESSAGES: 'C', LC_ALL: 'C' };
  // a group of its own: Ctrl-C is for the supervisor, who stops the database last
  return spawn(command, args, {
    ...ids,
    env,
    cwd: dataDir,
    detached: !windows,
    stdio: ['ignore', 'ignore', 'pipe', windows ? 'ignore' : 'pipe'],
  });
};

/**
 * Starts a postmaster and waits until it accepts connections. Rejects with its own words when it
 * does not.
 */
export const startPostmaster = async (input: PostmasterInput): Promise<Postmaster> => {
  const child = launch(input);
  const said: string[] = [];
  const guard = child.stdio[3];
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => {
      guard?.destroy();
      resolve();
    });
  });
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) =>
      reject(new Error(`PostgreSQL ended with code ${code}: ${said.slice(-5).join(' | ')}`)),
    );
    child.stderr?.on('data', (chunk: Buffer) => {
      for (const line of chunk.toString().split('\n').filter(Boolean)) {
        if (said.length < 50) said.push(line);
        input.log(line);
        if (line.includes('database system is ready to accept connections')) resolve();
      }
    });
  });
  return { pid: child.pid as number, exited, signal: (name) => void child.kill(name) };
};

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

const isPostmasterOf = async (pid: number, dataDir: string): Promise<boolean> => {
  try {
    const command = (await run('ps', ['-o', 'command=', '-p', String(pid)])).stdout;
    return command.includes('postgres') && command.includes(dataDir);
  } catch {
    // no `ps` in a bare container: Linux tells it through /proc
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    return command.includes('postgres') && command.includes(dataDir);
  }
};

/**
 * Clears the way for a start: a postmaster that outlived its supervisor on this data is stopped
 * (fast, then at once), and a pid file left by one that was killed is removed. Returns what it
 * found.
 */
export const stopOrphan = async (dataDir: string): Promise<'none' | 'stale' | 'stopped'> => {
  const pidFile = path.join(dataDir, 'postmaster.pid');
  const text = await readFile(pidFile, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return 'none';
  const pid = Number(text.split('\n')[0]);
  const mine =
    Number.isInteger(pid) &&
    pid > 1 &&
    alive(pid) &&
    (await isPostmasterOf(pid, await realpath(dataDir)));
  if (!mine) {
    await rm(pidFile, { force: true });
    return 'stale';
  }
  process.kill(pid, 'SIGINT');
  for (let waited = 0; alive(pid); waited += 50) {
    if (waited === 8_000) process.kill(pid, 'SIGQUIT');
    if (waited > 15_000)
      throw new Error(`PostgreSQL (process ${pid}) still runs on ${dataDir} and does not stop`);
    await sleep(50);
  }
  return 'stopped';
};
