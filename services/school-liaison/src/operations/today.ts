import { branchOf } from '@katrol/events';
import { addDays } from '@katrol/runtime';
import { silenceDays } from '../domain/rules.ts';
import type { LiaisonCall } from '../store/client.ts';
import { rulesOn } from '../store/rules.ts';
import { todayOf, type TodayRow } from '../store/today.ts';

/** What between families and schools asks for the coordinator today. */
export async function getToday(call: LiaisonCall, asked: string): Promise<TodayRow[]> {
  const branchCode = branchOf(call, asked);
  const rules = await rulesOn(call.tx, branchCode, call.today);
  const silentSince = addDays(call.today, -silenceDays(rules));
  const lines = await todayOf(call.tx, { branchCode, today: call.today, silentSince });
  for (const familyId of new Set(lines.map((line) => line.familyId)))
    if (familyId !== '') call.audit(familyId, branchCode);
  return lines;
}
