import { addDays, localDay, localDateTime, weekdayOf } from '@katrol/runtime';
import { sql } from '@katrol/store';
import type { LinkDeps, ToTell } from './deps.ts';
import { inLinks } from './rows.ts';

const LIMIT_MS = 20_000;
// a school is told while somebody is there
const SCHOOL_HOURS = [8, 16] as const;
// any constant: one gateway at a time looks who was told already
const ONE_AT_A_TIME = 7_204_118_051;

/** Is anybody at school at this moment? */
function inSchoolHours(now: Date): boolean {
  const hour = Number(localDateTime(now).slice(11, 13));
  return weekdayOf(localDay(now)) <= 5 && hour >= SCHOOL_HOURS[0] && hour < SCHOOL_HOURS[1];
}

/**
 * Puts on its way that there is something for who speaks for a school: once for what came since they
 * were told last, or once a week, and in school hours only. Whom it did not reach is told again on
 * the next day. Gives how many.
 */
export async function tellContacts({
  store,
  intake,
  clock,
}: Pick<LinkDeps, 'store' | 'intake' | 'clock'>): Promise<number> {
  const now = clock.now();
  if (!inSchoolHours(now)) return 0;
  const deadline = new Date(Date.now() + LIMIT_MS);
  const contacts = await intake.contactsToTell(deadline);
  if (contacts.length === 0) return 0;
  const today = localDay(now);
  const monday = addDays(today, 1 - weekdayOf(today));
  return await inLinks(store, deadline, async (tx) => {
    await tx.query(sql`select pg_advisory_xact_lock(${ONE_AT_A_TIME}::bigint)`);
    let told = 0;
    for (const contact of contacts)
      told += await tx.execute(untold(contact, { now, today, monday }));
    return told;
  });
}

const untold = (
  { contactId, branchCode, since, digest }: ToTell,
  { now, today, monday }: { now: Date; today: string; monday: string },
) => sql`insert into outgoing (kind, branch_code, object, person, language, purpose, days,
    queued_by, queued_at, next_at)
  select 'school-contact', ${branchCode}, ${contactId}::uuid, ${contactId}::uuid, 'nl', 'message',
    30, 'service:gateway', ${now}, ${now}
  where not exists (select 1 from outgoing o where o.kind = 'school-contact'
    and o.person = ${contactId}::uuid and (o.queued_at >= ${since}::timestamptz
      or (${digest} = 'weekly' and o.queued_at >= ${monday}::date))
    and (o.failed_at is null or o.failed_at >= ${today}::date))`;
