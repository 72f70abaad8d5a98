import { once } from 'node:events';
import { connect as openSocket, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { getOption, type DescMethod } from '@bufbuild/protobuf';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { FileService } from '@katrol/proto/katrol/common/v1/file_pb';
import { Exposure, exposure } from '@katrol/proto/katrol/common/v1/options_pb';
import { ParkedService } from '@katrol/proto/katrol/common/v1/parked_pb';
import { deployed } from '@katrol/registry';
import { eventually } from '@katrol/testkit';
import { costOf, jsonAtTheLimit, tooDear } from '@katrol/testkit/fuzz';
import { bodyOf } from '../src/api.ts';
import { hostIs, targetOf } from '../src/url.ts';
import { openDoor, type Answer, type Door } from './door-bed.ts';

const SUBMIT = 'katrol.intake.v1.IntakeService/SubmitReferral';
const asPortal = { 'content-type': 'application/json', 'x-katrol': 'portal' };

let door: Door;
beforeAll(async () => {
  door = await openDoor();
});
afterAll(() => door.close());
const post = (path: string, body: string | Buffer = '{}', headers: object = asPortal) =>
  door.raw({ method: 'POST', path, headers: { ...headers } }, body);

const spellings = (rpc: string) => [
  `/api/${rpc}`,
  `/%61pi/${rpc}`,
  `/ap%69/${rpc}`,
  `/api/${rpc.replace('Service', '%53ervice')}`,
  `/api/${rpc.replace('Submit', '%53ubmit')}`,
  `/api/${rpc}?x=1`,
  `http://localhost:8080/api/${rpc}`,
  `HTTP://127.0.0.1/%61%70%69/${rpc}`,
];

describe('one form of the address decides and routes', () => {
  test('the header, the origin and no-store hold in every spelling', async () => {
    for (const path of spellings(SUBMIT)) {
      const bare = await post(path, '{}', { 'content-type': 'application/json' });
      expect([path, bare.status, bare.headers['cache-control']]).toEqual([path, 403, 'no-store']);
      const foreign = await post(path, '{}', { ...asPortal, origin: 'https://elders.example' });
      expect([path, foreign.status]).toEqual([path, 403]);
    }
  });

  test('so many submits a minute, however they are spelled', async () => {
    const others = await openDoor({ PUBLIC_SUBMITS_A_MINUTE: '8' });
    const answers: Answer[] = [];
    for (const path of spellings(SUBMIT).concat(spellings(SUBMIT)))
      answers.push(await others.raw({ method: 'POST', path, headers: asPortal }, '{}'));
    await others.close();
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(8);
    expect(answers.at(-1)).toMatchObject({ text: expect.stringContaining('RATE_LIMITED') });
  });

  test('what has no one form is refused, and so is another host', async () => {
    const odd = [
      '//api/x',
      '/api//x',
      '/./api/x',
      '/x/../api/x',
      '/x/%2e%2e/api/x',
      '/api%2fx',
      '/api%5Cx',
      '/api\\x',
      '/%',
      '/%zz',
      '/%00',
      '/a%0d%0ab',
    ];
    for (const path of odd) {
      expect([path, (await door.raw({ method: 'GET', path })).status]).toEqual([path, 400]);
    }
    const foreign = await post(`http://elders.example/api/${SUBMIT}`);
    expect(foreign.status).toBe(421);
    const host = await post(`/api/${SUBMIT}`, '{}', { ...asPortal, host: 'elders.example' });
    expect(host.status).toBe(421);
    const both = { ...asPortal, host: 'elders.example' };
    expect((await post(`http://localhost:8080/api/${SUBMIT}`, '{}', both)).status).toBe(421);
    expect((await door.raw({ path: '/healthz', headers: { host: '10.0.0.7' } })).status).toBe(200);
  });

  test('a target keeps what it means', () => {
    expect(targetOf('/gezinnen/%c3%a9?q=a%2fb&return_to=//x')?.path).toBe(
      '/gezinnen/%C3%A9?q=a%2fb&return_to=//x',
    );
    expect(targetOf('/%7Ea/b.js')).toEqual({ path: '/~a/b.js', host: undefined });
    expect(targetOf('https://Katrol.example?x')).toEqual({ path: '/?x', host: 'Katrol.example' });
    expect(targetOf('/%2561pi')?.path).toBe('/%2561pi');
    const isOurs = hostIs('https://katrol.example');
    expect(['katrol.example', 'KATROL.example:443', 'katrol.example.'].every(isOurs)).toBe(true);
    const others = ['katrol.example:8443', 'x@katrol.example', 'evil.example', '', 'localhost'];
    expect(others.some(isOurs)).toBe(false);
  });
});

describe('limits before anything is built', () => {
  test('more than its bytes, more than its list, names without end: refused in few words', async () => {
    const children = (count: number) => `{"children":[${'{},'.repeat(count - 1)}{}]}`;
    const large = await post(`/api/${SUBMIT}`, children(1_300_000));
    expect([large.status, large.text]).toEqual([413, expect.stringContaining('BODY_TOO_LARGE')]);
    const values = await post(`/api/${SUBMIT}`, children(20_000));
    expect([values.status, values.text]).toEqual([400, expect.stringContaining('BODY_TOO_LARGE')]);
    const many = await post(`/api/${SUBMIT}`, children(5_000));
    expect(many.status).toBe(400);
    expect(JSON.parse(many.text)).toMatchObject({ message: 'INPUT_INVALID' });
    expect(many.text).toContain('"field":"children"');
    const named = await post(`/api/${SUBMIT}`, `{"${'n'.repeat(60_000)}":1}`);
    expect([named.status, named.text.length < 1_000]).toEqual([400, true]);
  });

  test('66,000 filters are refused as input', async () => {
    const path = '/api/katrol.intake.v1.IntakeService/ListFamilies';
    const filters = (count: number) => `{"options":{"filters":[${'{},'.repeat(count - 1)}{}]}}`;
    expect((await post(path, filters(66_000))).status).toBe(413);
    expect((await post(path, filters(20_000))).status).toBe(400);
    const some = await post(path, filters(5_000));
    expect([some.status, some.text]).toEqual([400, expect.stringContaining('filters')]);
  });

  test('packed bodies and other forms are not taken', async () => {
    const packed = { ...asPortal, 'content-encoding': 'gzip' };
    expect((await post(`/api/${SUBMIT}`, '{}', packed)).status).toBe(415);
    const proto = { ...asPortal, 'content-type': 'application/proto' };
    expect((await post(`/api/${SUBMIT}`, '', proto)).status).toBe(415);
    for (const body of ['', '{', 'null', '[]', '"x"', '\u0000', '[{}]']) {
      expect([body, (await post(`/api/${SUBMIT}`, body)).status]).toEqual([body, 400]);
    }
  });

  const exposed = [...deployed.map(({ contract }) => contract), FileService, ParkedService].flatMap(
    (service) =>
      Object.values<DescMethod>(service.method).filter(
        (method) => getOption(method, exposure) !== Exposure.UNSPECIFIED,
      ),
  );
  test('S22: a request at its limit costs the door little, whatever it holds', () => {
    const costs = exposed.flatMap((method) =>
      [...jsonAtTheLimit(method)].map(([what, bytes]) =>
        costOf(`${method.name} ${what}`, () => {
          try {
            bodyOf(method, method.methodKind === 'unary' ? bytes : enveloped(bytes));
          } catch {
            // refused: what it cost is what counts
          }
        }),
      ),
    );
    expect(costs.length).toBeGreaterThan(exposed.length * 5);
    expect(tooDear(costs)).toEqual([]);
  });
});

function enveloped(bytes: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(bytes.length, 1);
  return Buffer.concat([head, bytes]);
}

test('a visitor is known by the address that a trusted proxy says, and by no other', async () => {
  const asked = (on: Door, visitor: string) =>
    on.raw(
      {
        method: 'POST',
        path: `/api/${SUBMIT}`,
        headers: { ...asPortal, 'x-forwarded-for': visitor },
      },
      '{}',
    );
  const statuses = async (on: Door) => {
    const all: number[] = [];
    for (let i = 0; i < 4; i++) all.push((await asked(on, `198.51.100.${i}`)).status);
    return all;
  };
  const alone = await openDoor({ PUBLIC_SUBMITS_A_MINUTE: '2' });
  expect((await statuses(alone)).filter((status) => status === 429)).toHaveLength(2);
  await alone.close();
  const behind = await openDoor({ PUBLIC_SUBMITS_A_MINUTE: '2', TRUSTED_PROXIES: '127.0.0.1' });
  expect((await statuses(behind)).filter((status) => status === 429)).toHaveLength(0);
  const claimed = await Promise.all(
    Array.from({ length: 4 }, (_, i) => asked(behind, `203.0.113.${i}, 198.51.100.9`)),
  );
  expect(claimed.filter(({ status }) => status === 429)).toHaveLength(2);
  await behind.close();
});

const halfSent = (on: Door, localAddress: string): Socket => {
  const socket = openSocket({ port: on.port, host: '127.0.0.1', localAddress });
  socket.on('error', () => undefined);
  socket.write(
    `POST /api/${SUBMIT} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n` +
      `x-katrol: portal\r\ncontent-length: 60000\r\n\r\n{${' '.repeat(50_000)}`,
  );
  return socket;
};

test('a body that never ends is given up', async () => {
  const impatient = await openDoor({ WHOLE_WITHIN_MS: '2000' });
  expect(await text(halfSent(impatient, '127.0.0.1'))).toMatch(/^HTTP\/1\.1 408 /);
  await impatient.close();
});

test('bodies that never end keep nobody out, and cost little', async () => {
  const before = process.memoryUsage().rss;
  const from = (address: string) => Array.from({ length: 80 }, () => halfSent(door, address));
  const sockets = [...from('127.0.0.9'), ...from('127.0.0.10'), ...from('127.0.0.11')];
  const refused = await Promise.all(
    sockets.map(async (socket) => {
      const answer = once(socket, 'data').then(([data]) => String(data).slice(9, 12));
      return await Promise.race([answer, sleep(1_500, 'kept')]);
    }),
  );
  // of each address so many are taken in, and no more
  expect(refused.filter((one) => one === '503')).toHaveLength(3 * (80 - 64));
  expect(refused.filter((one) => one === 'kept')).toHaveLength(3 * 64);
  expect((await post('/api/katrol.intake.v1.IntakeService/ListBranches')).text).toContain(
    'SERVICE_AWAY',
  );
  expect((await door.raw({ path: '/healthz' })).status).toBe(200);
  expect((process.memoryUsage().rss - before) / 2 ** 20).toBeLessThan(64);
  for (const socket of sockets) socket.destroy();
  await eventually(async () => {
    const next = halfSent(door, '127.0.0.9');
    const answer = await Promise.race([once(next, 'data'), sleep(200, 'kept')]);
    next.destroy();
    expect(answer).toBe('kept');
  });
});
