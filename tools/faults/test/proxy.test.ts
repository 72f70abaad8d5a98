import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startProxy, type Proxy } from '../src/proxy.ts';

let echo: net.Server;
let proxy: Proxy;
const open = new Set<net.Socket>();

beforeAll(async () => {
  echo = net.createServer((socket) => void socket.on('error', () => undefined).pipe(socket));
  await new Promise<void>((resolve) => echo.listen(0, '127.0.0.1', resolve));
  proxy = await startProxy({ host: '127.0.0.1', port: (echo.address() as net.AddressInfo).port });
});
afterAll(async () => {
  for (const socket of open) socket.destroy();
  await proxy.close();
  await new Promise((resolve) => echo.close(resolve));
});

const dial = (): { socket: net.Socket; heard: () => string; gone: () => boolean } => {
  const socket = net.connect({ host: '127.0.0.1', port: proxy.port });
  open.add(socket);
  let heard = '';
  let gone = false;
  socket.on('data', (chunk) => (heard += String(chunk)));
  socket.on('error', () => (gone = true));
  socket.on('close', () => (gone = true));
  return { socket, heard: () => heard, gone: () => gone };
};

test('passes, delays, cuts and refuses', async () => {
  const one = dial();
  one.socket.write('a');
  await sleep(50);
  expect(one.heard()).toBe('a');
  proxy.set({ kind: 'delay', ms: 100 });
  const since = performance.now();
  one.socket.write('b');
  while (one.heard() !== 'ab') await sleep(5);
  expect(performance.now() - since).toBeGreaterThan(190);
  proxy.set({ kind: 'cut' });
  await sleep(50);
  expect(one.gone()).toBe(true);
  const refused = dial();
  await sleep(50);
  expect(refused.gone()).toBe(true);
  proxy.set({ kind: 'pass' });
});

test('a black hole swallows all, its connections stay dead; half-open loses answers', async () => {
  const one = dial();
  await sleep(30);
  proxy.set({ kind: 'blackhole' });
  const two = dial();
  for (const { socket } of [one, two]) socket.write('x');
  await sleep(100);
  proxy.set({ kind: 'pass' });
  one.socket.write('y');
  const three = dial();
  three.socket.write('z');
  await sleep(100);
  expect([one.heard(), one.gone(), two.heard(), two.gone(), three.heard()]).toEqual([
    '',
    false,
    '',
    false,
    'z',
  ]);
  proxy.set({ kind: 'half-open' });
  three.socket.write('w');
  await sleep(100);
  expect([three.heard(), three.gone()]).toEqual(['z', false]);
  proxy.set({ kind: 'pass' });
});
