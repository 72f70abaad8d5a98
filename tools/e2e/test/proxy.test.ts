import { createServer, type Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ParkedService } from '@katrol/proto/katrol/common/v1/parked_pb';
import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import { services } from '@katrol/registry';
import { startPlatform, type Platform } from '../src/platform.ts';
import { callAs } from '../src/portal-client.ts';

// what came by: a proxy that writes down who asked for what, and lets nobody through
const asked: string[] = [];
let proxy: Server;
let platform: Platform;

beforeAll(async () => {
  proxy = createServer((socket) => {
    let first = '(connected)';
    const at = asked.push(first) - 1;
    socket.on('error', () => undefined);
    socket.once('data', (chunk) => {
      first = String(chunk).split('\r\n')[0] ?? '';
      asked[at] = first;
      socket.end('HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n');
    });
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const { port } = proxy.address() as { port: number };
  const names = ['http_proxy', 'https_proxy', 'grpc_proxy', 'all_proxy'];
  const url = `http://127.0.0.1:${port}`;
  platform = await startPlatform({
    ...Object.fromEntries(names.flatMap((n) => [n, n.toUpperCase()]).map((n) => [n, url])),
    no_proxy: '',
    NO_PROXY: '',
    // Node's own fetch uses them too when it is told so
    NODE_USE_ENV_PROXY: '1',
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:1`,
  });
});
afterAll(async () => {
  await platform?.stop();
  proxy.close();
});

test('with a proxy in the environment everything works, and nothing went by way of it', async () => {
  const whole = await fetch(`${platform.url}/readyz`);
  expect([whole.status, await whole.json()]).toEqual([200, { status: 'ok' }]);
  const anybody = await callAs(platform.url, '');
  expect((await anybody(IntakeService, 'listBranches', {})).branches).toEqual([]);
  // signs in, with all that a token asks of the identity provider, and reaches every database
  const operator = await callAs(platform.url, 'hilde.quintelier');
  for (const { folder } of services)
    expect((await operator(ParkedService, 'listParked', { service: folder })).rows).toEqual([]);
  // the event logs are open and telemetry was tried by now
  await sleep(2_000);
  expect(asked).toEqual([]);
});
