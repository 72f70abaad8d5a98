import { createRequire } from 'node:module';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';

type Queue = { checkPendingRequests(): void; scheduleCheckPendingRequests(): void };
type NewQueue = new (options: object) => Queue;

// The queue of requests of kafkajs as packages/events/kafkajs.patch leaves it: unpatched it looks a
// thousand times a second whether something is pending.
test('an idle queue of kafkajs does not look whether something is pending', async () => {
  const load = createRequire(path.resolve('../events/package.json'));
  const RequestQueue = load('kafkajs/src/network/requestQueue/index.js') as NewQueue;
  let checks = 0;
  class Counted extends RequestQueue {
    override checkPendingRequests(): void {
      checks += 1;
      super.checkPendingRequests();
    }
  }
  const quiet = { debug: () => undefined };
  const queue = new Counted({
    maxInFlightRequests: 1,
    requestTimeout: 30_000,
    enforceRequestTimeout: true,
    clientId: 'idle',
    broker: 'idle:9092',
    logger: { namespace: () => quiet, ...quiet },
    isConnected: () => true,
  });
  queue.scheduleCheckPendingRequests();
  queue.checkPendingRequests();
  await sleep(200);
  // the one that this test made
  expect(checks).toBe(1);
});
