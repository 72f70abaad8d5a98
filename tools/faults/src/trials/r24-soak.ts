import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { signIn } from '@katrol/demo/sign-in';
import people from '@katrol/platform/people.json' with { type: 'json' };
import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import { VolunteerTrainingService } from '@katrol/proto/katrol/volunteer_training/v1/service_pb';
import { deployed } from '@katrol/registry';
import { steadily } from '../clerk.ts';
import type { Vitals } from '../inside/vitals.ts';
import { openConsortium, referral, type Consortium } from '../platform.ts';
import { inTime, must, type Trial } from '../trial.ts';
import type { World } from '../world.ts';

const preload = fileURLToPath(new URL('../inside/vitals.ts', import.meta.url));
const MINUTES = Number(process.env['KATROL_SOAK_MINUTES'] ?? 30);
const MOST_SLOPE = 1;
const MOST_DELAY_MS = 50;
const BESIDE = 16;
const STALE_MS = 5_000;
// those that are deployed, and who watches over them
const PROCESSES = deployed.length + 1;

const tutor = (n: number) => ({
  branchCode: 'oostende',
  kind: 'volunteer' as const,
  firstName: `Proef ${n}`,
  lastName: 'Duur',
  phone: '0470 99 88 77',
  languages: ['nl'],
  subjects: ['reading'],
  slots: [{ weekday: 3, fromMinute: 840, untilMinute: 1020 }],
  homeCell: { x: 100, y: 420 },
});

/** Of a hundred: 92 signed-in reads, 6 commands that are told further, 2 sign-ins and -outs. */
function visitor({ platform, coordinator, anybody }: Consortium) {
  const subject = people.find((p) => p.username === 'marieke.vanhoutte')?.subject ?? '';
  const comeAndGo = async (): Promise<void> => {
    const cookie = await signIn(platform.url, subject);
    const headers = { cookie, 'x-katrol': 'portal' };
    const me = await fetch(`${platform.url}/auth/me`, { headers });
    const out = await fetch(`${platform.url}/auth/sign-out`, { method: 'POST', headers });
    if (me.status !== 200 || out.status !== 200) throw new Error(`${me.status}, ${out.status}`);
    await Promise.all([me.text(), out.text()]);
  };
  return async (n: number): Promise<void> => {
    const turn = n % 100;
    if (turn % 50 === 25) await comeAndGo();
    else if (turn % 33 === 1)
      await coordinator(VolunteerTrainingService, 'keepTutor', { tutor: tutor(n) }, randomUUID());
    else if (turn % 33 === 2)
      await anybody(IntakeService, 'submitReferral', referral(`Duur ${n}`), randomUUID());
    else if (turn % 2 === 0) await coordinator(IntakeService, 'listBranches', {});
    else await coordinator(VolunteerTrainingService, 'listUniversities', {});
  };
}

/** How many visits a second the platform manages: each visitor comes again when answered. */
async function capacity(visit: (n: number) => Promise<void>, seconds: number): Promise<number> {
  const since = performance.now();
  let n = 0;
  const again = async (): Promise<void> => {
    while (performance.now() - since < seconds * 1_000) await visit(n++);
  };
  await Promise.all(Array.from({ length: BESIDE }, again));
  return n / ((performance.now() - since) / 1_000);
}

// what ran at the start alone has nothing to say any more
const vitalsIn = (dir: string): Vitals[] =>
  readdirSync(dir)
    .filter((file) => file.endsWith('.json'))
    .map((file) => JSON.parse(readFileSync(path.join(dir, file), 'utf8')) as Vitals)
    .filter(({ at }) => Date.now() - at < STALE_MS);

/** MB a minute, by least squares. */
function slopeOf(samples: readonly Vitals[]): number {
  const mean = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0) / list.length;
  const minutes = samples.map(({ at }) => at / 60_000);
  const [x, y] = [mean(minutes), mean(samples.map(({ rss }) => rss))];
  const over = minutes.reduce((sum, m) => sum + (m - x) ** 2, 0);
  return samples.reduce((sum, { rss }, i) => sum + ((minutes[i] ?? x) - x) * (rss - y), 0) / over;
}

type Sampled = Map<string, Vitals[]>;

async function sampling(dir: string, into: Sampled, done: AbortSignal): Promise<void> {
  while (!done.aborted) {
    for (const one of vitalsIn(dir)) {
      const key = `${one.name} ${one.pid}`;
      into.set(key, [...(into.get(key) ?? []), one]);
    }
    await sleep(2_000, undefined, { signal: done }).catch(() => undefined);
  }
}

/** One line a process: its memory at each minute, in MB. */
const minuteByMinute = (samples: readonly Vitals[]): string =>
  samples
    .filter((one, i) => {
      const minute = (v: Vitals | undefined): number =>
        Math.floor(((v?.at ?? 0) - (samples[0]?.at ?? 0)) / 60_000);
      return i === 0 || minute(one) > minute(samples[i - 1]);
    })
    .map(({ rss, heap }) => `${rss.toFixed(0)} (${heap.toFixed(0)})`)
    .join(', ');

async function soaked(world: World, at: Consortium, dir: string): Promise<string> {
  const visit = visitor(at);
  await capacity(visit, world.scale(3, 20));
  const peak = await capacity(visit, world.scale(3, 10));
  const failures: string[] = [];
  const tried = (n: number): Promise<void> =>
    visit(n).catch((error: unknown) => void failures.push(String(error)));
  const forMs = world.scale(8_000, MINUTES * 60_000);
  const warmUpMs = world.scale(1_000, Math.min(180_000, forMs / 4));
  await steadily(peak / 2, AbortSignal.timeout(warmUpMs), tried);
  writeFileSync(path.join(dir, 'begin'), '');
  const sampled: Sampled = new Map();
  const done = new AbortController();
  const watching = sampling(dir, sampled, done.signal);
  const visits = await steadily(peak / 2, AbortSignal.timeout(forMs - warmUpMs), tried);
  done.abort();
  await watching;
  const ends = [...sampled.values()].map((samples) => ({
    last: samples.at(-1) as Vitals,
    slope: slopeOf(samples),
  }));
  for (const [name, samples] of sampled)
    world.say(`       ${name}, MB resident (heap) a minute: ${minuteByMinute(samples)}`);
  const told = ends.map(
    ({ last, slope }) =>
      `${last.name} ${last.rss.toFixed(0)} MB, ${slope.toFixed(2)} MB/min, ` +
      `loop p99 ${last.delayP99.toFixed(0)} ms`,
  );
  const noise = ends.flatMap(({ last }) => [...last.warnings, ...last.unhandled]);
  const figure =
    `${visits} visits at ${(peak / 2).toFixed(0)}/s, half of what it can, ` +
    `${failures.length} failed; ${told.join('; ')}; ` +
    `${noise.length} warnings and unhandled rejections`;
  const busy = failures.filter((one) => one.includes('BUSY')).length;
  const wrong = failures.find((one) => !one.includes('BUSY'));
  must(wrong === undefined, `${figure}: ${wrong}`);
  must(noise.length === 0, `${figure}: ${noise.join(' | ')}`);
  // one that ended and was started again is another process
  must(ends.length === PROCESSES, `${figure}: ${ends.length} processes`);
  // a machine that does something else too is the reason for both
  inTime(
    busy === 0 && ends.every(({ last }) => last.delayP99 < MOST_DELAY_MS),
    `${figure}; ${busy} told to come again`,
  );
  // seconds say nothing of a minute
  if (world.size === 'full')
    must(
      ends.every(({ slope }) => slope < MOST_SLOPE),
      figure,
    );
  return figure;
}

async function soak(world: World): Promise<string> {
  const dir = mkdtempSync(path.join(tmpdir(), 'katrol-vitals-'));
  try {
    const at = await openConsortium({
      NODE_OPTIONS: `--disable-warning=ExperimentalWarning --import=${preload}`,
      KATROL_VITALS: dir,
    });
    try {
      return await soaked(world, at, dir);
    } finally {
      await at.platform.stop();
    }
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

export const soakedThrough: Trial = {
  id: 'R24',
  title: 'soak',
  on: ['platform'],
  run: soak,
};
