import { randomUUID } from 'node:crypto';
import {
  create,
  toBinary,
  type DescMessage,
  type DescService,
  type MessageInitShape,
} from '@bufbuild/protobuf';
import { hear, type StoredEvent } from '@katrol/events';
import { createLogger, systemClock } from '@katrol/runtime';
import { openStore } from '@katrol/store';
import type { UnderTest } from '@katrol/testkit';
import { prismaClient, type Tx } from '../src/store/client.ts';
import { subscriptions } from '../src/subscriptions.ts';

let position = 0n;

/**
 * Lets the service under test hear facts of a peer as the broker would bring them, and waits until
 * each has its effect.
 */
export async function told<S extends DescMessage>(
  t: Pick<UnderTest<DescService>, 'url'>,
  source: string,
  schema: S,
  facts: (MessageInitShape<S> & { id?: string })[],
): Promise<void> {
  const log = createLogger('test', 'silent');
  const store = openStore<Tx>({ url: t.url, log }, prismaClient);
  const events: StoredEvent[] = facts.map(({ id, ...fact }) => ({
    id: id ?? randomUUID(),
    type: schema.typeName,
    key: 'test',
    position: (position += 1n),
    recordedAt: new Date(),
    traceparent: '',
    payload: toBinary(schema, create(schema, fact as MessageInitShape<S>)),
  }));
  let done: () => void = () => undefined;
  const heard = new Promise<void>((resolve) => (done = resolve));
  const hearing = hear({
    service: 'volunteer-training',
    deps: {},
    store,
    clock: systemClock,
    log,
    wake: () => undefined,
    subscriptions: subscriptions.filter((s) => s.source === source),
    broker: {
      publish: async () => undefined,
      alive: () => true,
      close: async () => undefined,
      subscribe: async (to) => {
        await to.handle({ events, position });
        done();
      },
    },
  });
  await heard;
  await hearing.stop();
  await store.close();
}
