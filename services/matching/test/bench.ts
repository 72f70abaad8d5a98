import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { inChild } from '@katrol/solver';
import { optionsOf, pairOf } from '../src/domain/options.ts';
import { capacityOf } from '../src/domain/pair.ts';
import type { RunAsked, RunResult } from '../src/domain/run.ts';
import { instance, type Asked } from './bench-instance.ts';

const INSTANCES: readonly (Asked & { targetMs: number })[] = [
  { requests: 280, tutors: 220, aWeek: 1, branches: 1, targetMs: 2_500 },
  { requests: 280, tutors: 220, aWeek: 2, branches: 1, targetMs: 2_500 },
  { requests: 3_500, tutors: 3_200, aWeek: 1, branches: 35, targetMs: 25_000 },
  { requests: 3_500, tutors: 3_200, aWeek: 2, branches: 35, targetMs: 25_000 },
];
const SECONDS = 24;
const MOST_MB = 700;
const MOST_STILL_MS = 100;
const MOST_APART = 0.005;

const dir = fileURLToPath(new URL('../../../.katrol/bench', import.meta.url));

/**
 * Runs of matching, end to end as the service asks them: how many are helped, what that is worth,
 * what nothing can be worth more than, and what it took. Each instance is written as JSON, so that
 * another solver can be tried on it.
 */
async function benchRuns(): Promise<boolean> {
  mkdirSync(dir, { recursive: true });
  const module = new URL('./bench-child.ts', import.meta.url);
  const runs = inChild<RunAsked, { result: RunResult; peakMb: number }>(module, {
    limitMs: 120_000,
  });
  let kept = true;
  for (const { targetMs, ...asked } of INSTANCES) {
    const name = `${asked.requests}x${asked.tutors}-${asked.aWeek}-a-week`;
    const all = instance(asked);
    writeFileSync(path.join(dir, `${name}.json`), JSON.stringify(written(all)));
    const still = monitorEventLoopDelay({ resolution: 10 });
    still.enable();
    const since = performance.now();
    const { result, peakMb } = await runs.ask({ all, before: [], seconds: SECONDS });
    const ms = performance.now() - since;
    still.disable();
    const { pairs, total, bound, optimal } = result;
    const apart = (bound - total) / bound;
    const fine =
      ms <= targetMs && apart <= MOST_APART && peakMb <= MOST_MB && still.max / 1e6 < MOST_STILL_MS;
    kept &&= fine;
    process.stdout.write(
      `${fine ? 'ok    ' : 'MISSED'} ${name}: ${pairs.length} matched, total ${total}, ` +
        `bound ${bound} (${optimal ? 'optimal' : `${(100 * apart).toFixed(2)} % apart`}), ` +
        `${ms.toFixed(0)} ms of ${targetMs}, ${peakMb.toFixed(0)} MB, ` +
        `the asker stood still for ${(still.max / 1e6).toFixed(0)} ms at most\n`,
    );
  }
  await runs.close();
  process.stdout.write(`${path.relative(process.cwd(), dir)}/*.json: the instances\n`);
  return kept;
}

/** Candidates with points and possible hours, capacities, rhythm. */
function written(all: RunAsked['all']): object {
  return {
    requests: all.requests.map((r) => {
      const { tutors, worths } = optionsOf(all, r);
      const { sessionsAWeek, sessionMinutes } = r.rules.support;
      return {
        id: r.id,
        family: r.familyId,
        hoursAWeek: sessionsAWeek,
        minutes: sessionMinutes,
        candidates: [...tutors].flatMap((at, i) => {
          const t = all.tutors[at];
          return t ? [{ tutor: t.id, worth: worths[i], hours: pairOf(all, r, t).starts }] : [];
        }),
      };
    }),
    tutors: all.tutors.map((t) => ({
      id: t.id,
      families: all.requests[0] ? capacityOf(t, all.requests[0].rules) - t.families : 0,
    })),
  };
}

if (!(await benchRuns())) process.exitCode = 1;
