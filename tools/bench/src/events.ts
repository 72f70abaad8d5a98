import { randomUUID } from 'node:crypto';
import { kafkaForTests } from '@katrol/faults/kafka';
import { measurePace } from '@katrol/faults/pace';
import { onStage } from '@katrol/faults/stage';
import { openWorld, type World } from '@katrol/faults/world';
import { report } from './measure.ts';

const BACKLOG = 20_000;
const SECONDS = 15;
const CHUNK = 200;

/**
 * Commit to handled in another service, and a backlog drained with its effects: the direct broker
 * and Kafka beside raw statements.
 */
export async function benchEvents(): Promise<void> {
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  const world = await openWorld({
    size: 'full',
    seed: 1,
    say,
    kafka: kafkaForTests,
    sabotage: undefined,
  });
  try {
    const floor = await rawRate(world);
    for (const broker of world.kafka ? (['direct', 'kafka'] as const) : (['direct'] as const)) {
      const p = await measurePace(world, broker, { seconds: SECONDS, backlog: BACKLOG });
      report(`commit to handled at 100 events/s (${broker})`, {
        ours: `p50 ${p.p50.toFixed(0)} ms, p99 ${p.p99.toFixed(0)} ms`,
        target: 'p50 <= 50 ms, p99 <= 250 ms',
        met: p.p50 <= 50 && p.p99 <= 250,
      });
      report(`a backlog of ${BACKLOG} drained, effects included (${broker})`, {
        floor: `${floor.toFixed(0)}/s`,
        ours: `${p.perSecond.toFixed(0)}/s`,
        ratio: (p.perSecond / floor).toFixed(2),
        target: '>= 2000/s',
        met: p.perSecond >= 2_000,
      });
    }
  } finally {
    await world.close();
  }
}

/**
 * The statements of a hearer and nothing else, on one connection: inbox, what is parked, each
 * effect, the cursor.
 */
const rawRate = (world: World): Promise<number> =>
  onStage(world, { broker: 'direct' }, async ({ hearer }) => {
    const connection = await hearer.connect();
    const since = performance.now();
    for (let done = 0; done < BACKLOG; done += CHUNK) {
      const ids = Array.from({ length: CHUNK }, () => randomUUID());
      await connection.query('begin');
      await connection.query(
        `select set_config('katrol.branches', '', true),
          set_config('statement_timeout', '30000', true)`,
      );
      await connection.query(
        `insert into inbox (id, source, type)
          select i, 'floor', 'x' from unnest($1::uuid[]) i
          on conflict do nothing returning id::text`,
        [ids],
      );
      await connection.query(
        `select key from parked
          where source = 'floor' and key = any ($1::text[]) order by seq for key share`,
        [ids],
      );
      for (const id of ids)
        await connection.query(`insert into entry (key, value) values ($1, $2)`, [id, id]);
      await connection.query(
        `insert into cursor (source, position)
          values ('floor', $1)
          on conflict (source) do update set position = excluded.position`,
        [done],
      );
      await connection.query('commit');
    }
    connection.release();
    return (BACKLOG / (performance.now() - since)) * 1_000;
  });
