import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { realPart, startKafka } from '@katrol/platform';
import { namesOf, reviewedNames, unreviewed, writeNames } from '../src/names.ts';
import { flowProblem, orphans, serviceOf } from '../src/traces.ts';
import { CANARY, openWorld, until, type Answer } from '../src/world.ts';

// O1 and O2 once more, with a real Kafka between the services.
const FLOWS = Number(process.env['KATROL_FLOWS'] ?? 20);

test('one trace from browser to projection through Kafka, also with a relay killed', async () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'katrol-kafka-'));
  const kafka = await realPart('kafka', () => startKafka({ dir }));
  if (!kafka) return;
  const world = await openWorld({
    KAFKA_BROKERS: kafka.brokers,
    BROKER: 'kafka',
    KAFKA_SESSION_TIMEOUT_MS: '3000',
  });
  try {
    const flows: Answer[] = [];
    for (let n = 0; n < FLOWS; n++) flows.push(await world.flow(n));
    const letGo = await world.holdRelay('volunteer_training');
    for (let n = 0; n < 5; n++) flows.push(await world.flow(100 + n));
    await sleep(2_000);
    await world.restart('volunteer-training', 'SIGKILL');
    await letGo();
    const { spans } = world.receiver;
    await until(
      () => flows.every((f) => !flowProblem(spans, f)),
      `effects of ${flows.map((f) => flowProblem(spans, f)).find((p) => p)}`,
      60,
    );
    for (let seen = -1; seen !== spans.length; await sleep(2_500)) seen = spans.length;
    expect(orphans(spans, world.begun).map((s) => `${serviceOf(s)} ${s.name}`)).toEqual([]);
    const sent = spans.filter((s) => s.kind === 4 && s.name === 'send katrol.volunteer-training');
    expect(sent.length).toBeGreaterThanOrEqual(flows.length);
    // the hop's own spans are linked to the hop before
    const received = spans.filter(
      (s) => s.kind === 5 && s.name === 'process katrol.volunteer-training',
    );
    const hops = new Set(sent.map((s) => s.spanId));
    expect(
      received.filter((s) => !s.links.some((l) => hops.has(l.spanId))).map((s) => s.name),
    ).toEqual([]);
    process.stdout.write(`O1 Kafka: ${flows.length} flows, ${spans.length} spans, 0 orphans\n`);
    const seen = namesOf(world.receiver);
    if (process.env['KATROL_WRITE_NAMES']) writeNames(seen);
    expect(unreviewed(seen, reviewedNames())).toEqual([]);
    expect(world.receiver.raw.filter((b) => b.toString('latin1').includes(CANARY)).length).toBe(0);
  } finally {
    await world.stop();
    await kafka.stop();
    rmSync(dir, { recursive: true, force: true });
  }
});
