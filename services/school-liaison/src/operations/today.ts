import { branchOf } from '@katrol/events';
import { addDays } from '@katrol/runtime';
import { silenceDays } from '../domain/rules.ts';
import { askedBy } from '../domain/work-of-the-year.ts';
import type { LiaisonCall } from '../store/client.ts';
import { rulesOn } from '../store/rules.ts';
import { todayOf, type TodayRow } from '../store/today.ts';

/** What between families and schools asks for the coordinator today. */
export async function getToday(call: LiaisonCall, named: string): Promise<TodayRow[]> {
  const branchCode = branchOf(call, named);
  const rules = await rulesOn(call.tx, branchCode, call.today);
  const silentSince = addDays(call.today, -silenceDays(rules));
  const asked = askedBy(call.today, rules.school);
  const lines = await todayOf(call.tx, { branchCode, today: call.today, silentSince, asked });
  for (const familyId of new Set(lines.map((line) => line.familyId)))
    if (familyId !== '') call.audit(familyId, branchCode);
  return lines;
}
