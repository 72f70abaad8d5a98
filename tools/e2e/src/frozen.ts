import { readdirSync, readFileSync } from 'node:fs';
import type { Platform } from './platform.ts';

const read = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // a process that ended while one looked
    return '';
  }
};

/** The process of one service of this platform, and of no other that runs on the machine. */
function processOf({ pid: supervisor }: Platform, folder: string): number {
  const found = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .find(
      (name) =>
        read(`/proc/${name}/status`).includes(`\nPPid:\t${supervisor}\n`) &&
        read(`/proc/${name}/cmdline`).includes(`services/${folder}/`),
    );
  if (!found) throw new Error(`no process of ${folder}`);
  return Number(found);
}

/** Does something while a service stands still: it answers nobody, and is not gone either. */
export async function whileFrozen(
  platform: Platform,
  folder: string,
  work: () => Promise<void>,
): Promise<void> {
  const pid = processOf(platform, folder);
  process.kill(pid, 'SIGSTOP');
  try {
    await work();
  } finally {
    process.kill(pid, 'SIGCONT');
  }
}
