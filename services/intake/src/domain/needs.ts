import { stageOf, type Plain } from '@katrol/contract';
import type { Grade } from '@katrol/proto/katrol/common/v1/codes';
import type { SupportNeeds as ContractNeeds } from '@katrol/proto/katrol/intake/v1/events_pb';
import type { Checks } from '@katrol/runtime';

/** What the family and the branch look for. */
export type SupportNeeds = Plain<ContractNeeds>;
type Child = { id: string; grade: Grade | '' };

/** A trajectory is for children of the family. */
export function checkNeeds(
  c: Checks,
  needs: SupportNeeds | undefined,
  children: readonly Child[],
): void {
  for (const [i, { childId }] of (needs?.children ?? []).entries()) {
    const known = children.some((child) => child.id === childId);
    c.that(known, `needs.children[${i}].child_id`, 'VALUE_UNKNOWN');
  }
}

/**
 * What the family file already knows need not be typed again: grades, stages, the language. A place
 * that nobody gave stays unknown.
 */
export function completeNeeds(
  needs: SupportNeeds,
  family: { children: readonly Child[]; language: string },
): SupportNeeds {
  const children = needs.children.map(({ childId }) => {
    const grade = family.children.find((child) => child.id === childId)?.grade ?? '';
    return { childId, grade, stage: stageOf(grade) };
  });
  const spoken = family.language === '' ? [] : [family.language];
  return { ...needs, children, languages: needs.languages.length > 0 ? needs.languages : spoken };
}
