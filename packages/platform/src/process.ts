import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeDown } from './left-behind.ts';

/** One program of the consortium: a Node file with its arguments for Node, and its environment. */
export interface Program {
  name: string;
  file: string;
  nodeFlags: string[];
  env: NodeJS.ProcessEnv;
  cwd: string;
  /** where it is written down that this runs, for the next start */
  dataDir: string;
}

/** What the supervisor is told of a program. */
export interface ProgramEvents {
  line: (name: string, text: string) => void;
  crashed: (name: string, how: string, waitMs: number) => void;
  back: (name: string) => void;
}

/**
 * A program that is kept running. `ready` settles at the first ready message; `stop` ends it within
 * the limit.
 */
export interface RunningProgram {
  ready: Promise<void>;
  pid: () => number | undefined;
  stop: (limitMs: number) => Promise<void>;
}

const shortest = 200;
const longest = 5_000;
// a program that ran this long before it ended did not fail at its start
const healthyAfter = 20_000;

const isReady = (message: unknown): boolean =>
  typeof message === 'object' && message !== null && 'type' in message && message.type === 'ready';

/** Starts a program once, on record; every line it prints is handed on. */
export const launch = (program: Program, line: (text: string) => void): ChildProcess => {
  const child = spawn(process.execPath, [...program.nodeFlags, program.file], {
    cwd: program.cwd,
    env: program.env,
    // a group of its own: Ctrl-C is for the supervisor, who ends all in order
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  child.once('exit', writeDown(program.dataDir, program.name, child.pid));
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) createInterface({ input: stream }).on('line', line);
  }
  return child;
};

/**
 * Starts a program and starts it again whenever it ends, after 0.2 s at first and 5 s at most. It
 * knows that the supervisor is gone when its IPC channel closes.
 */
export const keepRunning = (program: Program, events: ProgramEvents): RunningProgram => {
  let child: ChildProcess | undefined;
  let stopping = false;
  let firstReady = true;
  let markReady: () => void = () => undefined;
  const ready = new Promise<void>((resolve) => (markReady = resolve));
  const hurry = new AbortController();

  const once = (): Promise<string> =>
    new Promise((resolve) => {
      child = launch(program, (text) => events.line(program.name, text));
      child.on('message', (message) => {
        if (!isReady(message)) return;
        if (!firstReady) events.back(program.name);
        firstReady = false;
        markReady();
      });
      child.once('error', (error) => resolve(error.message));
      child.once('exit', (code, signal) => resolve(signal ?? `code ${code}`));
    });

  const running = (async () => {
    for (let wait = shortest; !stopping; wait = Math.min(wait * 2, longest)) {
      const startedAt = performance.now();
      const how = await once();
      if (stopping) return;
      if (performance.now() - startedAt > healthyAfter) wait = shortest;
      events.crashed(program.name, how, wait);
      await sleep(wait, undefined, { signal: hurry.signal }).catch(() => undefined);
    }
  })();

  const stop = async (limitMs: number): Promise<void> => {
    stopping = true;
    hurry.abort();
    child?.kill('SIGTERM');
    const late = setTimeout(() => child?.kill('SIGKILL'), limitMs);
    await running;
    clearTimeout(late);
  };
  return { ready, pid: () => child?.pid, stop };
};
