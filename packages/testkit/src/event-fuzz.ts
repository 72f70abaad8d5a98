import { randomUUID } from 'node:crypto';
import {
  create,
  toBinary,
  type DescMessage,
  type DescService,
  type MessageInitShape,
} from '@bufbuild/protobuf';
import { expect, test } from '@jest/globals';
import { Refusal } from '@katrol/runtime';
import fc from 'fast-check';
import { fuzzSeconds, fuzzSeed } from './config.ts';
import { eventually } from './eventually.ts';
import { exampleOf } from './example.ts';
import { requestOf } from './fuzz-values.ts';
import { startPublisher, type Publisher } from './publisher.ts';
import { startUnderTest, type Start, type UnderTest } from './service.ts';

type Heard = { source: string; type: string; schema: DescMessage };
type Fuzzed<S extends DescService> = {
  service: S;
  start: Start;
  subscriptions: readonly Heard[];
};

const SLOW_MS = 60_000;
const AT_A_TIME = 200;

/**
 * S22 for events: whatever a neighbour tells is handled or parked, each once; the service lives,
 * and what it keeps as a reason is a refusal of ours, never a bug.
 */
export function describeEventFuzz<S extends DescService>(c: Fuzzed<S>): void {
  const limitMs = (fuzzSeconds() * 1_000) / 4;
  test(
    'S22: events that nobody should tell are handled or parked, none is lost, nothing crashes',
    () => fuzzed(c, limitMs),
    limitMs + 120_000,
  );
}

async function fuzzed<S extends DescService>(c: Fuzzed<S>, limitMs: number): Promise<void> {
  const seed = fuzzSeed();
  const publishers = new Map<string, Publisher>();
  for (const source of new Set(c.subscriptions.map((s) => s.source))) {
    publishers.set(source, await startPublisher());
  }
  const peers = Object.fromEntries([...publishers].map(([source, p]) => [source, p.address]));
  const t = await startUnderTest(c.service, c.start, { peers });
  let told = 0;
  try {
    for (const until = Date.now() + limitMs; Date.now() < until;) {
      for (let i = 0; i < AT_A_TIME; i++, told++) {
        const about = c.subscriptions[told % c.subscriptions.length] as Heard;
        tellAny(publishers.get(about.source) as Publisher, about, seed + told, told);
      }
      // each bad one is parked by halves, on a machine that may be slow; what is lost stays lost
      await eventually(async () => expect(await kept(t)).toBe(told), SLOW_MS);
    }
    await judge(t, `${told} events told`, seed);
    const [rpc = ''] = Object.keys(c.service.method);
    const anybody = t.anonymous as unknown as (rpc: string, request: object) => Promise<unknown>;
    expect(await anybody(rpc, {}).catch((e: unknown) => e)).toBeInstanceOf(Refusal);
  } finally {
    await t.stop();
    for (const publisher of publishers.values()) publisher.stop();
  }
}

function tellAny(publisher: Publisher, { type, schema }: Heard, seed: number, n: number): void {
  const key = n % 3 === 0 ? randomUUID() : `key-${n % 40}`;
  const [bytes = new Uint8Array()] = fc.sample(fc.uint8Array({ maxLength: 100 }), {
    numRuns: 1,
    seed,
  });
  const [any = {}] = fc.sample(requestOf(schema), { numRuns: 1, seed });
  // half of them nearly right: one thing changed in an event that its contract takes
  const near = { ...exampleOf(schema), ...Object.fromEntries(Object.entries(any).slice(0, 1)) };
  const fact = (n % 2 === 0 ? near : any) as MessageInitShape<DescMessage>;
  const readable = (): Uint8Array => toBinary(schema, create(schema, fact));
  publisher.tellBytes(type, n % 4 === 3 ? bytes : readable(), key);
}

type Admin = Pick<UnderTest<DescService>, 'admin'>;

const kept = async ({ admin }: Admin): Promise<number> =>
  (
    await admin.query<{ n: number }>(
      'select count(*)::int as n from (select id from inbox union select id from parked) heard',
    )
  ).rows[0]?.n ?? 0;

async function judge({ admin }: Admin, what: string, seed: number): Promise<void> {
  const { rows } = await admin.query<{ reason: string; n: number }>(
    'select reason, count(*)::int as n from parked group by reason order by 2 desc',
  );
  const parked = rows.reduce((sum, r) => sum + r.n, 0);
  const reasons = rows.map((r) => `${r.n} ${r.reason}`).join(', ');
  process.stdout.write(`S22: ${what}, ${parked} parked (${reasons}); seed ${seed}\n`);
  expect(rows.filter((r) => !/^[A-Z_]+$/.test(r.reason) || r.reason === 'BUG')).toEqual([]);
}
