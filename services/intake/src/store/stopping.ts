import type { WaitReason } from '@katrol/proto/katrol/intake/v1/codes';
import { dateOf, optionalDate } from '@katrol/runtime';
import { sql } from '@katrol/store';
import type { Running } from '../domain/consent-changes.ts';
import type { Tx } from './client.ts';

// What ends in intake when a yes is no longer in force, and how it is taken back within its minute.

/** `conversation` names what may be taken back whole; none where the calendar did it. */
type Stop = { on: string; conversation: string | undefined };

/** A place on the waiting list that ended, or is there again. */
export type Waited = { referralId: string; since: string; waitReason: WaitReason };
const returningWaited = sql`returning referral_id::text as "referralId", since::text as since,
  wait_reason as "waitReason"`;

/** A referral that the family does not want is not accepted any more: no visit is planned for it. */
export const unacceptReferrals = (
  tx: Tx,
  familyId: string,
  { on, conversation }: Stop,
  saidNo: boolean,
): Promise<number> =>
  tx.execute(
    sql`update referral set stopped_from = status, stopped_in = ${conversation ?? null}::uuid,
        declined_on = ${saidNo ? on : null}::date, visit_on = null, status = 'consent_awaited',
        revision = revision + 1
      where family_id = ${familyId}::uuid and forgotten_on is null
        and status in ('consent_awaited', 'submitted', 'visit_planned')`,
  );

/** Waiting ends, and what was decided may be decided anew. */
export async function endRegistration(
  tx: Tx,
  familyId: string,
  { on, conversation }: Stop,
): Promise<{ waited: Waited[]; ended: number }> {
  const waited = await tx.query<Waited>(
    sql`update waiting set ended_on = ${on}::date, stopped_in = ${conversation ?? null}::uuid
      where family_id = ${familyId}::uuid and ended_on is null ${returningWaited}`,
  );
  const ended = await tx.execute(
    sql`update referral set stopped_from = status, stopped_in = ${conversation ?? null}::uuid,
        status = 'visited', revision = revision + 1
      where family_id = ${familyId}::uuid and status in ('waiting', 'trajectory')`,
  );
  return { waited, ended };
}

/** As if it was never said: what a conversation stopped or accepted stands as it did. */
export async function restore(tx: Tx, familyId: string, conversation: string): Promise<Waited[]> {
  const waits = await tx.query<Waited>(
    sql`update waiting set ended_on = null, stopped_in = null
      where family_id = ${familyId}::uuid and stopped_in = ${conversation}::uuid
      ${returningWaited}`,
  );
  await tx.execute(
    sql`update referral set status = stopped_from, stopped_from = '', stopped_in = null,
        declined_on = null, revision = revision + 1,
        visit_on = case when stopped_from = 'visit_planned'
          then left(visit->>'plannedFor', 10)::date else visit_on end
      where family_id = ${familyId}::uuid and stopped_in = ${conversation}::uuid`,
  );
  await tx.execute(
    sql`update referral set status = 'consent_awaited', family_agreed = false, agreed_in = null,
        revision = revision + 1
      where family_id = ${familyId}::uuid and agreed_in = ${conversation}::uuid
        and status in ('consent_awaited', 'submitted')`,
  );
  return waits;
}

/** The family said yes to being referred; whether that accepts it, the caller knows. */
export async function agreeToReferral(
  tx: Tx,
  id: string,
  { status, conversation }: { status: string; conversation: string | undefined },
): Promise<void> {
  await tx.referral.update({
    where: { id },
    data: {
      familyAgreed: true,
      declinedOn: null,
      stoppedFrom: '',
      stoppedIn: null,
      agreedIn: conversation ?? null,
      status,
      revision: { increment: 1 },
    },
  });
}

/** The place is no longer told; somebody says so there. */
export const stopWarmReferrals = (
  tx: Tx,
  familyId: string,
  placeId: string,
  on: string,
): Promise<number> =>
  tx.execute(
    sql`update warm_referral set stopped_on = ${on}::date, revision = revision + 1
      where family_id = ${familyId}::uuid and place_id = ${placeId}::uuid
        and outcome <> 'arrived' and stopped_on is null`,
  );

export const resumeWarmReferrals = (tx: Tx, familyId: string, placeId: string): Promise<number> =>
  tx.execute(
    sql`update warm_referral set stopped_on = null, stop_handled_on = null, revision = revision + 1
      where family_id = ${familyId}::uuid and place_id = ${placeId}::uuid and stopped_on is not null`,
  );

/** Somebody told the place, or settled otherwise what was on its way there. */
export async function handleStopped(tx: Tx, id: string, on: string): Promise<void> {
  await tx.warmReferral.update({ where: { id }, data: { stopHandledOn: optionalDate(on) } });
}

/** What runs for a family, in all of its files, and would stop. */
export async function runningOf(tx: Tx, familyIds: string[]): Promise<Running> {
  const [row] = await tx.query<Running>(
    sql`select
        coalesce(bool_or(r.status in ('submitted', 'visit_planned')), false) as "referralOpen",
        coalesce(bool_or(r.status = 'visit_planned'), false) as "visitPlanned",
        coalesce(bool_or(r.status = 'waiting'), false) as waiting,
        coalesce(bool_or(r.status = 'trajectory'), false) as taken,
        exists (select 1 from family_tutor t where t.family_id = any (${familyIds}::uuid[])) as tutors,
        array(select w.place_id::text from warm_referral w
          where w.family_id = any (${familyIds}::uuid[]) and w.outcome <> 'arrived' and w.stopped_on is null) as "ledTo"
      from referral r where r.family_id = any (${familyIds}::uuid[])`,
  );
  return row as Running;
}

/** What others said of a family that never said yes, or did not want it, goes; gives each. */
export async function forgetReferrals(
  tx: Tx,
  branchCode: string,
  { before, today }: { before: string; today: string },
): Promise<{ id: string; familyId: string }[]> {
  const rows = await tx.query<{
    id: string;
    familyId: string;
    occurredOn: string;
    month: string;
    kind: string;
    why: string;
  }>(
    sql`update referral set reason = '', expectation = '', referrer_name = '',
        referrer_organisation = '', referrer_email = '', referrer_phone = '',
        family_question = case when referrer_kind = 'parent' then family_question else '' end,
        differences = '[]', forgotten_on = ${today}::date, revision = revision + 1
      where branch_code = ${branchCode} and forgotten_on is null and (
        (status = 'consent_awaited' and coalesce(declined_on, occurred_on) <= ${before}::date)
        or (status in ('not_wanted', 'by_mistake', 'moved', 'not_reachable')
          and decision is null and (closing->>'occurredOn')::date <= ${before}::date))
      returning id::text, family_id::text as "familyId", referrer_kind as kind,
        occurred_on::text as "occurredOn", date_trunc('month', occurred_on)::date::text as month,
        case when status <> 'consent_awaited' then status
          when declined_on is null then 'no_answer' else 'said_no' end as why`,
  );
  for (const { month, kind: referrerKind, why, familyId, occurredOn } of rows) {
    const id = { branchCode, month: dateOf(month), referrerKind, why };
    await tx.referralForgotten.upsert({
      where: { branchCode_month_referrerKind_why: id },
      create: { ...id, referrals: 1 },
      update: { referrals: { increment: 1 } },
    });
    // the organisation that referred stands there too
    const submitted = { familyId, kind: 'REFERRAL_SUBMITTED', occurredOn: dateOf(occurredOn) };
    await tx.timelineEntry.deleteMany({ where: submitted });
  }
  return rows.map(({ id, familyId }) => ({ id, familyId }));
}
