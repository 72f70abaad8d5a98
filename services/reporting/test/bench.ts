import { monitorEventLoopDelay } from 'node:perf_hooks';
import { ReportingService } from '@katrol/proto/katrol/reporting/v1/service_pb';
import { municipalitiesToday } from '@katrol/places';
import { startUnderTest, type UnderTest } from '@katrol/testkit/service';
import { startReporting } from '../src/service.ts';

type Reporting = UnderTest<typeof ReportingService>;

// Ten years of 35 branches: what a page and a release take, beside plain SQL over the same rows.
const SESSIONS = Number(process.env['KATROL_BENCH_SESSIONS'] ?? 5_000_000);
const BRANCHES = 35;
const YEARS = 10;
const FAMILIES = Math.ceil(SESSIONS / 150);
const PAGES = 200;
const TARGETS = { pageMs: 100, releaseMs: 60_000 };

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const p95 = (all: number[]): number =>
  all.toSorted((a, b) => a - b)[Math.floor(all.length * 0.95)] ?? 0;

async function fill(t: Reporting): Promise<void> {
  // each branch serves two towns; of every fifth one the second is its neighbour's first
  const codes = municipalitiesToday().map(({ nis }) => nis);
  const towns = Array.from({ length: BRANCHES }, (_, n) => [
    codes[n * 2],
    codes[n % 5 === 0 ? ((n + 1) % BRANCHES) * 2 : n * 2 + 1],
  ]);
  const townOf = `((${JSON.stringify(towns).replaceAll('"', "'").replaceAll('[', 'array[')})[1 + n % ${BRANCHES}][1 + (n / ${BRANCHES}) % 2])`;
  const spread = `date '2016-09-01' + (random() * ${YEARS * 365})::int`;
  const run = async (what: string, statement: string): Promise<void> => {
    const since = performance.now();
    await t.admin.query(statement);
    say(`  ${what} (${((performance.now() - since) / 1_000).toFixed(0)} s)`);
  };
  await run(
    'branches and families',
    `insert into known_branch select 'b' || n, '2016-09-01' from generate_series(0, ${BRANCHES - 1}) n;
     insert into counted_family (family_id, root_id, branch_code, municipality, language, language_band, stage, statistics)
       select id, id, 'b' || (n % ${BRANCHES}), ${townOf}, 'ar', (array['dutch','mixed','other'])[1 + n % 3],
         'primary_first', n % 10 > 0 from (select uuidv7() as id, n from generate_series(1, ${FAMILIES}) n) f`,
  );
  await run(
    'sessions',
    `insert into fact (kind, source_id, branch_code, family_id, day, code, amount)
       select 'session', uuidv7(), f.branch_code, f.family_id, ${spread},
         case when random() < 0.9 then 'held' else 'missed' end, 60
       from counted_family f, generate_series(1, 150)`,
  );
  const others: [string, string, number][] = [
    ['referral', `(array['school','parent','clb'])[1 + (random() * 2)::int]`, 2],
    [
      'barrier',
      `(array['housing','money','status_and_papers','language'])[1 + (random() * 3)::int]`,
      3,
    ],
    ['waiting', `'no_tutor'`, 1],
    ['decision', `(array['trajectory','wait','lead_elsewhere'])[1 + (random() * 2)::int]`, 2],
    [
      'message',
      `(array['asked','approved','changed','refused','sent'])[1 + (random() * 4)::int]`,
      6,
    ],
  ];
  for (const [kind, code, each] of others)
    await run(
      kind,
      `insert into fact (kind, source_id, branch_code, family_id, day, code)
         select '${kind}', uuidv7(), f.branch_code, f.family_id, ${spread}, ${code}
         from counted_family f, generate_series(1, ${each})`,
    );
  await run('analyse', 'vacuum analyze fact');
}

async function pages(t: Reporting): Promise<{ ours: number; floor: number }> {
  const ours: number[] = [];
  const floor: number[] = [];
  for (let n = 0; n < PAGES; n += 1) {
    const branchCode = `b${n % BRANCHES}`;
    const year = 2017 + (n % (YEARS - 1));
    const period = { kind: 'school_year', year } as const;
    const since = performance.now();
    await t.as({ subject: 'c', roles: ['coordinator'], branches: [branchCode] })('getFigures', {
      branchCode,
      period,
    });
    ours.push(performance.now() - since);
    const plain = performance.now();
    await t.admin.query(
      `select kind, code, count(*), sum(amount), count(distinct family_id) from fact
         where branch_code = $1 and day between $2 and $3 group by 1, 2`,
      [branchCode, `${year - 1}-09-01`, `${year + 1}-08-31`],
    );
    floor.push(performance.now() - plain);
  }
  return { ours: p95(ours), floor: p95(floor) };
}

say(`${SESSIONS} sessions, ${FAMILIES} families, ${BRANCHES} branches, ${YEARS} years`);
const t = await startUnderTest(ReportingService, startReporting);
try {
  await fill(t);
  const { ours, floor } = await pages(t);
  const still = monitorEventLoopDelay({ resolution: 10 });
  still.enable();
  const since = performance.now();
  const { shown, hidden } = await t.as({ subject: 'o', roles: ['operator'] })(
    'makeRelease',
    { period: { kind: 'school_year', year: 2024 } },
    { deadlineMs: 120_000 },
  );
  const releaseMs = performance.now() - since;
  still.disable();
  const fine = ours <= TARGETS.pageMs && releaseMs <= TARGETS.releaseMs;
  say(
    `${fine ? 'ok    ' : 'MISSED'} a branch's page p95 ${ours.toFixed(0)} ms of ${TARGETS.pageMs} ` +
      `(plain SQL ${floor.toFixed(0)} ms, ${(ours / floor).toFixed(1)} times); a release of all tables ` +
      `${(releaseMs / 1_000).toFixed(1)} s of ${TARGETS.releaseMs / 1_000}, ${shown} cells shown, ` +
      `${hidden} hidden; the service stood still for ${(still.max / 1e6).toFixed(0)} ms at most`,
  );
  process.exitCode = fine ? 0 : 1;
} finally {
  await t.stop();
}
