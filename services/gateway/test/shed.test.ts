import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import fastify, { type FastifyInstance } from 'fastify';
import { createLogger } from '@katrol/runtime';
import { Load } from '../src/shed.ts';

let door: FastifyInstance | undefined;
afterEach(async () => {
  await door?.close();
});

/** A door behind which every answer takes this long. */
async function doorOf(ms: number, behindProxy = false): Promise<number> {
  const load = new Load(createLogger('gateway', 'silent'), { behindProxy });
  const app = fastify({ serverFactory: load.server({}) as never, forceCloseConnections: true });
  load.watch(app);
  app.post('/slow', async () => {
    await sleep(ms);
    return {};
  });
  app.get('/healthz', async () => ({}));
  await app.listen({ port: 0, host: '127.0.0.1' });
  door = app;
  return (app.server.address() as AddressInfo).port;
}

/** Status of a request; `unfinished`: its body never ends. */
const ask = (port: number, o: { path?: string; unfinished?: boolean } = {}): Promise<number> =>
  new Promise((resolve) => {
    const { path = '/slow', unfinished } = o;
    const method = path === '/slow' ? 'POST' : 'GET';
    const sent = request({ port, host: '127.0.0.1', path, method, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    sent.on('error', () => resolve(0));
    if (unfinished) {
      sent.setHeader('content-type', 'application/json');
      sent.setHeader('content-length', '10');
      sent.write('{');
    } else sent.end();
  });

const tally = (answers: readonly number[]): Record<number, number> =>
  Object.fromEntries([...Map.groupBy(answers, (a) => a)].map(([k, v]) => [k, v.length]));

describe('how much the door has in hand', () => {
  test('a burst waits for its turn, and nobody of it is sent away', async () => {
    const port = await doorOf(50);
    const answers = await Promise.all(Array.from({ length: 160 }, () => ask(port)));
    expect(tally(answers)).toEqual({ 200: 160 });
  });

  test('what would wait longer than a moment is told to come again, and a probe is answered', async () => {
    const port = await doorOf(2_500);
    const first = Promise.all(Array.from({ length: 48 }, () => ask(port)));
    await sleep(200);
    const since = Date.now();
    const others = Promise.all(Array.from({ length: 200 }, () => ask(port)));
    await sleep(100);
    expect(await ask(port, { path: '/healthz' })).toBe(200);
    expect(tally(await others)).toEqual({ 503: 200 });
    expect(Date.now() - since).toBeLessThan(2_000);
    expect(tally(await first)).toEqual({ 200: 48 });
  });

  test('who leaves the line takes no place with them', async () => {
    const port = await doorOf(300);
    const first = Promise.all(Array.from({ length: 48 }, () => ask(port)));
    await sleep(100);
    const leaving = Array.from({ length: 40 }, () => {
      const sent = request({ port, host: '127.0.0.1', path: '/slow', method: 'POST' });
      sent.on('error', () => undefined);
      sent.end();
      return sent;
    });
    await sleep(50);
    for (const sent of leaving) sent.destroy();
    await first;
    await sleep(400);
    const answers = await Promise.all(Array.from({ length: 48 }, () => ask(port)));
    expect(tally(answers)).toEqual({ 200: 48 });
  });

  test('one address holds so many bodies that do not end; behind a proxy it is everybody', async () => {
    const port = await doorOf(1);
    for (let n = 0; n < 64; n++) void ask(port, { unfinished: true });
    await sleep(300);
    expect(await ask(port, { unfinished: true })).toBe(503);
    expect(await ask(port)).toBe(200);
    await door?.close();
    const proxied = await doorOf(1, true);
    for (let n = 0; n < 64; n++) void ask(proxied, { unfinished: true });
    await sleep(300);
    const answer = await Promise.race([ask(proxied, { unfinished: true }), sleep(300, 'waits')]);
    expect(answer).toBe('waits');
  });
});
