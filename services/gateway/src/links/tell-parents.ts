import { localDay } from '@katrol/runtime';
import { sql } from '@katrol/store';
import type { LinkDeps, Waiting } from './deps.ts';
import { inLinks } from './rows.ts';
import { isHourOfFamilies } from './writing-hours.ts';

const LIMIT_MS = 20_000;
// any constant: one gateway at a time looks who was told already
const ONE_AT_A_TIME = 7_204_118_052;

/**
 * Puts on its way that there is something for parents who agreed to that: once for each thing that
 * waits, and once more after the profile's days; one message a day, whatever waits. What a coordinator
 * sent them meanwhile told it too. Gives how many.
 */
export async function tellParents({
  store,
  intake,
  clock,
}: Pick<LinkDeps, 'store' | 'intake' | 'clock'>): Promise<number> {
  const now = clock.now();
  if (!isHourOfFamilies(now)) return 0;
  const deadline = new Date(Date.now() + LIMIT_MS);
  const waiting = await intake.waiting({ familyId: '' }, deadline);
  if (waiting.length === 0) return 0;
  return await inLinks(store, deadline, async (tx) => {
    await tx.query(sql`select pg_advisory_xact_lock(${ONE_AT_A_TIME}::bigint)`);
    let told = 0;
    const people = Map.groupBy(waiting, ({ branchCode, personId }) => `${branchCode} ${personId}`);
    for (const things of people.values()) told += await tx.execute(untold(things, now));
    return told;
  });
}

// what told them of a thing is what was put on its way since it waits
const untold = (things: readonly Waiting[], now: Date) => {
  const { personId, familyId, branchCode, language } = things[0] as Waiting;
  return sql`insert into outgoing (kind, branch_code, object, person, language, purpose, days,
      queued_by, queued_at, next_at)
    select 'parent-page', ${branchCode}, ${familyId}::uuid, ${personId}::uuid,
      ${language || 'nl'}, 'waiting', 30, 'service:gateway', ${now}, ${now}
    where exists (
        select 1 from jsonb_to_recordset(${JSON.stringify(things)}::jsonb)
            as thing(since timestamptz, "remindFrom" timestamptz)
          cross join lateral (select count(*) as often from outgoing o
            where o.kind = 'parent-page' and o.branch_code = ${branchCode}
              and o.person = ${personId}::uuid and o.queued_at >= thing.since) told
        where told.often = 0 or (told.often = 1 and thing."remindFrom" <= ${now}))
      and not exists (select 1 from outgoing o where o.kind = 'parent-page'
        and o.person = ${personId}::uuid
        and (o.queued_at at time zone 'Europe/Brussels')::date = ${localDay(now)}::date)`;
};
