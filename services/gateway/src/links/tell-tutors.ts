import { localDay } from '@katrol/runtime';
import type { TutorReminder } from '@katrol/proto/katrol/volunteer_training/v1/codes';
import { sql } from '@katrol/store';
import type { LinkDeps, TutorToTell } from './deps.ts';
import { inLinks } from './rows.ts';
import { isHourOfTutors } from './writing-hours.ts';

const LIMIT_MS = 20_000;
// any constant: one gateway at a time looks who was told already
const ONE_AT_A_TIME = 7_204_118_053;
// of a visit once a day; of a reflection once a week
const AGAIN_AFTER_DAYS: Record<TutorReminder, number> = {
  visit_tomorrow: 1,
  reflection_waiting: 7,
};

/**
 * Puts on its way to tutors, in the evening, that they have a visit tomorrow, or that a reflection
 * waits. Gives how many.
 */
export async function tellTutors({
  store,
  intake,
  clock,
}: Pick<LinkDeps, 'store' | 'intake' | 'clock'>): Promise<number> {
  const now = clock.now();
  if (!isHourOfTutors(now)) return 0;
  const deadline = new Date(Date.now() + LIMIT_MS);
  const of: [TutorReminder, TutorToTell[]][] = [
    ['visit_tomorrow', await intake.visitsTomorrow(deadline)],
    ['reflection_waiting', await intake.reflectionsWaiting(deadline)],
  ];
  return await inLinks(store, deadline, async (tx) => {
    await tx.query(sql`select pg_advisory_xact_lock(${ONE_AT_A_TIME}::bigint)`);
    let told = 0;
    for (const [reminder, tutors] of of)
      for (const tutor of tutors) told += await tx.execute(unreminded(reminder, tutor, now));
    return told;
  });
}

const unreminded = (
  reminder: TutorReminder,
  { tutorId, branchCode }: TutorToTell,
  now: Date,
) => sql`insert into outgoing (kind, branch_code, object, person, language, purpose, days,
    queued_by, queued_at, next_at)
  select '', ${branchCode}, ${tutorId}::uuid, ${tutorId}::uuid, 'nl', ${reminder}, 0,
    'service:gateway', ${now}, ${now}
  where not exists (select 1 from outgoing o where o.kind = '' and o.purpose = ${reminder}
    and o.person = ${tutorId}::uuid
    and (o.queued_at at time zone 'Europe/Brussels')::date
      > ${localDay(now)}::date - ${AGAIN_AFTER_DAYS[reminder]}::int)`;
