import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@katrol/runtime';
import type { Broker, Delivery, Subscribe } from './broker.ts';

type LogRequest = {
  /** the service that tells */
  source: string;
  after: bigint;
  types: readonly string[];
  signal: AbortSignal;
};

/** Opens a publisher's log behind a position; ends by error or by the signal. */
export type OpenLog = (request: LogRequest) => AsyncIterable<Delivery>;

const FIRST_WAIT_MS = 50;
const LONGEST_WAIT_MS = 2_000;

/**
 * The embedded broker: the outbox is the log. A hearer reads the publisher's outbox from the cursor
 * in its own database, so a stuck hearer blocks nobody and a replay is a moved cursor.
 */
export function directBroker(open: OpenLog, log: Logger): Broker {
  return {
    publish: async () => undefined,
    alive: () => true,
    close: async () => undefined,
    subscribe: async (to) => {
      let wait = FIRST_WAIT_MS;
      while (!to.signal.aborted) {
        try {
          await follow(open, to, () => (wait = FIRST_WAIT_MS));
        } catch (error) {
          if (to.signal.aborted) return;
          if (wait > FIRST_WAIT_MS * 8) {
            log.warn('publisher not reached', { peer: to.source, error });
          }
        }
        await sleep(wait, undefined, { signal: to.signal }).catch(() => undefined);
        wait = Math.min(wait * 2, LONGEST_WAIT_MS);
      }
    },
  };
}

async function follow(open: OpenLog, to: Subscribe, alive: () => void): Promise<void> {
  const { source, types, signal } = to;
  for await (const delivery of open({ source, types, signal, after: await to.after() })) {
    if (signal.aborted) return;
    await to.handle(delivery);
    alive();
  }
}
