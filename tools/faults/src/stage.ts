import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { cloneDatabase, dropDatabase, freePort } from '@katrol/platform';
import type pg from 'pg';
import { inWords, isClean, judge, type Row, type Verdict } from './checker.ts';
import { startChild, type Child } from './child.ts';
import { Clerk } from './clerk.ts';
import { at, outside } from './databases.ts';
import type { Fault } from './inside/fault.ts';
import { fixture, STATE, type Play } from './play.ts';
import { startProxy, type Proxy } from './proxy.ts';
import { must, type BrokerKind } from './trial.ts';
import { TEMPLATE, type World } from './world.ts';

export type Wire = 'teller-database' | 'hearer-database' | 'broker';

export type StageOptions = {
  broker: BrokerKind;
  tellers?: number;
  hearers?: number;
  handlerMs?: number;
  /** connections that go through a proxy */
  through?: readonly Wire[];
  sessionTimeoutMs?: number;
  play?: Play;
};

const SESSION_TIMEOUT_MS = 6_000;

/**
 * A teller and a hearer, each with its database, on a topic of their own; nothing is started yet.
 */
export class Stage {
  readonly clerk: Clerk;
  readonly teller: pg.Pool;
  readonly hearer: pg.Pool;
  readonly name: string;
  readonly wires = new Map<Wire, Proxy>();
  readonly children = new Set<Child>();
  readonly #world: World;
  readonly #o: StageOptions;
  readonly #ports: { tellers: number[]; hearers: number[] };
  readonly #urls: { teller: string; hearer: string };

  constructor(
    world: World,
    o: StageOptions,
    made: {
      name: string;
      ports: Stage['ports'];
      urls: { teller: string; hearer: string };
      wires: Map<Wire, Proxy>;
    },
  ) {
    this.#world = world;
    this.#o = o;
    this.name = made.name;
    this.#ports = made.ports;
    this.#urls = made.urls;
    this.wires = made.wires;
    this.teller = outside(world.postgres.adminUrl, `${made.name}_t`);
    this.hearer = outside(world.postgres.adminUrl, `${made.name}_h`);
    this.clerk = new Clerk(addressOf(made.ports.tellers), addressOf(made.ports.hearers));
  }

  get ports(): { tellers: number[]; hearers: number[] } {
    return this.#ports;
  }

  /** what is heard, by the name of who tells it */
  get tellerName(): string {
    return this.#o.play?.tellerName ?? `${this.name}-t`;
  }

  /** how its group is called on Kafka */
  get group(): string {
    return `katrol.${this.name}-h.${this.name}-t`;
  }

  get topic(): string {
    return `katrol.${this.name}-t`;
  }

  startTeller(fault: Fault = {}, index = 0): Child {
    return this.#start(
      'teller',
      { LISTEN: listen(this.#ports.tellers[index]), DATABASE_URL: this.#urls.teller },
      fault,
    );
  }

  startHearer(fault: Fault = {}, index = 0): Child {
    const through = this.wires.get('broker');
    const tellers = through && this.#o.broker === 'direct' ? [through.port] : this.#ports.tellers;
    const own = {
      LISTEN: listen(this.#ports.hearers[index]),
      DATABASE_URL: this.#urls.hearer,
      TELLER_ADDRESS: addressOf(tellers),
    };
    return this.#start('hearer', own, fault);
  }

  #start(role: 'teller' | 'hearer', own: Record<string, string>, fault: Fault): Child {
    const { identity, kafka, seed, sabotage } = this.#world;
    const { play } = this.#o;
    const serviceName = `${this.name}-${role === 'teller' ? 't' : 'h'}`;
    const through = this.wires.get('broker');
    const redirect =
      through && this.#o.broker === 'kafka' && kafka
        ? { redirect: { [kafka.port]: through.port } }
        : {};
    const env = {
      ...own,
      SERVICE_NAME: serviceName,
      TELLER_NAME: this.tellerName,
      ...(role === 'teller' ? play?.env : {}),
      BROKER: this.#o.broker,
      HANDLER_MS: String(this.#o.handlerMs ?? 0),
      OIDC_ISSUER: identity.issuer,
      OIDC_URL: identity.issuer,
      OIDC_AUDIENCE: identity.audience,
      CLIENT_ID: `service-${serviceName}`,
      CLIENT_SECRET: 'test',
      ...(kafka
        ? {
            KAFKA_BROKERS: `127.0.0.1:${kafka.port}`,
            KAFKA_SESSION_TIMEOUT_MS: String(this.#o.sessionTimeoutMs ?? SESSION_TIMEOUT_MS),
          }
        : {}),
    };
    const child = startChild({
      name: role,
      file: play?.[role] ?? fixture(role),
      env,
      fault: { seed, ...(sabotage ? { sabotage } : {}), ...redirect, ...fault },
    });
    this.children.add(child);
    void child.ended.then(() => this.children.delete(child));
    return child;
  }

  async state(): Promise<Row[]> {
    return (await this.teller.query<Row>(this.#o.play?.state ?? STATE)).rows;
  }

  async heard(): Promise<Row[]> {
    return (await this.hearer.query<Row>(STATE)).rows;
  }

  /** What stands in the state and is not heard yet. */
  async behind(): Promise<number> {
    const count = async (pool: pg.Pool, what: string): Promise<number> => {
      const counted = await pool.query<{ n: string }>(`select count(*) as n from (${what}) as s`);
      return Number(counted.rows[0]?.n ?? 0);
    };
    const state = this.#o.play?.state ?? STATE;
    return (await count(this.teller, state)) - (await count(this.hearer, STATE));
  }

  /**
   * One event all the way: connections are open and the group has met before anything is measured.
   */
  async warm(): Promise<void> {
    await this.clerk.append(
      [{ key: 'warm', value: this.clerk.fresh() }],
      AbortSignal.timeout(20_000),
    );
    await this.settle(20_000);
  }

  /**
   * Waits until everything told was heard; gives how long it took in ms, or the limit when
   * something is still missing.
   */
  async settle(limitMs: number): Promise<number> {
    const since = performance.now();
    while (performance.now() - since < limitMs) {
      if ((await this.behind()) <= 0) return performance.now() - since;
      await sleep(50);
    }
    return limitMs;
  }

  /**
   * Judges when nothing moves any more: a call that was given up may still be under way on the
   * other side.
   */
  async verdict(): Promise<Verdict> {
    for (let before = -1, tries = 0; tries < 40; tries++) {
      const now = (await this.state()).length + (await this.heard()).length;
      if (now === before) break;
      before = now;
      await sleep(300);
    }
    return judge(this.clerk.record, await this.state(), await this.heard());
  }

  /**
   * Nothing lost, nothing twice, nothing invented, nothing out of order; gives the words for the
   * figure.
   */
  async mustBeClean(): Promise<string> {
    const verdict = await this.verdict();
    must(isClean(verdict), `${inWords(verdict)}; ${await this.inside()}`);
    return inWords(verdict);
  }

  /**
   * For a report of what went wrong: what the kit's own tables hold, and what the processes said
   * last.
   */
  async inside(): Promise<string> {
    const outbox = await this.teller.query(
      'select count(*) as rows, count(*) filter (where position is null) as waiting from outbox',
    );
    const inbox = await this.hearer.query(
      'select (select count(*) from inbox) as inbox, (select count(*) from parked) as parked',
    );
    const doubled = await this.hearer.query(
      `select key, value, count(*)::int as n,
        array_agg(xmin::text) as xmin, array_agg(recorded_at) as at
        from entry group by key, value having count(*) > 1 limit 3`,
    );
    const said = [...this.children].map((c) => `${c.name}: ${c.lines.slice(-3).join(' | ')}`);
    return JSON.stringify({
      ...outbox.rows[0],
      ...inbox.rows[0],
      doubled: doubled.rows,
      clerk: String(this.clerk.lastError),
      said,
    });
  }

  async close(): Promise<void> {
    this.clerk.close();
    await Promise.all([...this.children].map((c) => c.kill()));
    for (const wire of this.wires.values()) await wire.close();
    await Promise.all([this.teller.end(), this.hearer.end()]);
    for (const side of ['t', 'h'])
      await dropDatabase(this.#world.postgres.adminUrl, `${this.name}_${side}`);
  }
}

const listen = (port: number | undefined): string => `127.0.0.1:${port}`;
const addressOf = (ports: readonly number[]): string =>
  `ipv4:${ports.map((p) => `127.0.0.1:${p}`).join(',')}`;

async function openStage(world: World, o: StageOptions): Promise<Stage> {
  // letters only: a service's name is part of its credentials
  const name = `f${randomBytes(6)
    .toString('hex')
    .replaceAll(/\d/g, (d) => 'ghijklmnop'[Number(d)] ?? '')}`;
  const { adminUrl, port } = world.postgres;
  const ports = {
    tellers: await Promise.all(Array.from({ length: o.tellers ?? 1 }, () => freePort())),
    hearers: await Promise.all(Array.from({ length: o.hearers ?? 1 }, () => freePort())),
  };
  const wires = new Map<Wire, Proxy>();
  const through = async (wire: Wire, to: number): Promise<number> => {
    if (!o.through?.includes(wire)) return to;
    const proxy = await startProxy({ host: '127.0.0.1', port: to });
    wires.set(wire, proxy);
    return proxy.port;
  };
  const urls = {
    teller: at((await cloneDatabase(adminUrl, o.play?.template ?? TEMPLATE, `${name}_t`)).url, {
      port: await through('teller-database', port),
    }),
    hearer: at((await cloneDatabase(adminUrl, TEMPLATE, `${name}_h`)).url, {
      port: await through('hearer-database', port),
    }),
  };
  await through(
    'broker',
    o.broker === 'kafka' ? (world.kafka?.port ?? 0) : (ports.tellers[0] ?? 0),
  );
  return new Stage(world, o, { name, ports, urls, wires });
}

/** Opens a stage, lets the trial use it, and leaves nothing behind, whatever happened. */
export async function onStage<T>(
  world: World,
  o: StageOptions,
  use: (stage: Stage) => Promise<T>,
): Promise<T> {
  const stage = await openStage(world, o);
  try {
    return await use(stage);
  } finally {
    await stage.close();
  }
}
