import { createCall, type Call, type Outbox } from '@katrol/events';
import { localDay, traceparentOf, type Clock, type Logger } from '@katrol/runtime';
import { writeTold, type RawTx, type Store } from '@katrol/store';

/** What a service does by itself: what time alone changes. */
export type Daily<Tx extends RawTx, D = unknown> = (work: DailyWork<Tx, D>) => Promise<void>;

export type DailyWork<Tx extends RawTx, D> = {
  log: Logger;
  /** One transaction in the service's own name, within these branches; what it tells goes with it. */
  transact<T>(branches: readonly string[], work: (call: Call<Tx, D>) => Promise<T>): Promise<T>;
};

type Parts<Tx extends RawTx, D> = {
  service: string;
  store: Store<Tx>;
  clock: Clock;
  log: Logger;
  deps: D;
  outbox: Pick<Outbox, 'wake'>;
};

const LOOK_EVERY_MS = 1_000;
const LIMIT_MS = 60_000;

/** When a work is due: whenever what its beat says of now is another than before. */
type Rhythm = { beat: (now: Date) => string; tryAgainMs: number };
/** When a new day begins in Brussels. */
const EVERY_DAY: Rhythm = { beat: localDay, tryAgainMs: 60_000 };
/** Five seconds of the process's clock. */
export const EVERY_FEW_SECONDS: Rhythm = {
  beat: (now) => String(Math.floor(now.getTime() / 5_000)),
  tryAgainMs: 5_000,
};

/**
 * Runs it when the process starts and at each beat of its rhythm; what failed is tried again.
 * Several replicas may do it at once: what is done is done once by how it is written.
 */
export function daily<Tx extends RawTx, D>(
  parts: Parts<Tx, D>,
  run: Daily<Tx, D>,
  { beat, tryAgainMs }: Rhythm = EVERY_DAY,
): () => Promise<void> {
  const { clock, log } = parts;
  let doneFor = '';
  let waitUntil = 0;
  let running: Promise<void> | undefined;
  const look = (): void => {
    const today = beat(clock.now());
    if (running || today === doneFor || Date.now() < waitUntil) return;
    running = run({ log, transact: (branches, work) => inBranches(parts, branches, work) })
      .then(
        () => void (doneFor = today),
        (error: unknown) => {
          waitUntil = Date.now() + tryAgainMs;
          log.warn('what it does by itself is not done', { error });
        },
      )
      .finally(() => (running = undefined));
  };
  const timer = setInterval(look, LOOK_EVERY_MS);
  timer.unref();
  look();
  return async () => {
    clearInterval(timer);
    await running;
  };
}

async function inBranches<Tx extends RawTx, D, T>(
  { service, store, clock, deps, outbox }: Parts<Tx, D>,
  branches: readonly string[],
  work: (call: Call<Tx, D>) => Promise<T>,
): Promise<T> {
  const scope = { branches, universities: [], subject: `service:${service}` };
  const deadline = new Date(Date.now() + LIMIT_MS);
  const answer = await store.transact(scope, deadline, async (tx) => {
    const { call, told } = createCall<Tx, D>(
      {
        principal: { kind: 'system', service },
        scope,
        deadline,
        clock,
        name: 'daily',
        traceparent: traceparentOf(''),
        what: 'change',
      },
      tx,
      deps,
    );
    const done = await work(call);
    writeTold(tx, told);
    return done;
  });
  outbox.wake();
  return answer;
}
