import { randomInt } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startPlatform, type Platform } from '@katrol/e2e/platform';
import { startPostgres } from '@katrol/platform';
import { signIn } from '@katrol/demo/sign-in';
import people from '@katrol/platform/people.json' with { type: 'json' };
import { CANARY } from './world.ts';

const WIDTH = 8;

/**
 * Of each round: calls a second, 99th percentile in ms, and the ms of CPU that a call cost all
 * processes of the platform and its PostgreSQL.
 */
export type Measured = { rates: number[]; p99: number[]; cpu: number[] };
export type Side = { name: string; platform: Platform; postgresPid: number; stop(): Promise<void> };

/**
 * A collector that only says thanks: what telemetry costs the platform, not what a collector costs.
 */
export async function startSink(): Promise<{ url: string; bytes(): number; stop(): void }> {
  let bytes = 0;
  const server = createServer((request, response) => {
    request.on('data', (chunk: Buffer) => (bytes += chunk.length));
    request.on('end', () =>
      response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bytes: () => bytes,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** A platform with one branch, on a PostgreSQL of its own. */
export async function openSide(name: string, env: Record<string, string>): Promise<Side> {
  const dir = mkdtempSync(path.join(tmpdir(), 'katrol-cost-'));
  const postgres = await startPostgres({ dir, durable: false });
  const platform = await startPlatform({
    DATABASE_ADMIN_URL: postgres.adminUrl,
    PUBLIC_SUBMITS_A_MINUTE: '10000000',
    LOG_LEVEL: 'warn',
    ...env,
  });
  const cookie = await signIn(
    platform.url,
    people.find((p) => p.username === 'hilde.quintelier')?.subject ?? '',
  );
  const opened = await post(platform.url, cookie, 'OpenBranch', {
    branch: { code: 'oostende', name: 'Oostende', validFrom: '2020-01-01' },
    preset: 'de-katrol',
  });
  if (opened !== 200) throw new Error(`branch not opened: ${opened}`);
  return {
    name,
    platform,
    postgresPid: postgres.pid(),
    stop: async () => {
      await platform.stop();
      await postgres.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

async function post(url: string, cookie: string, rpc: string, body: object): Promise<number> {
  const headers = {
    'content-type': 'application/json',
    'x-katrol': 'portal',
    ...(cookie ? { cookie } : {}),
  };
  const response = await fetch(`${url}/api/katrol.intake.v1.IntakeService/${rpc}`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers,
  });
  await response.arrayBuffer();
  return response.status;
}

const referral = {
  branchCode: 'oostende',
  referrer: { kind: 'school', name: 'Juf' },
  contact: { familyName: CANARY, phone: '0470123456', language: 'nl' },
  children: [{ firstName: 'Elif', grade: 'L3' }],
};

/**
 * Submits referrals from eight loops for so long; gives calls a second and the 99th percentile in
 * ms.
 */
export async function submitFor(
  side: Side,
  seconds: number,
): Promise<{ calls: number; rate: number; p99: number }> {
  const took: number[] = [];
  const until = performance.now() + seconds * 1000;
  const loop = async (): Promise<void> => {
    while (performance.now() < until) {
      const since = performance.now();
      const status = await post(side.platform.url, '', 'SubmitReferral', referral);
      if (status !== 200) throw new Error(`${side.name}: submit answered ${status}`);
      took.push(performance.now() - since);
    }
  };
  await Promise.all(Array.from({ length: WIDTH }, loop));
  took.sort((a, b) => a - b);
  return {
    calls: took.length,
    rate: took.length / seconds,
    p99: took[Math.floor(took.length * 0.99)] ?? 0,
  };
}

/**
 * Submits so many referrals a second, whether the last was answered or not; gives how long each
 * took, ms.
 */
export async function submitAt(side: Side, perSecond: number, seconds: number): Promise<number[]> {
  const took: number[] = [];
  const under: Promise<void>[] = [];
  for (let n = 0; n < perSecond * seconds; n++) {
    const since = performance.now();
    under.push(
      post(side.platform.url, '', 'SubmitReferral', referral).then(
        () => void took.push(performance.now() - since),
      ),
    );
    await sleep(1000 / perSecond);
  }
  await Promise.all(under);
  return took.toSorted((a, b) => a - b);
}

// before this many, what is measured is the compiler of JavaScript
const WARM_CALLS = 1_500;
// what was told is still being heard and exported, and must not be the next one's burden
const BREATH_MS = 1_300;

/**
 * In turn, in an order drawn anew each round: a machine that slows down slows all, and nobody
 * always follows the same one.
 */
export async function inTurn(
  sides: readonly Side[],
  rounds: number,
  seconds: number,
): Promise<Map<string, Measured>> {
  const found = new Map(sides.map((s) => [s.name, { rates: [], p99: [], cpu: [] } as Measured]));
  for (const side of sides)
    for (let calls = 0; calls < WARM_CALLS;) calls += (await submitFor(side, 2)).calls;
  for (let round = 0; round < rounds; round++) {
    const order = sides
      .map((side) => ({ side, drawn: randomInt(1_000_000) }))
      .toSorted((a, b) => a.drawn - b.drawn);
    for (const { side } of order) {
      const measured = found.get(side.name) as Measured;
      await sleep(BREATH_MS);
      const before = cpuOf(side);
      const { calls, rate, p99 } = await submitFor(side, seconds);
      await sleep(BREATH_MS);
      measured.rates.push(rate);
      measured.p99.push(p99);
      measured.cpu.push((cpuOf(side) - before) / calls);
    }
  }
  return found;
}

/** How much less of `values` than of `base`, round by round: the median, as a share. */
export const medianLoss = (base: readonly number[], values: readonly number[]): number =>
  median(base.map((b, i) => 1 - (values[i] ?? Number.NaN) / b));

const statOf = (pid: number): string[] =>
  (readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1] ?? '').split(' ');

/**
 * CPU of a platform so far, ms: its processes and those of its PostgreSQL, also of connections that
 * ended.
 */
function cpuOf(side: Side): number {
  const tree = new Set([side.platform.pid, side.postgresPid]);
  const rows = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = statOf(Number(name));
        return [
          {
            pid: Number(name),
            parent: Number(stat[1]),
            ticks: [11, 12, 13, 14].reduce((sum, at) => sum + Number(stat[at]), 0),
          },
        ];
      } catch (error) {
        if (
          (error as NodeJS.ErrnoException).code === 'ENOENT' ||
          (error as NodeJS.ErrnoException).code === 'ESRCH'
        )
          return [];
        throw error;
      }
    });
  for (let size = 0; size !== tree.size;) {
    size = tree.size;
    for (const row of rows) if (tree.has(row.parent)) tree.add(row.pid);
  }
  return rows.filter((row) => tree.has(row.pid)).reduce((sum, row) => sum + row.ticks, 0) * 10;
}

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Resident memory of a process, MB. */
export const residentMb = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
