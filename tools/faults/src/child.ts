import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Fault } from './inside/fault.ts';

const preload = fileURLToPath(new URL('./inside/preload.ts', import.meta.url));
const READY_LIMIT_MS = 30_000;
const KEPT_LINES = 400;

export type ChildOptions = {
  name: string;
  file: string;
  env: Record<string, string>;
  fault?: Fault;
};
type Ending = { code: number | null; signal: NodeJS.Signals | null };

export type Child = {
  name: string;
  pid: number;
  /** rejects when it ended before, or takes too long */
  ready: Promise<void>;
  ended: Promise<Ending>;
  running(): boolean;
  signal(name: NodeJS.Signals): void;
  /** tells the preloaded module to begin or stop something */
  tell(fault: Fault): void;
  /** SIGTERM, SIGKILL after the limit */
  stop(limitMs?: number): Promise<Ending>;
  kill(): Promise<Ending>;
  /** the last lines it printed */
  lines: string[];
  /** resident memory in MB */
  memory(): number;
};

const alive = new Set<ChildProcess>();
// whatever ends this process, no child stays: one that is stopped by SIGSTOP sees no channel close
process.on('exit', () => {
  for (const child of alive) child.kill('SIGKILL');
});

/**
 * Starts a service as a process of its own, with the module that plants faults loaded before it.
 */
export function startChild(o: ChildOptions): Child {
  const child = launch(o);
  alive.add(child);
  const lines = lastLinesOf(child);
  const ended = new Promise<Ending>((resolve) => {
    child.once('exit', (code, signal) => {
      alive.delete(child);
      resolve({ code, signal });
    });
  });
  const signal = (name: NodeJS.Signals): void => void child.kill(name);
  const stop = async (limitMs = 20_000): Promise<Ending> => {
    signal('SIGTERM');
    const late = setTimeout(() => signal('SIGKILL'), limitMs);
    const how = await ended;
    clearTimeout(late);
    return how;
  };
  const ready = becomesReady(child, o.name, lines);
  ready.catch(() => undefined);
  return {
    name: o.name,
    pid: child.pid ?? 0,
    ended,
    lines,
    signal,
    stop,
    ready,
    running: () => child.exitCode === null && child.signalCode === null,
    tell: (fault) => void child.send({ type: 'fault', fault }),
    kill: () => {
      signal('SIGKILL');
      return ended;
    },
    memory: () =>
      Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? 0) /
      1024,
  };
}

function launch({ file, env, fault = {} }: ChildOptions): ChildProcess {
  return spawn(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      '--max-semi-space-size=16',
      '--import',
      preload,
      file,
    ],
    {
      env: {
        PATH: process.env['PATH'],
        LOG_LEVEL: 'warn',
        ...env,
        KATROL_FAULT: JSON.stringify(fault),
      },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    },
  );
}

function lastLinesOf(child: ChildProcess): string[] {
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (stream)
      createInterface({ input: stream }).on(
        'line',
        (line) => lines.push(line) > KEPT_LINES && lines.shift(),
      );
  }
  return lines;
}

function becomesReady(child: ChildProcess, name: string, lines: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const limit = setTimeout(
      () => reject(new Error(`${name} is not ready in time: ${lines.slice(-5).join(' | ')}`)),
      READY_LIMIT_MS,
    );
    child.on('message', (message) => {
      if ((message as { type?: string }).type !== 'ready') return;
      clearTimeout(limit);
      resolve();
    });
    child.once('exit', (code, signal) => {
      clearTimeout(limit);
      reject(
        new Error(
          `${name} ended before it was ready (${signal ?? code}): ${lines.slice(-5).join(' | ')}`,
        ),
      );
    });
  });
}
