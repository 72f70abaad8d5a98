import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  create,
  toBinary,
  type DescMessage,
  type DescService,
  type MessageInitShape,
} from '@bufbuild/protobuf';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { RunningService } from '@katrol/rpc';
import { Refusal, type Logger } from '@katrol/runtime';
import { fuzzSeconds, fuzzSeed } from './config.ts';
import { eventually } from './eventually.ts';
import { requestOf } from './fuzz.ts';
import { startPublisher, type Publisher } from './publisher.ts';
import { startUnderTest } from './service.ts';

type Heard = { source: string; type: string; schema: DescMessage };
type Fuzzed<S extends DescService> = {
  service: S;
  start: (config: never, log: Logger) => Promise<RunningService>;
  subscriptions: readonly Heard[];
};

const addresses: Record<string, string> = {
  intake: 'intakeAddress',
  matching: 'matchingAddress',
  'volunteer-training': 'volunteerTrainingAddress',
};
const AT_A_TIME = 200;

/** S22 for events: whatever a neighbour tells is handled or parked, each once; the service lives, and what it keeps as a reason is a code. */
export function describeEventFuzz<S extends DescService>(c: Fuzzed<S>): void {
  const limitMs = (fuzzSeconds() * 1_000) / 4;
  test(
    'S22: events that nobody should tell are handled or parked, none is lost and nothing crashes',
    async () => {
      const seed = fuzzSeed();
      const publishers = new Map<string, Publisher>();
      for (const source of new Set(c.subscriptions.map((s) => s.source)))
        publishers.set(source, await startPublisher());
      const t = await startUnderTest(c.service, c.start, {
        peers: Object.fromEntries(
          [...publishers].map(([source, p]) => [addresses[source] ?? '', p.address]),
        ),
      });
      let told = 0;
      const kept = async (): Promise<number> =>
        (
          await t.admin.query<{ n: number }>(
            'select count(*)::int as n from (select id from inbox union select id from parked) heard',
          )
        ).rows[0]?.n ?? 0;
      try {
        for (const until = Date.now() + limitMs; Date.now() < until;) {
          for (let i = 0; i < AT_A_TIME; i++, told++) {
            const { source, type, schema } = c.subscriptions[
              told % c.subscriptions.length
            ] as Heard;
            const publisher = publishers.get(source) as Publisher;
            const key = told % 3 === 0 ? randomUUID() : `key-${told % 40}`;
            const [fact = {}] = fc.sample(requestOf(schema), { numRuns: 1, seed: seed + told });
            const [bytes = new Uint8Array()] = fc.sample(fc.uint8Array({ maxLength: 100 }), {
              numRuns: 1,
              seed: seed + told,
            });
            publisher.tellBytes(
              type,
              told % 4 === 3
                ? bytes
                : toBinary(schema, create(schema, fact as MessageInitShape<DescMessage>)),
              key,
            );
          }
          await eventually(async () => expect(await kept()).toBe(told));
          await sleep(5);
        }
        const { rows } = await t.admin.query<{ reason: string; n: number }>(
          'select reason, count(*)::int as n from parked group by reason order by 2 desc',
        );
        process.stdout.write(
          `S22: ${told} events told, ${rows.reduce((sum, r) => sum + r.n, 0)} parked (${rows.map((r) => `${r.n} ${r.reason}`).join(', ')}); seed ${seed}\n`,
        );
        expect(rows.filter((r) => !/^[A-Z_]+$/.test(r.reason))).toEqual([]);
        const [rpc = ''] = Object.keys(c.service.method);
        const alive = await (
          t.anonymous as unknown as (rpc: string, request: object) => Promise<unknown>
        )(rpc, {}).catch((e: unknown) => e);
        expect(alive).toBeInstanceOf(Refusal);
      } finally {
        await t.stop();
        for (const publisher of publishers.values()) publisher.stop();
      }
    },
    limitMs + 120_000,
  );
}
