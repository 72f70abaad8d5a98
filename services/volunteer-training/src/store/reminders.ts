import { addDays, dateOf } from '@katrol/runtime';
import { sql } from '@katrol/store';
import type { Tx } from './client.ts';

/** Every branch whose profile was told. */
export async function branchesKnown(tx: Tx): Promise<string[]> {
  const rows = await tx.query<{ code: string }>(
    sql`select distinct branch_code as code from branch_rules order by 1`,
  );
  return rows.map(({ code }) => code);
}

/** On every card of the account; a card has its own revision for what the branch keeps. */
export async function keepRemindersOff(
  tx: Tx,
  accountId: string,
  remindersOff: string[],
): Promise<void> {
  await tx.tutor.updateMany({ where: { accountId }, data: { remindersOff } });
}

/** They wrote of a day; an earlier one changes nothing. */
export async function keepReflectedOn(tx: Tx, tutorId: string, day: string): Promise<void> {
  const reflectedOn = dateOf(day);
  await tx.tutor.updateMany({
    where: { id: tutorId, OR: [{ reflectedOn: null }, { reflectedOn: { lt: reflectedOn } }] },
    data: { reflectedOn },
  });
}

// a day to let it sink in, and no longer than it is fresh
const FROM_DAYS = 7;
const UNTIL_DAYS = 1;

/** Students who sign in, were with a family these days, and wrote nothing of that day or later. */
export const reflectionsWaiting = (
  tx: Tx,
  today: string,
): Promise<{ tutorId: string; branchCode: string }[]> =>
  tx.query(
    sql`select t.id::text as "tutorId", t.branch_code as "branchCode" from tutor t
      where t.kind = 'student' and t.account_id <> ''
        and (t.stops_on is null or t.stops_on > ${today}::date)
        and exists (select 1 from hours h where h.tutor_id = t.id and h.held
          and h.occurred_on between ${addDays(today, -FROM_DAYS)}::date
            and ${addDays(today, -UNTIL_DAYS)}::date
          and (t.reflected_on is null or t.reflected_on < h.occurred_on))
      order by 1`,
  );
