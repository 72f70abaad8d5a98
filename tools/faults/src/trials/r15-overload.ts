import { Worker } from 'node:worker_threads';
import { Crowd, type Visit } from '../crowd.ts';
import { platformOf } from '../platform.ts';
import { inSeconds, inTime, must, percentile, type Trial } from '../trial.ts';
import type { World } from '../world.ts';

const PATH = '/api/katrol.intake.v1.IntakeService/ListBranches';
const TIMES_CAPACITY = 4;
const SEATS = 600;
// as many as a town's coordinators who press a button in the same moment
const BESIDE = 32;

const good = (visits: readonly Visit[]): Visit[] => visits.filter(({ status }) => status === 200);
const p99 = (visits: readonly Visit[]): number =>
  percentile(
    visits.map(({ ms }) => ms),
    0.99,
  );

/**
 * Asks the probe again and again until told; gives how long the answers took, in ms. Whoever probes
 * has a processor's attention of its own: what the crowd's loop is late is not the door's.
 */
function probing(url: string): () => Promise<number[]> {
  const prober = new Worker(new URL('../inside/prober.ts', import.meta.url), { workerData: url });
  const took = new Promise<number[]>((resolve, reject) => {
    prober.once('message', resolve).once('error', reject);
  });
  // what went wrong is told to who asks for the answers
  took.catch(() => undefined);
  return async () => {
    prober.postMessage('enough');
    return await took;
  };
}

async function overload(world: World): Promise<string> {
  const { platform } = await platformOf(world);
  const crowd = new Crowd(Number(new URL(platform.url).port), PATH);
  try {
    await crowd.seat(BESIDE);
    const seconds = world.scale(6, 60);
    await crowd.asFastAsItCan(BESIDE, 2);
    const calm = await crowd.asFastAsItCan(BESIDE, world.scale(4, 15));
    const peak = good(calm).length / world.scale(4, 15);
    const normal = p99(good(calm));
    // not before: who comes and says nothing is sent away
    await crowd.seat(SEATS);
    const probed = probing(`${platform.url}/healthz`);
    const { visits, outside } = await crowd.atRate(peak * TIMES_CAPACITY, seconds);
    const took = await probed();
    const since = performance.now();
    let after = Number.POSITIVE_INFINITY;
    while (after > normal * 2 && performance.now() - since < 15_000)
      after = p99(good((await crowd.atRate(peak / 4, 1)).visits));
    const recovered = performance.now() - since;
    const taken = good(visits);
    const shed = visits.filter(({ status, retryAfter }) => status === 503 && retryAfter);
    const other = visits.length - taken.length - shed.length;
    const share = taken.length / seconds / peak;
    const worstProbe = percentile(took, 0.99);
    const figure =
      `${(peak * TIMES_CAPACITY).toFixed(0)} requests a second on ${SEATS} connections ` +
      `(peak ${peak.toFixed(0)}/s, p99 ${normal.toFixed(0)} ms): goodput ` +
      `${(share * 100).toFixed(0)} % of it, p99 of what was taken ${p99(taken).toFixed(0)} ms, ` +
      `${shed.length} told to come again, ${outside} found no seat, ${other} other answers; ` +
      `probes p99 ${worstProbe.toFixed(0)} ms; normal again after ${inSeconds(recovered)}`;
    must(other === 0 && shed.length > 0 && recovered <= 10_000, figure);
    // for a few seconds, with the crowd on the same two processors, only a collapse is a miss: of so
    // few probes the worst one counts
    const target = world.scale(
      { share: 0.6, times: 4, probe: 600 },
      { share: 0.8, times: 2, probe: 100 },
    );
    const fast = p99(taken) <= normal * target.times && worstProbe <= target.probe;
    inTime(share >= target.share && fast, figure);
    return figure;
  } finally {
    crowd.close();
  }
}

export const overloaded: Trial = {
  id: 'R15',
  title: 'overload',
  on: ['platform'],
  run: (world) => overload(world),
};
