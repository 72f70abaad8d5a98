import { execFileSync } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { signIn } from '@katrol/demo/sign-in';
import { startPlatform, type Platform } from '@katrol/e2e/platform';
import { startPostgres } from '@katrol/platform';
import people from '@katrol/platform/people.json' with { type: 'json' };
import type { Folder } from '@katrol/registry';
import { startReceiver, type Receiver } from './receiver.ts';

export type Answer = {
  status: number;
  body: Record<string, unknown>;
  traceId: string;
  spanId: string;
};

/** Something that must never be in telemetry: it is in every tutor that a flow keeps. */
export const CANARY = 'Kanariepiet';
const BRANCH = 'oostende';

export type World = {
  receiver: Receiver;
  platform: Platform;
  /** span ids that browsers began with: parents that nobody exports */
  begun: Set<string>;
  /** A request as the portal sends it, with a trace of its own. */
  post(
    rpc: string,
    body: object,
    options?: { as?: string; key?: string; headers?: Record<string, string> },
  ): Promise<Answer>;
  /** One flow: a tutor is kept in volunteer-training, and matching hears of it. */
  flow(n: number): Promise<Answer>;
  /** a superuser's connection to the database of a service */
  database(name: string): pg.Pool;
  /** Sends a signal to a service; the supervisor starts it again. Resolves when it answers anew. */
  restart(service: Folder, signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  /** Holds the relay of a service: nothing that is told is published until it is let go. */
  holdRelay(database: string): Promise<() => Promise<void>>;
  stop(): Promise<void>;
};

const RELAY_LOCK = 4_801_001;

/**
 * The whole platform as `npm start` runs it, telemetry on, with a collector of the test's own and
 * one branch.
 */
export async function openWorld(
  env: Record<string, string> = {},
  receiving?: Receiver,
): Promise<World> {
  const dir = mkdtempSync(path.join(tmpdir(), 'katrol-telemetry-'));
  const postgres = await startPostgres({ dir, durable: false });
  const receiver = receiving ?? (await startReceiver());
  const platform = await startPlatform({
    DATABASE_ADMIN_URL: postgres.adminUrl,
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_METRIC_EXPORT_INTERVAL: '1000',
    LOG_LEVEL: 'info',
    ...env,
  });
  const pools = poolsOf(postgres.adminUrl);
  const begun = new Set<string>();
  const post = poster(platform.url, begun);
  const flow: World['flow'] = (n) =>
    post(
      'katrol.volunteer_training.v1.VolunteerTrainingService/KeepTutor',
      { tutor: tutor(n) },
      { as: 'marieke.vanhoutte', key: randomUUID() },
    );
  const world: World = {
    receiver,
    platform,
    begun,
    post,
    flow,
    database: pools.database,
    restart: (service, signal) => restart(platform, service, signal),
    holdRelay: async (name) => await holdRelay(await pools.database(name).connect()),
    stop: async () => {
      await pools.end();
      await platform.stop();
      await receiver.stop();
      await postgres.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
  try {
    await prepare(post, flow);
  } catch (error) {
    await world.stop();
    throw error;
  }
  return world;
}

function poolsOf(adminUrl: string) {
  const pools = new Map<string, pg.Pool>();
  const database = (name: string): pg.Pool => {
    const known = pools.get(name) ?? poolOf(adminUrl, name);
    pools.set(name, known);
    return known;
  };
  const end = async (): Promise<void> => {
    await Promise.all([...pools.values()].map((p) => p.end()));
  };
  return { database, end };
}

function poolOf(adminUrl: string, name: string): pg.Pool {
  const at = new URL(adminUrl);
  at.pathname = `/${name}`;
  const pool = new pg.Pool({ connectionString: at.href, max: 4 });
  pool.on('error', () => undefined);
  return pool;
}

async function holdRelay(connection: pg.PoolClient): Promise<() => Promise<void>> {
  // its relay claims this lock for every batch
  await connection.query('select pg_advisory_lock($1)', [RELAY_LOCK]);
  return async () => {
    await connection.query('select pg_advisory_unlock($1)', [RELAY_LOCK]);
    connection.release();
  };
}

function poster(url: string, begun: Set<string>): World['post'] {
  const cookies = new Map<string, Promise<string>>();
  return async (rpc, body, o = {}) => {
    const cookie = await cookieOf(cookies, url, o.as);
    return await send(
      `${url}/api/${rpc}`,
      body,
      {
        ...(cookie ? { cookie } : {}),
        ...(o.key ? { 'idempotency-key': o.key } : {}),
        ...o.headers,
      },
      begun,
    );
  };
}

function cookieOf(
  cookies: Map<string, Promise<string>>,
  url: string,
  username: string | undefined,
): Promise<string> {
  if (!username) return Promise.resolve('');
  const subject = people.find((p) => p.username === username)?.subject ?? '';
  const known = cookies.get(username) ?? signIn(url, subject);
  cookies.set(username, known);
  return known;
}

/** As services/portal/src/api/call.ts does it. */
async function send(
  url: string,
  body: object,
  headers: Record<string, string>,
  begun: Set<string>,
): Promise<Answer> {
  const traceId = randomBytes(16).toString('hex');
  const spanId = randomBytes(8).toString('hex');
  begun.add(spanId);
  const response = await fetch(url, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: {
      'content-type': 'application/json',
      'x-katrol': 'portal',
      traceparent: `00-${traceId}-${spanId}-01`,
      ...headers,
    },
  });
  const text = await response.text();
  return {
    status: response.status,
    body: text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : { text },
    traceId,
    spanId,
  };
}

async function prepare(post: World['post'], flow: World['flow']): Promise<void> {
  const branch = {
    code: BRANCH,
    name: 'Oostende',
    validFrom: '2020-01-01',
    anchorName: 'Lien',
    anchorPhone: '059 55 01 01',
  };
  const opened = await post(
    'katrol.intake.v1.IntakeService/OpenBranch',
    { branch, preset: 'de-katrol' },
    { as: 'hilde.quintelier', key: randomUUID() },
  );
  if (opened.status !== 200) throw new Error(`branch not opened: ${JSON.stringify(opened.body)}`);
  // volunteer-training hears of the branch first
  for (let tries = 0; ; tries++) {
    const { status, body } = await flow(0);
    if (status === 200) return;
    if (tries > 100) throw new Error(`no tutor can be kept: ${JSON.stringify(body)}`);
    await sleep(100);
  }
}

const tutor = (n: number) => ({
  branchCode: BRANCH,
  kind: 'volunteer',
  firstName: `Proef ${n}`,
  lastName: CANARY,
  phone: '0470 99 88 77',
  languages: ['nl'],
  subjects: ['reading'],
  slots: [{ weekday: 3, fromMinute: 840, untilMinute: 1020 }],
  homeCell: { x: 100, y: 420 },
});

const processes = (supervisor: number): { pid: number; args: string }[] =>
  execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(supervisor)], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => ({ pid: Number(line.trim().split(' ')[0]), args: line }));

/** The process of a service. */
export const pidOf = (platform: Platform, service: Folder): number | undefined =>
  processes(platform.pid).find((p) => p.args.includes(`services/${service}/src/main.ts`))?.pid;

async function restart(
  platform: Platform,
  service: Folder,
  signal: 'SIGTERM' | 'SIGKILL',
): Promise<void> {
  const pid = pidOf(platform, service);
  if (!pid) throw new Error(`${service} does not run`);
  const backs = platform.said().split(`[${service}] draait weer`).length;
  process.kill(pid, signal);
  await until(
    () => platform.said().split(`[${service}] draait weer`).length > backs,
    `${service} is back`,
  );
}

/** Waits until it is so. Throws naming what was waited for. */
export async function until(isSo: () => boolean, what: string, seconds = 30): Promise<void> {
  for (const limit = performance.now() + seconds * 1000; performance.now() < limit; await sleep(50))
    if (isSo()) return;
  throw new Error(`not in ${seconds} s: ${what}`);
}
