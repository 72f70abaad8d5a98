import { spawnSync } from 'node:child_process';
import { Agent, request } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startPlatform } from '@katrol/e2e/platform';
import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import { steadily } from '../clerk.ts';
import { outside } from '../databases.ts';
import { databaseAdmin, platformOf, referral, servicePids, type Consortium } from '../platform.ts';
import { inSeconds, inTime, must, percentile, type Trial } from '../trial.ts';
import type { World } from '../world.ts';

const root = fileURLToPath(new URL('../'.repeat(4), import.meta.url));

// what an earlier start left behind is asked to end, and killed after four seconds
const OWN_MS = 4_000;

async function orphan(): Promise<string> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'katrol-orphan-'));
  const first = await startPlatform({ KATROL_DATA: dataDir });
  let second = first;
  try {
    const refused = spawnSync(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', 'packages/platform/src/start.ts'],
      {
        cwd: root,
        encoding: 'utf8',
        timeout: 30_000,
        env: { ...process.env, NODE_OPTIONS: '', KATROL_DATA: dataDir, KATROL_DEMO: 'off' },
      },
    );
    must(
      refused.status === 1 && (refused.stdout + refused.stderr).includes(first.url),
      `a second start ends with ${refused.status}: ${refused.stdout}${refused.stderr}`,
    );
    must(
      (await fetch(`${first.url}/healthz`)).status === 200,
      'the first one suffered from the second',
    );
    process.kill(first.pid, 'SIGKILL');
    const since = performance.now();
    second = await startPlatform({ KATROL_DATA: dataDir });
    const took = performance.now() - since;
    must((await fetch(`${second.url}/healthz`)).status === 200, 'not healthy after the restart');
    // what a machine takes for any start is not the orphan's: an ordinary one stands beside it
    await second.stop();
    const again = performance.now();
    second = await startPlatform({ KATROL_DATA: dataDir });
    const ordinary = performance.now() - again;
    const figure =
      `works ${inSeconds(took)} after SIGKILL of the supervisor ` +
      `(${inSeconds(ordinary)} after an ordinary stop); ` +
      'a second start is refused and says where the first is';
    inTime(took <= 10_000 || took - ordinary <= OWN_MS, figure);
    return figure;
  } finally {
    await second.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

// callers from many addresses, each on a connection of its own: one address alone would be limited
const agents = Array.from(
  { length: 60 },
  (_, i) => new Agent({ keepAlive: true, maxSockets: 4, localAddress: `127.0.0.${i + 2}` }),
);

/** Asks the public list of branches; gives the status. `sent` is told when the last byte left. */
const post = (url: string, n: number, sent: () => void): Promise<number> =>
  new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'x-katrol': 'portal' };
    const at = {
      host: '127.0.0.1',
      port: new URL(url).port,
      path: '/api/katrol.intake.v1.IntakeService/ListBranches',
      method: 'POST',
      headers,
      agent: agents[n % agents.length],
    };
    const asking = request(at, (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode ?? 0));
      response.once('error', reject);
    });
    asking.once('error', reject);
    asking.once('finish', sent);
    asking.end('{}');
  });

/** Load on the one HTTP door while it is told to go: what was sent before must be answered. */
async function gatewayDrains(world: World, c: Consortium): Promise<string> {
  const { platform } = c;
  const pid = servicePids(platform.pid).get('gateway') ?? 0;
  must(pid > 0, 'no gateway found');
  // a door that just opened answers its first calls slowly, and sheds: that is another trial's
  const perSecond: number[] = [];
  for (let round = 0; round < 8; round++) {
    const since = performance.now();
    for (let n = 0; n < 240; n += 24)
      await Promise.all(
        Array.from({ length: 24 }, (_, i) => post(platform.url, n + i, () => undefined)),
      );
    perSecond.push((240 * 1000) / (performance.now() - since));
  }
  // what a slow machine cannot carry is shed, and that is another trial's too
  const can = Math.max(...perSecond);
  const rate = Math.round(Math.min(200, 0.7 * can));
  const done = new AbortController();
  let asked = Number.POSITIVE_INFINITY;
  const outcome = { answered: 0, failed: [] as (string | number)[], later: 0, shed: 0 };
  const load = steadily(rate, done.signal, async (n) => {
    let before = false;
    const sent = (): void => void (before = performance.now() < asked);
    const status = await post(platform.url, n, sent).catch((error: Error) => error.message);
    if (!before) outcome.later += 1;
    else if (status === 200) outcome.answered += 1;
    else if (status === 503 && performance.now() < asked) outcome.shed += 1;
    else outcome.failed.push(status);
  });
  await sleep(world.scale(3_000, 10_000));
  asked = performance.now();
  process.kill(pid, 'SIGTERM');
  while (servicePids(platform.pid).get('gateway') === pid && performance.now() - asked < 20_000)
    await sleep(50);
  const took = performance.now() - asked;
  done.abort();
  await load;
  const why = outcome.failed.length > 0 ? ` (${[...new Set(outcome.failed)].join()})` : '';
  const figure =
    `SIGTERM to the gateway at ${rate} requests a second of the ${Math.round(can)} it can: ` +
    `${outcome.answered} sent before it answered, ${outcome.shed} told to come again before it, ` +
    `${outcome.failed.length} failed${why}; gone in ${inSeconds(took)}`;
  must(outcome.failed.length === 0 && outcome.answered > 100 && took <= 15_000, figure);
  return figure;
}

/** A table is locked; the caller gives two seconds. */
async function deadlines(world: World, { platform, coordinator }: Consortium): Promise<string> {
  await coordinator(IntakeService, 'enterReferral', { referral: referral('Deadline') });
  const { coordinatorCookie, ask } = await slowRequest(platform.url);
  const intake = outside(databaseAdmin(platform), 'intake');
  const lock = await intake.connect();
  // what began before the deadline and still runs; a worker's own that began after it is not the call's
  const running = async (): Promise<string[]> =>
    (
      await intake.query<{ query: string }>(
        `select left(query, 60) as query from pg_stat_activity
          where datname = 'intake' and usename = 'intake' and state <> 'idle'
            and coalesce(xact_start, query_start) < clock_timestamp() - interval '100 ms'`,
      )
    ).rows.map(({ query }) => query);
  const late: number[] = [];
  const noise: number[] = [];
  const leftover: string[] = [];
  try {
    await lock.query('begin; lock table family in access exclusive mode');
    for (let n = 0; n < world.scale(3, 20); n++) {
      const since = performance.now();
      // what the machine itself is late: the same door, asked something easy at the very moment of
      // the deadline
      const easy = sleep(2_000)
        .then(() => fetch(`${platform.url}/healthz`))
        .then(() => performance.now() - since - 2_000);
      const status = await ask(coordinatorCookie, 2_000);
      late.push(performance.now() - since - 2_000);
      noise.push(await easy);
      // the door says that the call was given up, as the deadline's own answer or as a call that
      // nobody waits for
      must(status === 504 || status === 499, `answered with ${status}`);
      await sleep(Math.max(0, 2_100 - (performance.now() - since)));
      leftover.push(...(await running()));
    }
  } finally {
    await lock.query('rollback').catch(() => undefined);
    lock.release();
    await intake.end();
  }
  const worst = Math.max(...late);
  // of a machine that is late itself only what comes on top counts
  const own = Math.max(...late.map((ms, n) => ms - (noise[n] ?? 0)));
  const figure =
    `${late.length} calls of 2 s: ` +
    `answered ${percentile(late, 0.5).toFixed(0)} ms after the deadline at p50, ` +
    `${worst.toFixed(0)} ms at worst ` +
    `(${own.toFixed(0)} ms more than an empty question at that moment); ` +
    'statements or transactions left 100 ms after it: ' +
    [leftover.length, ...new Set(leftover)].join(', ');
  must(leftover.length === 0, figure);
  inTime(own <= 100, figure);
  return figure;
}

async function slowRequest(url: string) {
  const { signIn } = await import('@katrol/demo/sign-in');
  const { default: people } = await import('@katrol/platform/people.json', {
    with: { type: 'json' },
  });
  const person = people.find((p) => p.username === 'marieke.vanhoutte');
  const coordinatorCookie = await signIn(url, person?.subject ?? '');
  const ask = async (cookie: string, ms: number): Promise<number> => {
    const response = await fetch(`${url}/api/katrol.intake.v1.IntakeService/ListFamilies`, {
      method: 'POST',
      body: JSON.stringify({ branchCode: 'oostende' }),
      headers: {
        'content-type': 'application/json',
        'x-katrol': 'portal',
        cookie,
        'connect-protocol-version': '1',
        'connect-timeout-ms': String(ms),
      },
    });
    await response.text();
    return response.status;
  };
  return { coordinatorCookie, ask };
}

export const platformTrials: readonly Trial[] = [
  { id: 'R12', title: 'orphan', on: ['platform'], run: () => orphan() },
  {
    id: 'R13',
    title: 'drain of the door',
    on: ['platform'],
    run: async (world) => await gatewayDrains(world, await platformOf(world)),
  },
  {
    id: 'R17',
    title: 'deadlines',
    on: ['platform'],
    run: async (world) => await deadlines(world, await platformOf(world)),
  },
];
