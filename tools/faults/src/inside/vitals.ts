// Loaded before the supervisor (NODE_OPTIONS), and by it before every service: each process writes
// down, once a second, how it is. Product code holds no hook.
import type { SpawnOptions } from 'node:child_process';
import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire, syncBuiltinESMExports } from 'node:module';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';

/** What a process says of itself: memory in MB, its event loop's delay in ms. */
export type Vitals = {
  pid: number;
  name: string;
  at: number;
  rss: number;
  heap: number;
  delayP99: number;
  warnings: string[];
  unhandled: string[];
};

const EVERY_MS = 1_000;
const MB = 1024 * 1024;
const dir = process.env['KATROL_VITALS'] ?? '';

type Spawn = (command: string, args: readonly string[], options: SpawnOptions) => unknown;

/** The supervisor's services are given no NODE_OPTIONS: their arguments name this file. */
function watchChildren(): void {
  const load = createRequire(import.meta.url);
  const childProcess = load('node:child_process') as { spawn: Spawn };
  const plain = childProcess.spawn;
  childProcess.spawn = (command, args, options) =>
    plain(
      command,
      command === process.execPath ? ['--import', import.meta.url, ...args] : args,
      options,
    );
  syncBuiltinESMExports();
}

function writeVitals(): void {
  const vitals = { warnings: [] as string[], unhandled: [] as string[] };
  process.on('warning', (warning) => vitals.warnings.push(`${warning.name}: ${warning.message}`));
  process.on('unhandledRejection', (error) => vitals.unhandled.push(String(error)));
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  let begun = false;
  const file = path.join(dir, `${process.pid}.json`);
  const service = /services\/([\w-]+)\/src\/main/.exec(process.argv[1] ?? '')?.[1];
  setInterval(() => {
    if (!begun && existsSync(path.join(dir, 'begin'))) {
      begun = true;
      delay.reset();
    }
    const { rss, heapUsed } = process.memoryUsage();
    const now: Vitals = {
      pid: process.pid,
      name: service ?? 'supervisor',
      at: Date.now(),
      rss: rss / MB,
      heap: heapUsed / MB,
      delayP99: delay.percentile(99) / 1e6,
      ...vitals,
    };
    // whole or not at all: it is read meanwhile
    writeFileSync(`${file}.new`, JSON.stringify(now));
    renameSync(`${file}.new`, file);
  }, EVERY_MS).unref();
}

if (dir !== '') {
  watchChildren();
  writeVitals();
}
