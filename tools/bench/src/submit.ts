import { randomBytes, randomUUID } from 'node:crypto';
import pg from 'pg';
import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import type { Caller } from '@katrol/e2e/portal-client';
import { load, report } from './measure.ts';

const WIDTH = 8;
const SECONDS = 8;

// The statements that one submitted referral is, in their order, as the service sends them.
const statements = {
  enter: `select set_config('katrol.branches', $1, true),
      set_config('katrol.universities', '', true),
      set_config('katrol.subject', 'anonymous', true),
      set_config('statement_timeout', '10000', true)`,
  key: `insert into idempotency (subject, rpc, key, request_hash)
    values ('anonymous', '/bench', $1, $2) on conflict do nothing`,
  branch: 'select * from branch where code = $1 limit 1',
  profile: `select * from profile where branch_code = $1 and valid_from <= current_date
    order by valid_from desc, version desc limit 1`,
  family: `insert into family (branch_code, family_name, phone, email, how_to_reach, language,
      street_and_number, postal_code, municipality, search, phone_digits,
      children, grades, status, last_event_on, recorded_at)
    values ($1, 'Vloer', '0470123456', '', '', 'nl',
      '', '', '', 'vloer', '470123456',
      '{Elif}', '{L3}', 'submitted', current_date, now()) returning id`,
  child: `insert into child (family_id, branch_code, first_name, grade, grade_year, school, search)
    values ($1, $2, 'Elif', 'L3', extract(year from current_date)::int, '', 'elif') returning *`,
  referral: `insert into referral (family_id, branch_code, status, referrer_kind, referrer_name,
      referrer_organisation, referrer_email, referrer_phone, reason,
      expectation, family_question, family_agreed, family_informed,
      occurred_on, recorded_at, profile_version)
    values ($1, $2, 'submitted', 'school', 'Juf',
      '', '', '', 'x',
      '', '', false, false,
      current_date, now(), 1) returning id`,
  timeline: `insert into timeline_entry (family_id, branch_code, occurred_on, kind, by)
    values ($1, $2, current_date, 'REFERRAL_SUBMITTED', '') returning id`,
  outbox: `insert into outbox (type, key, payload, traceparent)
    values ('katrol.intake.v1.ReferralSubmitted', $1, $2, '')`,
  audit: `select write_audit(jsonb_build_array(jsonb_build_object('kind', 'anonymous', 'name', '',
    'role', '', 'rpc', '/bench', 'what', 'change', 'branch_code', $2::text, 'object_id', $1::text,
    'outcome', 'ok', 'reason', '', 'trace_id', '')))`,
  answer: `update idempotency set response = $2
    where subject = 'anonymous' and rpc = '/bench' and key = $1`,
};

async function floorOnce(pool: pg.Pool, branch: string): Promise<void> {
  const c = await pool.connect();
  const key = randomUUID();
  try {
    await c.query('begin');
    await c.query(statements.enter, [branch]);
    await c.query(statements.key, [key, randomBytes(32)]);
    await c.query(statements.branch, [branch]);
    await c.query(statements.profile, [branch]);
    const family = (await c.query<{ id: string }>(statements.family, [branch])).rows[0]?.id;
    await c.query(statements.child, [family, branch]);
    await c.query(statements.referral, [family, branch]);
    await c.query(statements.timeline, [family, branch]);
    await c.query(statements.outbox, [family, randomBytes(90)]);
    await c.query(statements.audit, [family, branch]);
    await c.query(statements.answer, [key, randomBytes(40)]);
    await c.query('commit');
  } finally {
    c.release();
  }
}

/** Submit referral, from the gateway's door to committed, beside the same statements in raw pg. */
export async function benchSubmit(
  intakeUrl: string,
  anybody: Caller,
  branch: string,
): Promise<void> {
  const pool = new pg.Pool({ connectionString: intakeUrl, max: WIDTH });
  const submit = async (): Promise<void> => {
    await anybody(
      IntakeService,
      'submitReferral',
      {
        branchCode: branch,
        referrer: { kind: 'school', name: 'Juf' },
        contact: { familyName: 'Vloer', phone: '0470123456', language: 'nl' },
        children: [{ firstName: 'Elif', grade: 'L3' }],
      },
      randomUUID(),
    );
  };
  await load(WIDTH, 3, submit);
  await load(WIDTH, 1, () => floorOnce(pool, branch));
  // in turn, so that a machine that slows down slows both
  const floor = { rate: 0 };
  const ours = { rate: 0, p50: 0, p99: 0 };
  for (let round = 0; round < 2; round++) {
    floor.rate += (await load(WIDTH, SECONDS / 2, () => floorOnce(pool, branch))).rate / 2;
    const measured = await load(WIDTH, SECONDS / 2, submit);
    Object.assign(ours, {
      rate: ours.rate + measured.rate / 2,
      p50: measured.p50,
      p99: measured.p99,
    });
  }
  await pool.end();
  const ratio = ours.rate / floor.rate;
  report('submit referral, gateway to committed', {
    floor: `${floor.rate.toFixed(0)}/s`,
    ours:
      `${ours.rate.toFixed(0)}/s ` +
      `(p50 ${ours.p50.toFixed(0)} ms, p99 ${ours.p99.toFixed(0)} ms)`,
    ratio: ratio.toFixed(2),
    target: '>= 0.40',
    met: ratio >= 0.4,
  });
}
