import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { Crowd } from '../src/crowd.ts';

const SEATS = 6;

/** A door that closes on who comes and says nothing. */
async function door(silentMs: number) {
  const asked: Socket[] = [];
  const server = createServer(
    { headersTimeout: silentMs, connectionsCheckingInterval: 20 },
    (request, response) => {
      asked.push(request.socket);
      response.end('{}');
    },
  ).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const crowd = new Crowd((server.address() as AddressInfo).port, '/');
  const close = (): void => {
    crowd.close();
    server.close();
  };
  return { crowd, asked, close };
}

describe('a crowd', () => {
  it('is as large as was asked, whoever the door sent away in between', async () => {
    const { crowd, asked, close } = await door(100);
    await crowd.seat(SEATS);
    await sleep(400);
    await crowd.seat(SEATS);
    const { visits, outside } = await crowd.atRate(200, 0.3);
    close();
    expect(visits.filter(({ status }) => status !== 200)).toEqual([]);
    expect(outside).toBe(0);
    expect(new Set(asked).size).toBe(SEATS);
  });

  it('leaves nobody silent while others ask', async () => {
    const { crowd, asked, close } = await door(60_000);
    await crowd.seat(SEATS);
    await crowd.atRate(100, 0.4);
    close();
    expect(new Set(asked).size).toBe(SEATS);
  });
});
