import { connect } from '@katrol/rpc';
import { Refusal } from '@katrol/runtime';
import { TellerService } from '../fixture/contract.ts';
import { onStage, type Stage } from '../stage.ts';
import { brokerOf, must, type Trial } from '../trial.ts';
import type { World } from '../world.ts';

// more than an hour: a broker takes records up to exactly an hour ahead of its own clock
const WRONG_MS = 61 * 60_000;
const WITHIN_MS = 50_000;
const KEYS = 5;
const APPENDS = 10;

type Wrong = { who: 'teller' | 'hearer'; by: number };
const inWords = ({ who, by }: Wrong): string => `${who} ${by > 0 ? '+' : '-'}61 min`;

/** What a teller whose clock is wrong by so much makes of a token that was issued this moment. */
async function judges(world: World, stage: Stage): Promise<'taken' | 'refused'> {
  const token = await world.identity.person({ roles: ['coordinator'] });
  const peer = connect(TellerService, `127.0.0.1:${stage.ports.tellers[0]}`);
  try {
    await peer.call('read', { key: 'k0' } as Record<string, unknown>, {
      token,
      deadline: new Date(Date.now() + 5_000),
    });
    return 'taken';
  } catch (error) {
    if (error instanceof Refusal && error.reason === 'IDENTITY_TOKEN_INVALID') return 'refused';
    throw error;
  } finally {
    peer.close();
  }
}

async function append(stage: Stage): Promise<void> {
  for (let n = 0; n < APPENDS; n++)
    await stage.clerk.append(
      Array.from({ length: KEYS }, (_, k) => ({ key: `k${k}`, value: stage.clerk.fresh() })),
      AbortSignal.timeout(20_000),
    );
}

/** How far the times in the kit's own tables are from the database's, in seconds. */
async function furthest(stage: Stage): Promise<number> {
  const { rows } = await stage.teller.query<{ far: number }>(
    `select max(abs(extract(epoch from now() - at)))::float8 as far from (
      select recorded_at as at from outbox union all select occurred_at from audit
      union all select recorded_at from idempotency) as times`,
  );
  const heard = await stage.hearer.query<{ far: number }>(
    `select coalesce(max(abs(extract(epoch from now() - recorded_at))), 0)::float8 as far
      from inbox`,
  );
  return Math.max(rows[0]?.far ?? 0, heard.rows[0]?.far ?? 0);
}

/** Works while one clock is wrong, then while all are right. */
async function during(world: World, stage: Stage, wrong: Wrong, on: string): Promise<string> {
  const fault = (who: Wrong['who']) => (who === wrong.who ? { clockMs: wrong.by } : {});
  const teller = stage.startTeller(fault('teller'));
  const hearer = stage.startHearer(fault('hearer'));
  await Promise.all([teller.ready, hearer.ready]);
  await append(stage);
  if (wrong.who === 'teller')
    must((await judges(world, stage)) === 'refused', `${inWords(wrong)}: a token was taken`);
  // whoever reads the direct log shows a token, which a teller with a wrong clock refuses
  const flows = on === 'kafka' || wrong.who === 'hearer';
  const settled = flows ? await stage.settle(20_000) : 0;
  must(settled < 20_000, `${inWords(wrong)}: not heard in 20 s; ${await stage.inside()}`);
  await Promise.all([teller.stop(), hearer.stop()]);
  return `${inWords(wrong)}: ${flows ? 'heard meanwhile' : 'heard afterwards'}`;
}

async function withinTolerance(world: World, stage: Stage): Promise<void> {
  for (const by of [WITHIN_MS, -WITHIN_MS]) {
    const teller = stage.startTeller({ clockMs: by });
    await teller.ready;
    must((await judges(world, stage)) === 'taken', `${by / 1_000} s: a token was refused`);
    await teller.stop();
  }
}

async function wrongClocks(world: World, stage: Stage, on: string): Promise<string> {
  const all: Wrong[] = [
    { who: 'teller', by: WRONG_MS },
    { who: 'teller', by: -WRONG_MS },
    { who: 'hearer', by: WRONG_MS },
    { who: 'hearer', by: -WRONG_MS },
  ];
  const told: string[] = [];
  // the short form tries what is hardest on each broker
  const hardest = all.filter(({ who, by }) => (on === 'kafka') === (who === 'teller' && by > 0));
  for (const wrong of world.scale(hardest.slice(-1), all))
    told.push(await during(world, stage, wrong, on));
  if (world.size === 'full' || on === 'direct') await withinTolerance(world, stage);
  stage.startTeller();
  stage.startHearer();
  await append(stage);
  await stage.settle(30_000);
  const words = await stage.mustBeClean();
  const far = await furthest(stage);
  must(far < 600, `times in the tables are ${far.toFixed(0)} s from the database's`);
  return `${told.join(', ')}; a token taken at 50 s, refused at 61 min: ${words}`;
}

export const wrongClock: Trial = {
  id: 'R25',
  title: 'clock',
  on: ['direct', 'kafka'],
  run: (world, on) =>
    onStage(world, { broker: brokerOf(on), sessionTimeoutMs: 3_000 }, (stage) =>
      wrongClocks(world, stage, on),
    ),
};
