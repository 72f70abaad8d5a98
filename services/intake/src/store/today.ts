import type { Plain } from '@katrol/contract';
import type { TodayLine } from '@katrol/proto/katrol/common/v1/place_pb';
import { ReferralStatus } from '@katrol/proto/katrol/intake/v1/codes';
import { sql, type Sql } from '@katrol/store';
import { schoolYearOf } from '../domain/grade.ts';
import { hearers, missedBefore } from '../domain/receipts.ts';
import { isGoingOn } from '../domain/referral.ts';
import type { Tx } from './client.ts';

export type TodayRow = Omit<Plain<TodayLine>, 'tutorId'>;

const label = sql`coalesce(nullif(f.family_name, ''), f.children[1], '')`;

/** A yes that ends is asked again before it does. */
const ENDS_SOON_DAYS = 14;

/**
 * Who is to be talked to before anything may leave, which service has not confirmed a stop, and whose
 * yes is about to end.
 */
const consentRows = (branchCode: string, today: string, before: Date): Sql =>
  sql`select * from (select distinct on (i.family_id) 'CONSENT_TO_TALK', f.id::text as subject,
      f.id::text as family, ${label} as label, i.talk_on::text as since, '' as due, i.state, 0
    from consent_in_force i join family f on f.id = i.family_id
    where i.branch_code = ${branchCode} and i.talk_on <= ${today}::date
    order by i.family_id, i.talk_on) talk
    union all
    select * from (select distinct on (i.family_id) 'RECEIPT_MISSING', f.id::text, f.id::text,
      ${label} as label, (i.told_at at time zone 'Europe/Brussels')::date::text, '', h.service, 0
    from consent_in_force i join family f on f.id = i.family_id
      cross join unnest(string_to_array(${hearers.join(',')}, ',')) h(service)
    where i.branch_code = ${branchCode} and i.sequence > 0 and not i.given and i.told_at < ${before}
      and not exists (select 1 from consent_receipt r where r.family_id = i.family_id
        and r.purpose = i.purpose and r.receiver = i.receiver and r.child_id = i.child_id
        and r.service = h.service and r.sequence >= i.sequence)
    order by i.family_id, i.told_at, h.service) missing
    union all
    select * from (select distinct on (i.family_id) 'CONSENT_ENDS', f.id::text, f.id::text,
      ${label} as label, i.since::text, i.until::text, i.purpose, 0
    from consent_in_force i join family f on f.id = i.family_id
    where i.branch_code = ${branchCode} and i.given and i.until >= ${today}::date
      and i.until <= ${today}::date + ${ENDS_SOON_DAYS}::int
    order by i.family_id, i.until) ends`;

const referrals = (branchCode: string, today: string): Sql => sql`
  select case when r.status = 'consent_awaited' then 'CONSENT_AWAITED' else 'REFERRAL_NEW' end
      as kind,
    r.id::text as "subjectId", f.id::text as "familyId", ${label} as label,
    r.occurred_on::text as since, '' as due, r.referrer_kind as reason, 0 as count
  from referral r join family f on f.id = r.family_id
  where r.branch_code = ${branchCode} and r.status in ('submitted', 'consent_awaited')
    and r.declined_on is null and r.forgotten_on is null
  union all
  select case when (r.visit->>'plannedFor') < ${today} || 'T99' then 'VISIT_TO_WRITE_UP'
      else 'VISIT_PLANNED' end,
    r.id::text, f.id::text, ${label}, r.occurred_on::text,
    coalesce(r.visit->>'plannedFor', ''), '', 0
  from referral r join family f on f.id = r.family_id
  where r.branch_code = ${branchCode} and r.status = 'visit_planned'
    and (r.visit->>'plannedFor') < (${today}::date + 8)::text
  union all
  select 'TO_DECIDE', r.id::text, f.id::text, ${label}, r.visit_on::text, '', '', 0
  from referral r join family f on f.id = r.family_id
  where r.branch_code = ${branchCode} and r.status = 'visited'
  union all
  select 'DIFFERENCES_OPEN', r.id::text, f.id::text, ${label}, r.occurred_on::text, '', '', 0
  from referral r join family f on f.id = r.family_id
  where r.branch_code = ${branchCode} and r.differences <> '[]'::jsonb
  union all
  select 'REVIEW_DUE', r.id::text, f.id::text, ${label}, r.decision->>'occurredOn',
    r.decision->>'reviewOn', '', 0
  from referral r join family f on f.id = r.family_id
  where r.branch_code = ${branchCode} and r.status in ('led_elsewhere', 'waiting')
    and r.decision->>'reviewOn' between '0' and ${today}`;

const around = (branchCode: string, today: string): Sql => sql`
  select 'CONTACT_DUE', w.referral_id::text, f.id::text, ${label}, w.since::text,
    w.next_contact_on::text, w.wait_reason, 0
  from waiting w join family f on f.id = w.family_id
  where w.branch_code = ${branchCode} and w.ended_on is null
    and w.next_contact_on <= ${today}::date
  union all
  select 'ARRIVAL_DUE', w.id::text, f.id::text, ${label}, w.occurred_on::text,
    w.check_on::text, '', 0
  from warm_referral w join family f on f.id = w.family_id
  where w.branch_code = ${branchCode} and w.outcome not in ('arrived', 'not_wanted')
    and w.check_on <= ${today}::date and w.stopped_on is null
  union all
  select 'WARM_REFERRAL_STOPPED', w.id::text, f.id::text, ${label}, w.stopped_on::text, '', '', 0
  from warm_referral w join family f on f.id = w.family_id
  where w.branch_code = ${branchCode} and w.stopped_on is not null and w.stop_handled_on is null
  union all
  select 'GRADES_TO_CONFIRM', '', '', '', ${`${schoolYearOf(today)}-09-01`}, '', '', count(*)::int
  from child c join family own on own.id = c.family_id
    join family f on f.id = coalesce(own.root_id, own.id)
  where c.branch_code = ${branchCode} and c.grade_year < ${schoolYearOf(today)}
    and c.grade <> '' and c.same_as is null
    and f.status = any (${ReferralStatus.filter(isGoingOn)}::text[])
  having count(*) > 0`;

/** What asks for the coordinator, oldest first. */
export const todayRows = (
  tx: Tx,
  branchCode: string,
  { today, now }: { today: string; now: Date },
): Promise<TodayRow[]> =>
  tx.query<TodayRow>(
    sql`select line.*, coalesce(p.name, '') as text, coalesce(p.phone, '') as phone
      from (${referrals(branchCode, today)}
      union all ${around(branchCode, today)}
      union all ${consentRows(branchCode, today, missedBefore(now))}
      ) line left join warm_referral w on w.id::text = line."subjectId"
        and line.kind in ('ARRIVAL_DUE', 'WARM_REFERRAL_STOPPED')
      left join social_map_place p on p.id = w.place_id
      order by coalesce(nullif(due, ''), since), "subjectId"`,
  );
