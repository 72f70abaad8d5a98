import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import type { World } from '../world.ts';

const root = path.resolve(fileURLToPath(import.meta.url), '../../../../..');

/** The process and everything it started. */
function family(pid: number): number[] {
  const { stdout } = spawnSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' });
  const all = stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const found = [pid];
  for (const one of found)
    found.push(...all.filter(([, parent]) => parent === one).map(([child]) => child as number));
  return found;
}

/** Addresses on which a process listens, as the kernel writes them (hexadecimal). Linux only. */
function listening(pid: number): string[] {
  const inodes = new Set(
    readdirSync(`/proc/${pid}/fd`).flatMap(
      (fd) => /^socket:\[(\d+)\]$/.exec(linkOf(`/proc/${pid}/fd/${fd}`))?.[1] ?? [],
    ),
  );
  return ['tcp', 'tcp6'].flatMap((kind) =>
    readFileSync(`/proc/${pid}/net/${kind}`, 'utf8')
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter((columns) => columns[3] === '0A' && inodes.has(columns[9] ?? ''))
      .map((columns) => (columns[1] ?? '').split(':')[0] ?? ''),
  );
}

// a descriptor may close between the list and the look
function linkOf(file: string): string {
  try {
    return readlinkSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

const LOOPBACK = ['0100007F', '00000000000000000000000001000000'];

/** S23: what `npm start` brings is for this machine only. */
export function theEmbeddedDefault(world: () => World): void {
  test('S23 all listens on loopback; secrets are random and private; passwords are scram', () => {
    const { pid, dataDir } = world().platform;
    const addresses = family(pid)
      .filter((one) => existsSync(`/proc/${one}`))
      .flatMap(listening);
    expect(addresses.length).toBeGreaterThan(5);
    expect(addresses.filter((address) => !LOOPBACK.includes(address))).toEqual([]);
    for (const file of ['postgres.password', 'secrets.json'])
      expect([file, (statSync(path.join(dataDir, file)).mode & 0o777).toString(8)]).toEqual([
        file,
        '600',
      ]);
    const secrets = Object.values(
      JSON.parse(readFileSync(path.join(dataDir, 'secrets.json'), 'utf8')) as Record<
        string,
        string
      >,
    );
    expect(new Set(secrets).size).toBe(secrets.length);
    expect(Math.min(...secrets.map((secret) => secret.length))).toBeGreaterThanOrEqual(32);
    const rules = readFileSync(path.join(dataDir, 'postgres/pg_hba.conf'), 'utf8')
      .split('\n')
      .filter((line) => /^(local|host)/.test(line));
    expect(rules.map((line) => line.trim().split(/\s+/).at(-1))).toEqual(
      rules.map(() => 'scram-sha-256'),
    );
  });

  test('S23 it refuses production mode before it starts anything', () => {
    const dataDir = mkdtempSync(path.join(tmpdir(), 'katrol-production-'));
    const refused = spawnSync(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', 'packages/platform/src/start.ts'],
      {
        cwd: root,
        encoding: 'utf8',
        timeout: 30_000,
        env: { ...process.env, NODE_OPTIONS: '', NODE_ENV: 'production', KATROL_DATA: dataDir },
      },
    );
    expect([refused.status, refused.stdout + refused.stderr]).toEqual([
      1,
      expect.stringContaining('production'),
    ]);
    expect(readdirSync(dataDir)).toEqual([]);
    rmSync(dataDir, { recursive: true });
  });
}
