import { holds, lineFor, linesOf } from '@katrol/families';
import { sql, type Sql } from '@katrol/store';
import type { Tx } from './client.ts';

type Children = readonly { childId: string }[];

/** Does the family agree that the tutor of these children knows, today? */
export async function sharesWithTutor(
  tx: Tx,
  familyId: string,
  { children, today }: { children: Children; today: string },
): Promise<boolean> {
  const lines = await linesOf(tx, familyId, 'sharing_with_tutor');
  return children.every(({ childId }) => {
    const line = lineFor(lines, childId);
    return line !== undefined && holds(line, today);
  });
}

/** The children for whom registration was not told to be over: support goes on for them. */
export async function registeredOf<C extends { childId: string }>(
  tx: Tx,
  familyId: string,
  { children, today }: { children: readonly C[]; today: string },
): Promise<C[]> {
  const lines = await linesOf(tx, familyId, 'registration');
  return children.filter(({ childId }) => {
    const line = lineFor(lines, childId);
    return line === undefined || holds(line, today);
  });
}

/** The same where a list is asked: of request `r` at least one child is registered. */
export const isRegistered = (today: string): Sql =>
  sql`exists (select 1 from jsonb_array_elements(r.children) child
    where coalesce((select c.given and (c.until is null or c.until >= ${today}::date)
      from family_consent c where c.family_id = r.family_id and c.purpose = 'registration'
        and c.receiver = '' and c.child_id in ('', child->>'childId')
      order by c.child_id desc limit 1), true))`;

/** Was the family told not to be counted in figures? Of request `r`. */
export const isCounted = (today: string): Sql =>
  sql`coalesce((select c.given and (c.until is null or c.until >= ${today}::date)
    from family_consent c where c.family_id = r.family_id and c.purpose = 'statistics'
      and c.receiver = '' and c.child_id = ''), true)`;
