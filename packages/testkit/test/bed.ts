import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { create, toBinary } from '@bufbuild/protobuf';
import { StringValueSchema, type StringValue } from '@bufbuild/protobuf/wkt';
import { ensureDatabase, dropDatabase } from '@katrol/platform';
import {
  directBroker,
  hear,
  kafkaBroker,
  on,
  openOutbox,
  type Broker,
  type Call,
  type Outbox,
  type Parked,
  type StoredEvent,
} from '@katrol/events';
import { Refusal, createLogger, systemClock } from '@katrol/runtime';
import {
  applyMigrations,
  openStore,
  readMigrations,
  sql,
  writeTold,
  type RawTx,
  type Store,
} from '@katrol/store';
import pg from 'pg';

const adminUrl = process.env['KATROL_TEST_ADMIN_URL'] as string;
const log = createLogger('contract', process.env['LOG_LEVEL'] ?? 'silent');
const kit = fileURLToPath(new URL('../../store/migrations', import.meta.url));

export type Kind = 'direct' | 'kafka';
type Place = { name: string; url: string; store: Store<RawTx>; pool: pg.Pool };

/**
 * One service that tells and others that hear, each with its own database, on one kind of broker.
 */
export class Bed {
  readonly source = `t${randomBytes(4).toString('hex')}`;
  readonly #kind: Kind;
  readonly #places: Place[] = [];
  readonly #stops: (() => Promise<unknown>)[] = [];
  #outbox: Outbox | undefined;
  #teller: Place | undefined;

  constructor(kind: Kind) {
    this.#kind = kind;
  }

  async broker(service: string): Promise<Broker> {
    if (this.#kind === 'direct')
      return directBroker(
        ({ signal, ...reading }) => (this.#outbox as Outbox).read(reading, signal),
        log,
      );
    const brokers = (process.env['KATROL_TEST_KAFKA'] as string).split(',');
    return await kafkaBroker({ service, brokers, sessionTimeoutMs: 6_000, replication: 1, log });
  }

  async #place(name: string): Promise<Place> {
    const { url, ownerUrl } = await ensureDatabase(adminUrl, name);
    await applyMigrations({
      ownerUrl,
      schema: 'datasource db { provider = "postgresql" }',
      directories: await readMigrations(kit),
    });
    const owner = new pg.Client({ connectionString: ownerUrl });
    await owner.connect();
    await owner.query(
      `create table heard (seq bigint generated always as identity,
        key text, value text, traceparent text)`,
    );
    // nothing comes by default: what a table is open for is said
    await owner.query(`grant select, insert on heard to "${name}"`);
    await owner.end();
    const pool = new pg.Pool({ connectionString: url, max: 6 });
    pool.on('error', () => undefined);
    const place = { name, url, pool, store: openStore<RawTx>({ url, log }) };
    this.#places.push(place);
    return place;
  }

  async open(): Promise<void> {
    this.#teller = await this.#place(this.source);
    await this.startRelay();
  }

  async startRelay(): Promise<{ stop(): Promise<void> }> {
    const broker = await this.broker(this.source);
    const outbox = openOutbox(this.source, (this.#teller as Place).store, broker, log);
    this.#outbox = outbox;
    const stop = async (): Promise<void> => {
      await outbox.stop();
      await broker.close();
    };
    this.#stops.push(stop);
    return { stop };
  }

  /** Tells values under keys, each in a transaction of its own, in this order. */
  async tell(facts: readonly [key: string, value: string][], traceparent = ''): Promise<void> {
    const { store } = this.#teller as Place;
    const type = StringValueSchema.typeName;
    for (const [key, value] of facts) {
      const payload = toBinary(StringValueSchema, create(StringValueSchema, { value }));
      await store.transact(
        { branches: [], universities: [], subject: 'test' },
        new Date(Date.now() + 10_000),
        async (tx) => writeTold(tx, { events: [{ type, key, payload, traceparent }], audit: [] }),
      );
      this.#outbox?.wake();
    }
  }

  /** A fact of so many bytes, written past every limit. */
  async tellLarge(key: string, bytes: number): Promise<void> {
    const value = `${key}:${'x'.repeat(bytes)}`;
    const payload = Buffer.from(toBinary(StringValueSchema, create(StringValueSchema, { value })));
    await (this.#teller as Place).pool.query(
      'insert into outbox (type, key, payload) values ($1, $2, $3)',
      [StringValueSchema.typeName, key, payload],
    );
    this.#outbox?.wake();
  }

  /**
   * A service that hears; a value that `refuses` names is poison, one that `away` names comes while
   * its database is away.
   */
  async hearer(
    name = `h${randomBytes(4).toString('hex')}`,
    o: {
      refuses?: (value: string) => boolean;
      away?: (value: string) => boolean;
      slowMs?: number;
    } = {},
  ): Promise<Hearer> {
    const place = this.#places.find((p) => p.name === name) ?? (await this.#place(name));
    const broker = await this.broker(name);
    const write = async ({ tx }: Call, fact: Pick<StringValue, 'value'>): Promise<void> => {
      if (o.refuses?.(fact.value)) throw new Refusal('failed_precondition', 'TEST_REFUSED');
      if (o.away?.(fact.value)) throw new Refusal('unavailable', 'DATABASE_AWAY');
      if (o.slowMs) await sleep(o.slowMs);
      const { value } = fact;
      await tx.execute(
        sql`insert into heard (key, value) values (${value.split(':')[0]}, ${value})`,
      );
    };
    const heard = on(StringValueSchema, (fact) => fact, write);
    const subscriptions = [{ ...heard, source: this.source }];
    const hearing = hear({
      service: name,
      deps: {},
      store: place.store,
      broker,
      clock: systemClock,
      log,
      subscriptions,
      wake: () => undefined,
    });
    let stopped: Promise<void> | undefined;
    const stop = (): Promise<void> => (stopped ??= hearing.stop().then(() => broker.close()));
    this.#stops.push(stop);
    return { name, pool: place.pool, store: place.store, broker, parked: hearing.parked, stop };
  }

  /** 50 publishes beside each other, past the outbox. */
  async publishTogether(count: number): Promise<void> {
    const broker = await this.broker(this.source);
    const payload = toBinary(StringValueSchema, create(StringValueSchema, { value: 'together' }));
    const event = (): StoredEvent => ({
      id: randomUUID(),
      type: 'x',
      key: randomUUID(),
      payload,
      position: 0n,
      recordedAt: new Date(),
      traceparent: '',
    });
    await Promise.all(
      Array.from({ length: count }, () => broker.publish([event()], AbortSignal.timeout(20_000))),
    );
    await broker.close();
  }

  async close(): Promise<void> {
    for (const stop of this.#stops.toReversed()) await stop();
    for (const { store, name } of this.#places) {
      await store.close();
      await dropDatabase(adminUrl, name);
    }
  }
}

export type Hearer = {
  name: string;
  pool: pg.Pool;
  store: Store<RawTx>;
  broker: Broker;
  parked: Parked;
  stop(): Promise<void>;
};

export const heardBy = async ({ pool }: Hearer): Promise<string[]> =>
  (await pool.query<{ value: string }>('select value from heard order by seq')).rows.map(
    (r) => r.value,
  );

/** Something that an operator does with what is parked, in one transaction. */
export const asOperator = <T>({ store }: Hearer, work: (tx: RawTx) => Promise<T>): Promise<T> =>
  store.transact(
    { branches: [], universities: [], subject: 'operator' },
    new Date(Date.now() + 5_000),
    work,
  );

export const parkedBy = async ({ pool }: Hearer): Promise<string[]> =>
  (
    await pool.query<{ key: string; reason: string }>('select key, reason from parked order by seq')
  ).rows.map((r) => `${r.key} ${r.reason}`);
