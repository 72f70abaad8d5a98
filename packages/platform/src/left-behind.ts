import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A process that was started on these data, as the next start finds it again. */
type Kept = { name: string; identity: string };

const folderOf = (dataDir: string): string => path.join(dataDir, 'processes');
const fileOf = (dataDir: string, pid: number): string => path.join(folderOf(dataDir), String(pid));

/**
 * What no other process has, also when its number is given out again: since when it runs, in which
 * boot of which machine. Undefined when there is no such process, or no way to tell (Windows).
 */
const identityOf = (pid: number): string | undefined => {
  try {
    if (process.platform === 'linux') {
      // behind the name, which may hold anything: field 22 is the start in ticks since the boot
      const [state, ...fields] = readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ');
      const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
      return state === 'Z' ? undefined : `${boot} ${fields[18]}`;
    }
    if (process.platform === 'win32') return undefined;
    return execFileSync('ps', ['-o', 'lstart=,command=', '-p', String(pid)], {
      encoding: 'utf8',
    }).trim();
  } catch {
    // gone meanwhile
    return undefined;
  }
};

/**
 * Writes down that a process works on these data, before anything else is done with it; forgotten
 * with the returned function, when it ended.
 */
export const writeDown = (dataDir: string, name: string, pid: number | undefined): (() => void) => {
  const identity = pid === undefined ? undefined : identityOf(pid);
  if (pid === undefined || identity === undefined) return () => undefined;
  mkdirSync(folderOf(dataDir), { recursive: true, mode: 0o700 });
  writeFileSync(fileOf(dataDir, pid), JSON.stringify({ name, identity } satisfies Kept));
  return () => rmSync(fileOf(dataDir, pid), { force: true });
};

const read = (dataDir: string, pid: number): Kept | undefined => {
  try {
    return JSON.parse(readFileSync(fileOf(dataDir, pid), 'utf8')) as Kept;
  } catch (error) {
    // its writer was killed half-way: that process ends with its channel
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
};

const ASK_MS = 4_000;
const LIMIT_MS = 8_000;

const end = async (pid: number, { name, identity }: Kept): Promise<void> => {
  const lives = (): boolean => identityOf(pid) === identity;
  const signal = (kind: NodeJS.Signals): void => {
    if (lives()) process.kill(pid, kind);
  };
  signal('SIGTERM');
  for (let waited = 0; lives(); waited += 50) {
    if (waited === ASK_MS) signal('SIGKILL');
    if (waited > LIMIT_MS)
      throw new Error(`${name} (process ${pid}) of an earlier start still runs and does not stop`);
    await sleep(50);
  }
};

/**
 * Ends what an earlier start on these data left behind when it was killed, and only that: asked
 * first, killed after four seconds. Returns the names. Rejects naming one that does not go away.
 */
export const endLeftBehind = async (dataDir: string): Promise<string[]> => {
  const folder = folderOf(dataDir);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const ended = await Promise.all(
    readdirSync(folder).map(async (text) => {
      const pid = Number(text);
      const kept = read(dataDir, pid);
      const alive = kept !== undefined && identityOf(pid) === kept.identity;
      if (alive) await end(pid, kept);
      rmSync(path.join(folder, text), { force: true });
      return alive ? [kept.name] : [];
    }),
  );
  return ended.flat();
};
