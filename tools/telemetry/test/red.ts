import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { services, type Folder } from '@katrol/registry';
import { canaryRequests } from '../src/canaries.ts';
import { countsOf, doorsOf, environmentOf, seriesOf, tellingIn } from '../src/doors.ts';
import { CANARY, pidOf, type World } from '../src/world.ts';

// Rate, errors and duration of every door, and what may tell one series from another.
const FAULTS_EACH = 50;
const IDS = Number(process.env['KATROL_IDS'] ?? 1_000);
// beside one series a door and what it answers
const MOST_SERIES = 200;

let world: World;

const HTTP = {
  service: 'gateway',
  metric: 'http.server.request.duration',
  by: ['http.request.method', 'http.route', 'http.response.status_code'],
};
const RPC = (service: Folder) => ({
  service,
  metric: 'rpc.server.call.duration',
  by: ['rpc.method', 'rpc.response.status_code'],
});
const pid = (service: Folder): number => pidOf(world.platform, service) ?? 0;
const addressOf = (service: Folder): string =>
  Object.fromEntries(
    (environmentOf(pid('gateway'))['SERVICE_ADDRESSES'] ?? '')
      .split(',')
      .map((one) => one.split('=')),
  )[service] as string;

type Call = { cancel(): void; on(name: string, heard: (value: never) => void): void };
type Client = {
  makeServerStreamRequest(path: string, ...of: unknown[]): Call;
  close(): void;
};
const kit = new URL('../../../packages/rpc/src/serve.ts', import.meta.url);
const grpc = createRequire(kit)('@grpc/grpc-js') as {
  Client: new (address: string, credentials: unknown) => Client;
  credentials: { createInsecure(): unknown };
  status: Record<number, string>;
};

/** One RPC with these bytes as its message; a stream that goes on is left. Gives its status. */
const called = (client: Client, path: string, bytes = Buffer.alloc(0)): Promise<string> =>
  new Promise((resolve) => {
    const same = (b: Buffer): Buffer => b;
    const deadline = Date.now() + 10_000;
    const call = client.makeServerStreamRequest(path, same, same, bytes, { deadline });
    call.on('data', () => path.endsWith('/Watch') && call.cancel());
    call.on('error', () => undefined);
    call.on('status', ({ code }: { code: number }) => resolve(grpc.status[code] ?? String(code)));
  });

const tally = (list: readonly string[]): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const one of list) counts.set(one, (counts.get(one) ?? 0) + 1);
  return counts;
};

type Of = Parameters<typeof countsOf>[1];

/** What was measured so far, once two exports say the same. */
async function countsNow(of: Of): Promise<Map<string, number>> {
  for (let before = ''; ; await sleep(1_100)) {
    const counts = countsOf(world.receiver.metrics, of);
    const now = JSON.stringify([...counts]);
    if (now === before) return counts;
    before = now;
  }
}

/** By how many of what was answered the measure differs, once it had time to be exported. */
async function difference(
  of: Of,
  before: ReadonlyMap<string, number>,
  answered: readonly string[],
): Promise<{ off: number; told: string[] }> {
  const expected = tally(answered);
  for (let tries = 0; ; tries++) {
    const now = countsOf(world.receiver.metrics, of);
    const differing = [...expected].flatMap(([key, count]) => {
      const measured = (now.get(key) ?? 0) - (before.get(key) ?? 0);
      return measured === count ? [] : [{ key, count, measured }];
    });
    if (differing.length === 0 || tries > 40)
      return {
        off: differing.reduce((sum, { count, measured }) => sum + Math.abs(count - measured), 0),
        told: differing.map((d) => `${d.key}: ${d.count} answered, ${d.measured} measured`),
      };
    await sleep(250);
  }
}

async function visit(door: string, init: RequestInit = {}): Promise<string> {
  const [method = '', url = ''] = door.split(' ');
  const asked = url.replace('*', 'index.html');
  const { status } = await fetch(`${world.platform.url}${asked}`, {
    method,
    redirect: 'manual',
    ...(asked.startsWith('/api/')
      ? { headers: { 'content-type': 'application/json', 'x-katrol': 'portal' }, body: '{}' }
      : {}),
    ...init,
  });
  return `${measuredAs(door)} ${status}`;
}

// RPCs are measured one by one where they are answered; at the door by the service they are for
const measuredAs = (door: string): string =>
  door.includes(' /api/') ? door.slice(0, door.lastIndexOf('/')) : door;

async function everyRoute(): Promise<void> {
  const doors = doorsOf('gateway', pid('gateway'));
  expect(doors.length).toBeGreaterThan(100);
  const before = await countsNow(HTTP);
  const answered: string[] = [];
  for (const door of doors) answered.push(await visit(door));
  expect((await difference(HTTP, before, answered)).told).toEqual([]);
  process.stdout.write(`O3: ${doors.length} HTTP routes, each measured\n`);
}

async function everyRpc(): Promise<void> {
  let count = 0;
  for (const { folder } of services) {
    const doors = doorsOf(folder, pid(folder));
    count += doors.length;
    expect(doors.length).toBeGreaterThan(20);
    const before = await countsNow(RPC(folder));
    const client = new grpc.Client(addressOf(folder), grpc.credentials.createInsecure());
    const answered: string[] = [];
    for (const door of doors) answered.push(`${door.slice(1)} ${await called(client, door)}`);
    client.close();
    expect((await difference(RPC(folder), before, answered)).told).toEqual([]);
  }
  process.stdout.write(`O3: ${count} RPCs of ${services.length} services, each measured\n`);
}

async function injectedFaults(): Promise<void> {
  const lists = 'katrol.volunteer_training.v1.VolunteerTrainingService/ListTutors';
  const door = `POST /api/${lists}`;
  const json = { 'content-type': 'application/json', 'x-katrol': 'portal' };
  const httpBefore = await countsNow(HTTP);
  const rpcBefore = countsOf(world.receiver.metrics, RPC('volunteer-training'));
  const database = world.database('volunteer_training');
  const faults: [string, () => Promise<string>][] = [
    ['401', () => visit(door)],
    ['403', () => visit(door, { headers: { 'content-type': 'application/json' } })],
    ['415', () => visit(door, { headers: { 'x-katrol': 'portal' }, body: 'a' })],
    ['400', () => visit(door, { headers: json, body: '{' })],
    ['404', () => visit('POST /api/nobody')],
  ];
  const http: string[] = [];
  const rpc: string[] = [];
  for (const [status, provoke] of faults) {
    for (let n = 0; n < FAULTS_EACH; n++) {
      const told = await provoke();
      expect(told.endsWith(` ${status}`)).toBe(true);
      http.push(told.replace('POST /api 404', 'POST  404'));
    }
  }
  await database.query('alter table tutor rename to tutor_away');
  for (let n = 0; n < FAULTS_EACH; n++) {
    const { status } = await world.post(
      lists,
      { branchCode: 'oostende' },
      { as: 'marieke.vanhoutte' },
    );
    expect(status).toBe(500);
    http.push(`${measuredAs(door)} 500`);
    rpc.push(`${lists} INTERNAL`);
  }
  await database.query('alter table tutor_away rename to tutor');
  const address = addressOf('volunteer-training');
  const client = new grpc.Client(address, grpc.credentials.createInsecure());
  const unreadable = Buffer.from([0xff, 0xff, 0xff]);
  for (let n = 0; n < FAULTS_EACH; n++) {
    rpc.push(`${lists} ${await called(client, `/${lists}`, unreadable)}`);
    rpc.push(`${lists} ${await called(client, `/${lists}`)}`);
  }
  client.close();
  expect(new Set(rpc.map((one) => one.split(' ')[1]))).toEqual(
    new Set(['INTERNAL', 'INVALID_ARGUMENT', 'UNAUTHENTICATED']),
  );
  const atDoor = await difference(HTTP, httpBefore, http);
  const inside = await difference(RPC('volunteer-training'), rpcBefore, rpc);
  const off = (atDoor.off + inside.off) / (http.length + rpc.length);
  process.stdout.write(
    `O3: ${http.length + rpc.length} faults, measured within ${(off * 100).toFixed(1)} %\n`,
  );
  expect([off <= 0.01, ...atDoor.told, ...inside.told]).toEqual([true]);
}

async function manyIds(): Promise<void> {
  const { asked, words } = canaryRequests('oostende');
  const signedIn = { as: 'marieke.vanhoutte' };
  for (const { rpc, body } of asked) await world.post(rpc, body, signedIn);
  await sleep(2_500);
  const before = new Map([...seriesOf(world.receiver.metrics)].map(([k, v]) => [k, v.size]));
  const ways: ((id: string) => Promise<unknown>)[] = [
    (id) => visit(`GET /${id}`),
    (id) => visit(`POST /api/${id}`),
    (id) => visit(`GET /auth/${id}?naam=Els%20Vermeulen`),
    (id) => world.post('katrol.intake.v1.IntakeService/GetFamily', { id }, signedIn),
    (id) => world.post('katrol.intake.v1.IntakeService/GetReferral', { id: `Els ${id}` }, signedIn),
    (id) =>
      world.post('katrol.matching.v1.MatchingService/ListMatches', { branchCode: id }, signedIn),
  ];
  let next = 0;
  const asking = async (): Promise<void> => {
    while (next < IDS) await ways[next++ % ways.length]?.(randomUUID());
  };
  await Promise.all([asking(), asking(), asking(), asking()]);
  await sleep(2_500);
  const after = seriesOf(world.receiver.metrics);
  const sizes = [...after].map(([key, { size }]) => ({ key, size }));
  const largest = sizes.toSorted((a, b) => b.size - a.size)[0];
  const grown = sizes.reduce((sum, { key, size }) => sum + size - (before.get(key) ?? 0), 0);
  process.stdout.write(
    `O4: ${IDS} ids: ${grown} series more, at most ${largest?.size} (${largest?.key})\n`,
  );
  expect(grown).toBeLessThan(20);
  const doors = doorsOf('gateway', pid('gateway')).length;
  expect(sizes.filter(({ size }) => size > MOST_SERIES + doors)).toEqual([]);
  expect(sizes.filter(({ key, size }) => size > MOST_SERIES && !key.includes(' rpc.'))).toEqual([]);
  expect(tellingIn(after, [CANARY, 'Els', ...words])).toEqual([]);
}

/** O3 and O4, on a platform that is there already. */
export const redAndCardinality = (opened: () => World): void =>
  describe('every door', () => {
    beforeAll(async () => {
      world = opened();
      // what was answered before is exported by then, by the processes that now run
      await sleep(2_500);
    });
    test('O3 every HTTP route of the gateway has rate, errors and duration', everyRoute);
    test('O3 every RPC of every service has rate, errors and duration', everyRpc);
    test('O3 errors agree with injected faults to 1 %', injectedFaults);
    test('O4 many ids cause no series, and no series names anything', manyIds);
  });
