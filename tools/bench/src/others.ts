import { readFileSync, readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import { MatchingService } from '@katrol/proto/katrol/matching/v1/service_pb';
import type { Caller } from '@katrol/e2e/portal-client';
import { percentiles, report } from './measure.ts';

const FAMILIES = 100_000;
const BRANCHES = 35;

/**
 * A branch's list out of 100,000 families: one page with its total and counts, through the gateway.
 */
export async function benchList(
  adminUrl: string,
  coordinator: Caller,
  branch: string,
): Promise<void> {
  await withAdmin(adminUrl, 'intake', async (admin) => {
    await admin.query(
      `insert into family (branch_code, family_name, phone, email, how_to_reach, language,
          street_and_number, postal_code, municipality, search, phone_digits,
          children, grades, status, last_event_on, recorded_at)
        select case when i % $2 = 0 then $3 else 'werking-' || (i % $2) end, 'Gezin ' || i,
          '', '', '', (array['nl','fr','ar','tr'])[1 + i % 4], '', '',
          (array['Oostende','Bredene','Gistel'])[1 + i % 3], 'gezin ' || i, '',
          array['Kind'], array['L' || (1 + i % 6)],
          (array['submitted','visited','waiting','trajectory'])[1 + i % 4],
          current_date - (i % 365), now()
        from generate_series(1, $1) i`,
      [FAMILIES, BRANCHES, branch],
    );
    await admin.query('analyze family');
  });
  const took: number[] = [];
  const sorts = ['-last_event_on', 'family_name', 'status'];
  for (let i = 0; i < 150; i++) {
    const since = performance.now();
    await coordinator(IntakeService, 'listFamilies', {
      branchCode: branch,
      options: {
        sort: sorts[i % 3] ?? '',
        search: i % 5 === 0 ? 'gezin 7' : '',
        filters: i % 4 === 0 ? [{ field: 'language', values: ['ar'] }] : [],
      },
    });
    if (i >= 20) took.push(performance.now() - since);
  }
  const { p50, p95 } = percentiles(took);
  report(`a branch's list out of ${FAMILIES} families`, {
    ours: `p50 ${p50.toFixed(0)} ms, p95 ${p95.toFixed(0)} ms`,
    target: 'p95 <= 100 ms',
    met: p95 <= 100,
  });
}

/** Proposals for 280 requests and 220 tutors, 20 candidates each, end to end. */
export async function benchProposals(
  adminUrl: string,
  coordinator: Caller,
  branch: string,
): Promise<void> {
  await withAdmin(adminUrl, 'matching', async (admin) => {
    await admin.query('delete from support_request; delete from tutor');
    await admin.query(
      `insert into support_request (referral_id, family_id, branch_code, status, children, stages,
          slots, languages, subjects, place_kind, cell_x, cell_y,
          life_domains, asked_on, profile_version)
        select uuidv7(), uuidv7(), $1, 'open',
          '[{"childId":"x","stage":"primary_second","grade":"L3"}]', '{primary_second}',
          jsonb_build_array(jsonb_build_object(
            'weekday', 1 + i % 5, 'fromMinute', 960, 'untilMinute', 1080)),
          array[(array['tr','ar','fr'])[1 + i % 3]],
          array[(array['reading','mathematics'])[1 + i % 2]], 'home', 40 + i % 17, 20 + i % 13,
          '{homework}', current_date - (i % 200), 1
        from generate_series(1, 280) i`,
      [branch],
    );
    await admin.query(
      `insert into tutor (id, account_id, branch_code, kind, slots, languages, subjects,
          wishes, stages, home_x, home_y, reach_metres, maximum_families,
          place_kinds, check_valid_until, check_not_applicable, trainings,
          university_code, revision)
        select uuidv7(), '', $1, 'student',
          (select jsonb_agg(jsonb_build_object(
              'weekday', d, 'fromMinute', 900, 'untilMinute', 1140))
            from generate_series(1 + i % 5, least(5, 1 + i % 5 + 1)) d),
          array['nl', (array['tr','ar','fr'])[1 + i % 3]],
          array[(array['reading','mathematics'])[1 + i % 2]],
          '{reading}', '{}', 40 + i % 19, 20 + i % 11, 10000, 1 + i % 2,
          '{home}', current_date + 200, false, '{start}', 'hogent', 1
        from generate_series(1, 220) i`,
      [branch],
    );
  });
  const took: number[] = [];
  let last = { pairs: 0, solveMs: 0 };
  for (let i = 0; i < 6; i++) {
    const since = performance.now();
    const run = await coordinator(MatchingService, 'proposeMatches', { branchCode: branch });
    if (i > 0) took.push(performance.now() - since);
    last = { pairs: run.pairs.length, solveMs: run.solveMs };
  }
  const { p50, p99 } = percentiles(took);
  report('proposals, 280 requests x 220 tutors x 20 candidates', {
    floor: `solver ${last.solveMs} ms`,
    ours: `p50 ${p50.toFixed(0)} ms, worst ${p99.toFixed(0)} ms (${last.pairs} pairs)`,
    target: '<= 1000 ms',
    met: p99 <= 1000,
  });
}

/** From the answer of a command (committed) to its effect in another service's database. */
export async function benchVisible(
  adminUrl: string,
  coordinator: Caller,
  familyId: string,
): Promise<void> {
  const took: number[] = [];
  const { parents } = await coordinator(IntakeService, 'getFamily', { id: familyId });
  const personId = parents[0]?.id ?? '';
  const purpose = 'sharing_with_tutor';
  await withAdmin(adminUrl, 'matching', async (admin) => {
    for (let i = 0; i < 60; i++) {
      const given = i % 2 === 0;
      const asked = coordinator(IntakeService, 'recordConversation', {
        familyId,
        answers: [{ personId, purpose, answer: given ? 'yes' : 'no' }],
        means: 'spoken',
        language: 'nl',
      });
      await asked;
      const since = performance.now();
      for (;;) {
        const { rows } = await admin.query<{ given: boolean }>(
          `select given from family_consent
            where family_id = $1 and purpose = 'sharing_with_tutor' and child_id = ''`,
          [familyId],
        );
        if (rows[0]?.given === given) break;
        if (performance.now() - since > 5_000) throw new Error('not visible after 5 s');
      }
      took.push(performance.now() - since);
      await sleep(30);
    }
  });
  const { p50, p99 } = percentiles(took);
  report('commit to visible in another service', {
    ours: `p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms`,
    target: 'p50 <= 50 ms',
    met: p50 <= 50,
  });
}

/** The idle platform: proportional memory of the supervisor and everything it started (Linux). */
export async function benchMemory(pids: number[]): Promise<void> {
  await sleep(35_000);
  const all = new Set(pids.flatMap((pid) => [pid, ...descendants(pid)]));
  const megabytes = [...all].reduce((sum, pid) => sum + pss(pid), 0) / 1024;
  report('the idle platform, PostgreSQL included', {
    ours: `${megabytes.toFixed(0)} MB in ${all.size} processes`,
    target: '<= 500 MB',
    met: megabytes <= 500,
  });
}

function descendants(pid: number): number[] {
  const children = readdirSync('/proc')
    .filter((p) => /^\d+$/.test(p))
    .filter((p) => parentOf(p) === pid)
    .map(Number);
  return children.flatMap((c) => [c, ...descendants(c)]);
}

const read = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // the process ended meanwhile
    return '';
  }
};
const parentOf = (pid: string): number =>
  Number(/^PPid:\s+(\d+)/m.exec(read(`/proc/${pid}/status`))?.[1] ?? -1);
const pss = (pid: number): number =>
  Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0);

async function withAdmin(
  adminUrl: string,
  database: string,
  work: (admin: pg.Client) => Promise<void>,
): Promise<void> {
  const url = new URL(adminUrl);
  url.pathname = `/${database}`;
  const admin = new pg.Client({ connectionString: url.href });
  await admin.connect();
  try {
    await work(admin);
  } finally {
    await admin.end();
  }
}
