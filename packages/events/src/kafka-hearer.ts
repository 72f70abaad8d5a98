import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@katrol/runtime';
import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import { UNREADABLE, type StoredEvent, type Subscribe } from './broker.ts';
import { eventOf } from './cloud-events.ts';
import { within } from './patience.ts';
import { groupOf, topicOf, topicSettings } from './topics.ts';

export type KafkaOptions = {
  /** the service that tells and hears here */
  service: string;
  /** host:port of some brokers */
  brokers: string[];
  /** after this long without a heartbeat its partitions go to another member */
  sessionTimeoutMs: number;
  /** copies of each partition, for a topic made here */
  replication: number;
  log: Logger;
};

const REQUEST_MS = 5_000;
const STOP_MS = 6_000;
const FETCH_WAIT_MS = 500;
const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 3_000;
// chunks grow and shrink towards this, so that a rebalance never waits long for one
const CHUNK_MS = 200;
const LARGEST_CHUNK = 500;

/**
 * Makes the topic where nobody did yet; on a managed cluster it is there. Whoever is first, teller
 * or hearer.
 */
export async function declareTopic(
  kafka: Kafka,
  topic: string,
  replicationFactor: number,
): Promise<void> {
  const admin = kafka.admin();
  try {
    await admin.connect();
    if ((await admin.listTopics()).includes(topic)) return;
    const configEntries = Object.entries(topicSettings.config).map(([name, value]) => ({
      name,
      value,
    }));
    await admin.createTopics({
      waitForLeaders: true,
      topics: [
        { topic, numPartitions: topicSettings.partitions, replicationFactor, configEntries },
      ],
    });
  } finally {
    await within(STOP_MS, admin.disconnect());
  }
}

/** Hears a source until the signal says stop: a membership that ended is followed by another. */
export async function keepHearing(
  kafka: Kafka,
  o: KafkaOptions,
  to: Subscribe,
  failed: Set<string>,
): Promise<void> {
  let wait = FIRST_WAIT_MS;
  const joined = (): void => {
    failed.delete(to.source);
    wait = FIRST_WAIT_MS;
  };
  while (!to.signal.aborted) {
    const end = await new Hearer(kafka, o, to, joined).run();
    if (to.signal.aborted) return;
    if (!isAway(end)) failed.add(to.source);
    // a fresh broker needs a second to make its groups
    if (failed.has(to.source))
      o.log.error('hearing ended, begins again', { peer: to.source, ms: wait, error: end });
    else if (wait > FIRST_WAIT_MS * 4)
      o.log.warn('broker not reached', { peer: to.source, ms: wait, error: end });
    await sleep(wait, undefined, { signal: to.signal }).catch(() => undefined);
    wait = Math.min(wait * 2, LONGEST_WAIT_MS);
  }
}

/**
 * One membership of the group, from joining to its end. kafkajs never restarts it: another one
 * takes its place.
 */
class Hearer {
  readonly #kafka: Kafka;
  readonly #consumer: Consumer;
  readonly #o: KafkaOptions;
  readonly #to: Subscribe;
  // what is no event of ours is heard too: it is parked
  readonly #types: ReadonlySet<string>;
  readonly #beatMs: number;
  #progressAt = performance.now();
  /** why the running generation is over */
  #stale: unknown;
  #end: (error: unknown) => void = () => undefined;

  constructor(kafka: Kafka, o: KafkaOptions, to: Subscribe, joined: () => void) {
    this.#o = o;
    this.#to = to;
    this.#types = new Set([...to.types, UNREADABLE]);
    this.#beatMs = Math.min(500, o.sessionTimeoutMs / 6);
    this.#kafka = kafka;
    this.#consumer = kafka.consumer({
      groupId: groupOf(o.service, to.source),
      sessionTimeout: o.sessionTimeoutMs,
      rebalanceTimeout: Math.max(o.sessionTimeoutMs, 10_000),
      heartbeatInterval: this.#beatMs,
      maxWaitTimeInMs: FETCH_WAIT_MS,
      maxBytesPerPartition: 262_144,
      allowAutoTopicCreation: false,
      metadataMaxAge: 60_000,
      retry: {
        retries: 2,
        initialRetryTime: 100,
        maxRetryTime: 1_000,
        restartOnFailure: async () => false,
      },
    });
    const alive = (): void => void (this.#progressAt = performance.now());
    const { FETCH, HEARTBEAT, GROUP_JOIN, CRASH } = this.#consumer.events;
    this.#consumer.on(FETCH, alive);
    this.#consumer.on(HEARTBEAT, alive);
    this.#consumer.on(GROUP_JOIN, () => {
      alive();
      this.#stale = undefined;
      joined();
    });
    this.#consumer.on(CRASH, ({ payload }) => this.#end(payload.error));
  }

  /** Resolves with what ended it. */
  async run(): Promise<unknown> {
    const ended = new Promise<unknown>((resolve) => (this.#end = resolve));
    const stop = (): void => this.#end(undefined);
    this.#to.signal.addEventListener('abort', stop, { once: true });
    const limit = this.#o.sessionTimeoutMs + REQUEST_MS;
    const watchdog = setInterval(() => {
      if (performance.now() - this.#progressAt > limit)
        this.#end(new Silent('nothing fetched, no heartbeat answered'));
    }, 500);
    const running = this.#join().catch((error: unknown) => this.#end(error));
    try {
      return await ended;
    } finally {
      clearInterval(watchdog);
      this.#to.signal.removeEventListener('abort', stop);
      await within(STOP_MS, this.#consumer.disconnect());
      await within(STOP_MS, running);
    }
  }

  async #join(): Promise<void> {
    await declareTopic(this.#kafka, topicOf(this.#to.source), this.#o.replication);
    await this.#consumer.connect();
    await this.#consumer.subscribe({ topics: [topicOf(this.#to.source)], fromBeginning: true });
    await this.#consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: topicSettings.together,
      eachBatch: (payload) => this.#hearBatch(payload),
    });
  }

  async #hearBatch(payload: EachBatchPayload): Promise<void> {
    const { batch } = payload;
    // on a timer, however long the effects take
    const beating = setInterval(
      () => void payload.heartbeat().catch((error: unknown) => (this.#stale = error)),
      this.#beatMs,
    );
    try {
      for (let at = 0, size = 20; at < batch.messages.length;) {
        if (this.#to.signal.aborted || !payload.isRunning() || payload.isStale()) return;
        const chunk = batch.messages.slice(at, at + size);
        const startedAt = performance.now();
        const events = chunk.map((m) => eventOf(batch.topic, batch.partition, m));
        await this.#handle(events.filter(({ type }) => this.#types.has(type)));
        const { offset } = chunk.at(-1) as { offset: string };
        payload.resolveOffset(offset);
        await payload.commitOffsetsIfNecessary({
          topics: [
            {
              topic: batch.topic,
              partitions: [{ partition: batch.partition, offset: String(BigInt(offset) + 1n) }],
            },
          ],
        });
        at += chunk.length;
        const factor = Math.min(2, Math.max(0.25, CHUNK_MS / (performance.now() - startedAt)));
        size = Math.min(LARGEST_CHUNK, Math.max(1, Math.round(size * factor)));
        if (this.#stale) throw this.#stale;
      }
    } finally {
      clearInterval(beating);
    }
  }

  /** Again and again while the database is away: the group must not take that for a dead member. */
  async #handle(events: StoredEvent[]): Promise<void> {
    if (events.length === 0) return;
    for (let wait = 50; ; wait = Math.min(wait * 2, 2_000)) {
      try {
        return await this.#to.handle({ events, position: 0n });
      } catch (error) {
        if (this.#stale) throw this.#stale;
        if (this.#to.signal.aborted) throw error;
        this.#o.log.warn('events not handled yet', {
          peer: this.#to.source,
          count: events.length,
          error,
        });
      }
      await sleep(wait, undefined, { signal: this.#to.signal }).catch(() => undefined);
    }
  }
}

class Silent extends Error {
  readonly retriable = true;
}

/** A broker that cannot be reached comes back; anything else is ours to report. */
function isAway(error: unknown): boolean {
  for (
    let at: unknown = error, depth = 0;
    at instanceof Error && depth < 6;
    at = at.cause, depth++
  ) {
    if ((at as { retriable?: boolean }).retriable === true) return true;
    if (
      /Connection|RequestTimeout|BrokerNotFound|NoBrokerAvailable|Timeout|GroupCoordinator/.test(
        at.name,
      )
    )
      return true;
  }
  return false;
}
