import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { programPath } from './config.ts';
import { writeDown } from './left-behind.ts';

const run = promisify(execFile);
const answers = (command: string, ...args: string[]): Promise<boolean> =>
  run(command, args, { timeout: 10_000 }).then(
    () => true,
    () => false,
  );

/** Whether programs can be fetched from Maven and run. */
export const hasJava = async (): Promise<boolean> =>
  (await answers('java', '-version')) && (await answers('mvn', '--version'));

/** Where programs from Maven are kept: once a checkout. */
const programsDir = fileURLToPath(new URL('../../../.katrol/programs', import.meta.url));

/** Where in Maven Central a program and what it needs are found. */
export interface Artifact {
  groupId: string;
  artifactId: string;
  version: string;
}

const dependency = ({ groupId, artifactId, version }: Artifact): string =>
  `<dependency><groupId>${groupId}</groupId><artifactId>${artifactId}</artifactId>` +
  `<version>${version}</version></dependency>`;

/**
 * Fetches programs with all that they need into one folder of jars, unless it is there already.
 * Returns the folder.
 */
export const fetchJars = async (name: string, artifacts: Artifact[]): Promise<string> => {
  const lib = path.join(programsDir, name);
  if (existsSync(lib)) return lib;
  // several packages may fetch at once: each beside the final folder, the first renames
  const fresh = `${lib}.${process.pid}`;
  await mkdir(fresh, { recursive: true });
  const pom = `<project><modelVersion>4.0.0</modelVersion>
<groupId>be.katrol</groupId><artifactId>${name}</artifactId><version>1</version>
<dependencies>${artifacts.map(dependency).join('')}</dependencies></project>`;
  await writeFile(path.join(fresh, 'pom.xml'), pom);
  await run(
    'mvn',
    [
      '-q',
      '-B',
      '-f',
      path.join(fresh, 'pom.xml'),
      'dependency:copy-dependencies',
      `-DoutputDirectory=${fresh}`,
    ],
    { timeout: 300_000 },
  );
  await rename(fresh, lib).catch(async (error: unknown) => {
    await rm(fresh, { recursive: true, force: true });
    if (!existsSync(lib)) throw error;
  });
  return lib;
};

/**
 * Fetches a program that comes as an archive, unpacked and made ready by `prepare`, unless it is
 * there already. Returns its folder.
 */
export const fetchArchive = async (
  { groupId, artifactId, version }: Artifact,
  prepare: (dir: string) => Promise<void>,
): Promise<string> => {
  const home = path.join(programsDir, `${artifactId}-${version}`);
  if (existsSync(home)) return home;
  const fresh = `${home}.${process.pid}`;
  await mkdir(fresh, { recursive: true });
  await run(
    'mvn',
    [
      '-q',
      '-B',
      'dependency:unpack',
      `-Dartifact=${groupId}:${artifactId}:${version}:zip`,
      `-DoutputDirectory=${fresh}`,
    ],
    { timeout: 600_000, cwd: fresh },
  );
  const [inside = ''] = (await readdir(fresh)).filter((name) =>
    name.startsWith(artifactId.split('-')[0] ?? ''),
  );
  await prepare(path.join(fresh, inside));
  await rename(path.join(fresh, inside), home).catch((error: unknown) => {
    if (!existsSync(home)) throw error;
  });
  await rm(fresh, { recursive: true, force: true });
  return home;
};

/** Runs a Java program to its end. Rejects with what it said when that is a failure. */
export const runJava = async (args: string[], cwd: string): Promise<void> =>
  void (await run('java', args, { cwd, env: { PATH: programPath() }, timeout: 300_000 }));

/**
 * One Java program: its arguments, the folder it works in, and the line by which it says that it is
 * ready.
 */
export interface JavaProgram {
  dir: string;
  args: string[];
  readyLine: string;
  limitMs: number;
  onEvent?: (event: { kind: 'died' | 'restarted'; pid?: number }) => void;
}

/** A running program; it is started again when it dies, until `stop`. */
export interface RunningJava {
  pid: () => number;
  stop: () => Promise<void>;
}

// The pipe on 3 ends when this process is gone, however it went: then the program is asked to stop.
const guarded = `
( ( cat <&3 >/dev/null 2>&1
    { ps -o command= -p $$ 2>/dev/null || tr '\\0' ' ' </proc/$$/cmdline; } |
      grep -qF -- "$0" && kill -TERM $$ ) & )
exec 3<&-
exec "$@"`;

const launch = async ({ dir, args, readyLine, limitMs }: JavaProgram): Promise<ChildProcess> => {
  const child = spawn('/bin/sh', ['-c', guarded, dir, 'java', ...args], {
    cwd: dir,
    env: { PATH: programPath() },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  child.once('exit', writeDown(path.dirname(dir), path.basename(dir), child.pid));
  const said: string[] = [];
  await new Promise<void>((resolve, reject) => {
    const give = (why: string): void =>
      reject(new Error(`${path.basename(dir)}: ${why}: ${said.slice(-5).join(' | ')}`));
    const late = setTimeout(() => {
      child.kill('SIGKILL');
      give(`not ready within ${limitMs / 1000} s`);
    }, limitMs);
    child.once('error', reject);
    child.once('exit', (code) => {
      clearTimeout(late);
      (child.stdio[3] as { destroy?: () => void } | null)?.destroy?.();
      give(`ended with code ${code}`);
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        for (const line of chunk.toString().split('\n').filter(Boolean)) {
          if (said.length < 200) said.push(line);
          if (!line.includes(readyLine)) continue;
          clearTimeout(late);
          resolve();
        }
      });
    }
  });
  return child;
};

const gone = (child: ChildProcess): Promise<void> =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise((resolve) => child.once('exit', () => resolve()));

/**
 * Starts a Java program and keeps it running. Rejects with its own last words when it does not
 * become ready.
 */
export const keepJava = async (program: JavaProgram): Promise<RunningJava> => {
  let stopping = false;
  let current = await launch(program);
  const keep = async (): Promise<void> => {
    for (let wait = 500; !stopping; wait = Math.min(wait * 2, 5_000)) {
      await gone(current);
      if (stopping) return;
      program.onEvent?.({
        kind: 'died',
        ...(current.pid === undefined ? {} : { pid: current.pid }),
      });
      await sleep(wait);
      if (stopping) return;
      try {
        current = await launch(program);
        wait = 250;
        program.onEvent?.({
          kind: 'restarted',
          ...(current.pid === undefined ? {} : { pid: current.pid }),
        });
      } catch (error) {
        // said by its own last words; tried again until somebody stops it
        process.emitWarning((error as Error).message);
      }
    }
  };
  const keeping = keep();
  return {
    pid: () => current.pid as number,
    stop: async () => {
      stopping = true;
      current.kill('SIGTERM');
      const late = setTimeout(() => current.kill('SIGKILL'), 5_000);
      await gone(current);
      clearTimeout(late);
      await keeping;
    },
  };
};
