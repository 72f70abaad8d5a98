import { setTimeout as sleep } from 'node:timers/promises';
import { ParkedService } from '@katrol/proto/katrol/common/v1/parked_pb';
import { connect } from '@katrol/rpc';
import { steadily } from '../clerk.ts';
import { seeded } from '../random.ts';
import { onStage, type Stage } from '../stage.ts';
import { brokerOf, inTime, must, percentile, type Trial } from '../trial.ts';
import type { World } from '../world.ts';

const KEYS = 100;
const SICK = 'k7';
const RATE = 40;

/** How long after its commit each value was handled, in ms, the sick aggregate aside. */
async function latencies(stage: Stage): Promise<number[]> {
  const sql = `select value, extract(epoch from recorded_at) * 1000 as at
    from entry where key <> '${SICK}'`;
  const told = new Map(
    (await stage.teller.query<{ value: string; at: string }>(sql)).rows.map((r) => [
      r.value,
      Number(r.at),
    ]),
  );
  return (await stage.hearer.query<{ value: string; at: string }>(sql)).rows.map(
    (r) => Number(r.at) - (told.get(r.value) ?? Number.NaN),
  );
}

/**
 * An operator looks, tries too early, has the cause mended, and releases while more comes in under
 * the same key.
 */
async function repair(world: World, stage: Stage): Promise<string> {
  const peer = connect(ParkedService, `127.0.0.1:${stage.ports.hearers[0]}`);
  const call = async () => ({
    token: await world.identity.person({ roles: ['operator'] }),
    deadline: new Date(Date.now() + 20_000),
  });
  const release = async () =>
    await peer.call('releaseParked', { source: stage.tellerName, key: SICK }, await call());
  try {
    const seen = await peer.call('listParked', {}, await call());
    must(
      seen.rows.length === 1 && seen.rows[0]?.key === SICK && seen.rows[0].reason === 'BUG',
      `the operator sees ${JSON.stringify(seen.rows.map((r) => [r.key, r.reason]))}`,
    );
    const early = await release();
    must(
      early.released === 0 && early.left > 0 && early.reason === 'BUG',
      `released before the repair: ${early.released}, ${early.left} left, ${early.reason}`,
    );
    await stage.hearer.query('delete from obstacle');
    const more = new AbortController();
    const coming = (async () => {
      while (!more.signal.aborted)
        await stage.clerk.append(
          [{ key: SICK, value: stage.clerk.fresh('late') }],
          AbortSignal.timeout(20_000),
        );
    })();
    await sleep(300);
    const done = await release();
    await sleep(700);
    more.abort();
    await coming;
    await stage.settle(10_000);
    const { rows } = await stage.hearer.query<{ n: number }>(
      'select count(*)::int as n from parked',
    );
    must(rows[0]?.n === 0, `${rows[0]?.n} still parked after the release`);
    return `${done.released} released`;
  } finally {
    peer.close();
  }
}

async function tellAll(stage: Stage, total: number, bad: number): Promise<void> {
  const done = new AbortController();
  let told = 0;
  // appends under one key follow each other, as commands on one aggregate do
  const turn = new Map<string, Promise<unknown>>();
  await steadily(RATE, done.signal, async (n) => {
    if (told >= total) return done.abort();
    const first = (n * 5) % KEYS;
    const entries = Array.from({ length: 5 }, (_, i) => ({
      key: `k${first + i}`,
      value: stage.clerk.fresh(),
    }));
    if (bad >= told && bad < told + 5) entries.push({ key: SICK, value: 'poison' });
    told += 5;
    const before = turn.get(String(first)) ?? Promise.resolve();
    const mine = before.then(() => stage.clerk.append(entries, AbortSignal.timeout(60_000)));
    turn.set(String(first), mine);
    await mine;
  });
}

async function poison(world: World, stage: Stage): Promise<string> {
  const random = seeded(world.seed);
  const total = world.scale(1_000, 10_000);
  const bad = random.between(Math.floor(total / 4), Math.floor(total / 2));
  await stage.hearer.query(`insert into obstacle values ('poison')`);
  await Promise.all([stage.startTeller().ready, stage.startHearer().ready]);
  await stage.warm();
  await tellAll(stage, total, bad);
  const parkedNow = async (): Promise<number> =>
    (await stage.hearer.query<{ n: number }>('select count(*)::int as n from parked')).rows[0]?.n ??
    0;
  for (
    const until = performance.now() + 15_000;
    (await stage.behind()) > (await parkedNow()) && performance.now() < until;
  )
    await sleep(100);
  const late = await latencies(stage);
  const p99 = percentile(late, 0.99);
  const parked = (
    await stage.hearer.query<{ key: string; id: string }>(
      'select key, id::text from parked order by seq',
    )
  ).rows;
  const behind = (
    await stage.teller.query<{ id: string }>(
      `select id::text from outbox
        where key = '${SICK}'
        and seq >=
          (select seq from outbox where convert_from(payload, 'utf8') like '%poison%')
        order by seq`,
    )
  ).rows;
  must(
    parked.length > 1 && parked.every((p) => p.key === SICK),
    `parked: ${parked.length}, of other keys too`,
  );
  must(
    parked.map((p) => p.id).join() === behind.map((p) => p.id).join(),
    `${parked.length} parked, ${behind.length} told from the bad one on, or another order`,
  );
  must(
    late.length + (await stage.state()).filter((r) => r.key === SICK).length ===
      (await stage.state()).length,
    'others are missing',
  );
  inTime(p99 < 2_000, `others p99 ${p99.toFixed(0)} ms`);
  const released = await repair(world, stage);
  return (
    `1 in ${total}: ${parked.length} parked in order, ` +
    `others p99 ${p99.toFixed(0)} ms; ` +
    `${released}, then as a clean run: ` +
    `${await stage.mustBeClean()}`
  );
}

export const poisonEvent: Trial = {
  id: 'R5',
  title: 'poison',
  on: ['direct', 'kafka'],
  run: (world, on) => onStage(world, { broker: brokerOf(on) }, (stage) => poison(world, stage)),
};
