import { setTimeout as sleep } from 'node:timers/promises';
import { ParkedService } from '@katrol/proto/katrol/common/v1/parked_pb';
import { connect } from '@katrol/rpc';
import { killPoints } from '../inside/fault.ts';
import { Desk, liaisonPlay, makeCases, type Case } from '../liaison.ts';
import { seeded } from '../random.ts';
import { onStage, type Stage } from '../stage.ts';
import { inSeconds, must, type Trial } from '../trial.ts';
import type { World } from '../world.ts';
import { killing, type Kills } from './r01-kill-matrix.ts';

const LIMIT_MS = 600_000;
const FAMILIES = 6;

/** Families of which one after the other is asked, says yes, and is answered by the school. */
async function atWork(
  desk: Desk,
  cases: readonly Case[],
  { signal, rounds = Infinity }: { signal: AbortSignal; rounds?: number },
): Promise<void> {
  const work = async (c: Case): Promise<void> => {
    for (let n = 0; n < rounds && !signal.aborted; n += 1) {
      await desk.approve(c, signal);
      await desk.answer(c, signal);
    }
  };
  await Promise.all(cases.map(work));
}

/** A stage on which school-liaison tells, with families and who speaks for them. */
const withLiaison = async (
  world: World,
  use: (stage: Stage, desk: Desk, cases: Case[]) => Promise<string>,
): Promise<string> => {
  const play = await liaisonPlay(world);
  return await onStage(world, { broker: 'direct', play }, async (stage) => {
    const cases = await makeCases(stage, FAMILIES, world.scale(400, 2_000));
    const desk = new Desk(world, stage);
    try {
      return await use(stage, desk, cases);
    } finally {
      desk.close();
    }
  });
};

async function matrix(
  world: World,
  stage: Stage,
  { desk, cases }: { desk: Desk; cases: Case[] },
): Promise<string> {
  const random = seeded(world.seed);
  const kills: Kills = new Map();
  const done = new AbortController();
  const working = atWork(desk, cases, { signal: done.signal });
  const since = performance.now();
  // a person's commands are fewer than those of the fixture's clerk
  const how = { random, until: since + LIMIT_MS, soonest: 12 };
  await Promise.all([
    killing(stage, 'teller', kills, { each: world.scale(1, 14), ...how }),
    killing(stage, 'hearer', kills, { each: world.scale(1, 8), ...how }),
  ]);
  const took = performance.now() - since;
  await sleep(500);
  done.abort();
  await working;
  await stage.settle(45_000);
  const words = await stage.mustBeClean();
  const total = [...kills.values()].reduce((a, b) => a + b, 0);
  const each = killPoints.map((p) => `${p} ${kills.get(p) ?? 0}`).join(', ');
  must(
    total >= world.scale(10, 100) && killPoints.every((p) => (kills.get(p) ?? 0) > 0),
    `only ${total} kills in ${inSeconds(took)}: ${each}`,
  );
  return `${total} kills in ${inSeconds(took)} (${each}), ${told(stage)}, ${words}`;
}

const told = ({ clerk }: Stage): string => {
  const values = [...clerk.record.acknowledged.values()].flat();
  const many = (step: string) => values.filter((value) => value.startsWith(step)).length;
  return `${many('approved')} approved and ${many('answered')} answered`;
};

/** Everything that is told is heard, or parked where it cannot be; the services are well. */
async function calm(world: World, stage: Stage, desk: Desk, cases: Case[]): Promise<void> {
  await Promise.all([stage.startTeller().ready, stage.startHearer().ready]);
  const signal = AbortSignal.timeout(120_000);
  await atWork(desk, cases, { signal, rounds: world.scale(4, 60) });
  const parked = async (): Promise<number> =>
    (await stage.hearer.query("select 1 from parked where type like '%MessageMoved'")).rows.length;
  for (
    const until = performance.now() + 30_000;
    (await stage.behind()) > (await parked()) && performance.now() < until;
  )
    await sleep(100);
}

async function repeats(stage: Stage): Promise<string> {
  await stage.mustBeClean();
  const before = (await stage.heard()).length;
  const hearer = [...stage.children].find((child) => child.name === 'hearer');
  await hearer?.stop();
  await stage.hearer.query(`update inbox set recorded_at = now() - make_interval(days => 3650)`);
  await stage.hearer.query('update cursor set position = 0');
  await stage.startHearer().ready;
  const last = async (): Promise<boolean> => {
    const top = await stage.teller.query<{ top: string }>(
      'select max(position) as top from outbox',
    );
    const at = await stage.hearer.query<{ position: string }>('select position from cursor');
    return top.rows[0]?.top === at.rows[0]?.position;
  };
  for (const until = performance.now() + 40_000; !(await last()) && performance.now() < until;)
    await sleep(100);
  must(await last(), 'the replay did not reach the end of the log');
  const after = (await stage.heard()).length;
  const words = await stage.mustBeClean();
  must(after === before, `${after - before} new effects`);
  return `${before} facts replayed from the beginning: 0 new effects, ${told(stage)}, ${words}`;
}

type Working = { desk: Desk; cases: Case[] };

/** One fact cannot be handled: its family is parked in order, others go on, and then all is well. */
async function poison(world: World, stage: Stage, { desk, cases }: Working): Promise<string> {
  const [sick] = cases;
  const [bad = ''] = sick?.sentIds ?? [];
  await stage.hearer.query('insert into obstacle values ($1)', [bad]);
  await calm(world, stage, desk, cases);
  const parked = await stage.hearer.query<{ key: string; id: string }>(
    'select key, id::text from parked order by seq',
  );
  const behind = await stage.teller.query<{ id: string }>(
    `select id::text from outbox where key = $1 and type like '%MessageMoved' and seq >=
        (select min(seq) from outbox where convert_from(payload, 'utf8') like '%' || $2 || '%')
      order by seq`,
    [sick?.familyId, bad],
  );
  const ids = ({ rows }: { rows: { id: string }[] }) => rows.map(({ id }) => id).join();
  must(parked.rows.length > 1, `only ${parked.rows.length} parked`);
  must(
    parked.rows.every(({ key }) => key === sick?.familyId) && ids(parked) === ids(behind),
    `${parked.rows.length} parked, ${behind.rows.length} told from the bad one on, or another order`,
  );
  const heard = await stage.heard();
  const others = (await stage.state()).filter(({ key }) => key !== sick?.familyId);
  must(
    heard.filter(({ key }) => key !== sick?.familyId).length === others.length,
    'what others were told is missing',
  );
  const released = await repair(world, stage, { desk, cases, key: sick?.familyId ?? '' });
  return `${parked.rows.length} parked in order; ${released}, ${told(stage)}, then as a clean run: ${await stage.mustBeClean()}`;
}

async function repair(
  world: World,
  stage: Stage,
  { desk, cases, key }: Working & { key: string },
): Promise<string> {
  const peer = connect(ParkedService, `127.0.0.1:${stage.ports.hearers[0]}`);
  const release = async () =>
    await peer.call(
      'releaseParked',
      { source: stage.tellerName, key },
      {
        token: await world.identity.person({ roles: ['operator'] }),
        deadline: new Date(Date.now() + 20_000),
      },
    );
  try {
    const early = await release();
    must(early.released === 0 && early.left > 0, `released too early: ${early.released}`);
    await stage.hearer.query('delete from obstacle');
    // while more comes in under the same key
    const more = new AbortController();
    const coming = atWork(desk, cases.slice(0, 1), { signal: more.signal });
    await sleep(300);
    const done = await release();
    await sleep(700);
    more.abort();
    await coming;
    await stage.settle(10_000);
    const left = await stage.hearer.query('select 1 from parked');
    must(left.rows.length === 0, `${left.rows.length} still parked after the release`);
    return `${done.released} released`;
  } finally {
    peer.close();
  }
}

const title = (what: string): string => `${what} of what school-liaison tells`;

/** The promises about facts, with school-liaison itself as who tells them. */
export const liaisonTrials: readonly Trial[] = [
  {
    id: 'R1S',
    title: title('kill matrix'),
    on: ['direct'],
    run: (world) =>
      withLiaison(world, (stage, desk, cases) => matrix(world, stage, { desk, cases })),
  },
  {
    id: 'R4S',
    title: title('repeats'),
    on: ['direct'],
    run: (world) =>
      withLiaison(world, async (stage, desk, cases) => {
        await calm(world, stage, desk, cases);
        return await repeats(stage);
      }),
  },
  {
    id: 'R5S',
    title: title('poison'),
    on: ['direct'],
    run: (world) =>
      withLiaison(world, (stage, desk, cases) => poison(world, stage, { desk, cases })),
  },
];
