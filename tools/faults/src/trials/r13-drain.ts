import { setTimeout as sleep } from 'node:timers/promises';
import { toBinary, fromBinary, create, type DescMethod, type Message } from '@bufbuild/protobuf';
import { Client, credentials, Metadata } from '@grpc/grpc-js';
import { steadily } from '../clerk.ts';
import { TellerService } from '../fixture/contract.ts';
import { offsets } from '../kafka.ts';
import { onStage, type Stage } from '../stage.ts';
import { brokerOf, inSeconds, must, type BrokerKind, type Trial } from '../trial.ts';
import type { World } from '../world.ts';

const LONG_CALLS = 100;
const LONG_MS = 2_000;
const EXIT_LIMIT_MS = 15_000;

/**
 * Calls of two seconds on connections that are pinged every second, as an impatient client does.
 */
function longCalls(port: number | undefined): Promise<PromiseSettledResult<void>[]> {
  const method = TellerService.method['wait'] as DescMethod;
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure(), {
    'grpc.keepalive_time_ms': 1_000,
    'grpc.keepalive_timeout_ms': 1_000,
    'grpc.enable_http_proxy': 0,
  });
  const one = (): Promise<void> =>
    new Promise((resolve, reject) => {
      client.makeUnaryRequest(
        `/${TellerService.typeName}/Wait`,
        (m: Message) => Buffer.from(toBinary(method.input, m)),
        (b: Buffer) => fromBinary(method.output, b),
        create(method.input, { ms: LONG_MS } as Record<string, unknown>),
        new Metadata(),
        { deadline: Date.now() + 15_000 },
        (error) => (error ? reject(error) : resolve()),
      );
    });
  return Promise.allSettled(Array.from({ length: LONG_CALLS }, one)).finally(() => client.close());
}

/** Events that the hearer's place says are done, and whose effect is not there. */
async function ahead(world: World, stage: Stage, broker: BrokerKind): Promise<number> {
  if (broker === 'kafka') {
    const committed = (await offsets(world.kafka?.port ?? 0, stage.group, stage.topic)).reduce(
      (sum, p) => sum + p.committed,
      0,
    );
    const inbox = Number(
      (await stage.hearer.query<{ n: string }>('select count(*) as n from inbox')).rows[0]?.n ?? 0,
    );
    return Math.max(0, committed - inbox);
  }
  const position =
    (await stage.hearer.query<{ position: string }>('select position from cursor')).rows[0]
      ?.position ?? '0';
  const done = (
    await stage.teller.query<{ id: string }>('select id::text from outbox where position <= $1', [
      position,
    ])
  ).rows.map((r) => r.id);
  const { rows } = await stage.hearer.query<{ n: string }>(
    'select count(*) as n from inbox where id = any ($1::uuid[])',
    [done],
  );
  return done.length - Number(rows[0]?.n ?? 0);
}

async function drain(world: World, stage: Stage, broker: BrokerKind): Promise<string> {
  const teller = stage.startTeller();
  const hearer = stage.startHearer();
  await Promise.all([teller.ready, hearer.ready]);
  const done = new AbortController();
  const load = steadily(world.scale(60, 100), done.signal, (n) =>
    stage.clerk.append(
      [{ key: `k${n % 50}`, value: stage.clerk.fresh() }],
      AbortSignal.timeout(60_000),
    ),
  );
  await sleep(2_000);
  const since = performance.now();
  const hearerEnd = await hearer.stop();
  const hearerTook = performance.now() - since;
  const tooFar = await ahead(world, stage, broker);
  const calls = longCalls(stage.ports.tellers[0]);
  await sleep(700);
  const asked = performance.now();
  const tellerEnd = await teller.stop();
  const tellerTook = performance.now() - asked;
  const failed = (await calls).filter((c) => c.status === 'rejected');
  await Promise.all([stage.startTeller().ready, stage.startHearer().ready]);
  done.abort();
  await load;
  await stage.settle(20_000);
  const why =
    failed[0]?.status === 'rejected' ? ` (${String((failed[0].reason as Error).message)})` : '';
  const figure =
    `${LONG_CALLS} calls of 2 s under way, keepalive 1 s: ` +
    `${failed.length} failed${why}; ` +
    `teller gone in ${inSeconds(tellerTook)} (code ${tellerEnd.code}), ` +
    `hearer in ${inSeconds(hearerTook)} (code ${hearerEnd.code}); ` +
    `${tooFar} offsets ahead of effects`;
  must(
    failed.length === 0 &&
      tooFar === 0 &&
      tellerEnd.code === 0 &&
      hearerEnd.code === 0 &&
      Math.max(tellerTook, hearerTook) <= EXIT_LIMIT_MS,
    figure,
  );
  return `${figure}; ${await stage.mustBeClean()}`;
}

export const drained: Trial = {
  id: 'R13',
  title: 'drain',
  on: ['direct', 'kafka'],
  run: (world, on) =>
    onStage(world, { broker: brokerOf(on), sessionTimeoutMs: 3_000 }, (stage) =>
      drain(world, stage, brokerOf(on)),
    ),
};
