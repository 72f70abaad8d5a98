import { stageOf, type Plain } from '@katrol/contract';
import type { Grade } from '@katrol/proto/katrol/common/v1/codes';
import type { SupportNeeds as ContractNeeds } from '@katrol/proto/katrol/intake/v1/events_pb';
import type { Checks } from '@katrol/runtime';
import type { ProfileDocument } from './profile.ts';

/** What the family and the branch look for. */
export type SupportNeeds = Plain<ContractNeeds>;
type Child = { id: string; grade: Grade | '' };

type Support = Pick<ProfileDocument['support'], 'places' | 'maximumChildren'>;

/**
 * A trajectory is for children of the family, no more of them than one group takes, at one of the
 * places where the branch comes. Where there are several, one is chosen with the family.
 */
export function checkNeeds(
  c: Checks,
  needs: SupportNeeds | undefined,
  {
    children,
    support: { places, maximumChildren },
    asksPlace,
  }: { children: readonly Child[]; support: Support; asksPlace: boolean },
): void {
  const place = needs?.placeKind ?? '';
  if (place === '') {
    const clear = !asksPlace || places.length === 1;
    c.that(clear, 'needs.place_kind', 'VALUE_MISSING').naming(clear, { places: places.join(',') });
  } else {
    const offered = places.includes(place);
    c.that(offered, 'needs.place_kind', 'PLACE_NOT_OFFERED');
    c.naming(offered, { places: places.join(',') });
  }
  const count = needs?.children.length ?? 0;
  c.that(maximumChildren === 0 || count <= maximumChildren, 'needs.children', 'MORE_THAN_A_GROUP');
  for (const [i, { childId }] of (needs?.children ?? []).entries()) {
    const known = children.some((child) => child.id === childId);
    c.that(known, `needs.children[${i}].child_id`, 'VALUE_UNKNOWN');
  }
}

/**
 * What the family file and the profile already know need not be typed again: grades, stages, the
 * language, the place where there is only one.
 */
export function completeNeeds(
  needs: SupportNeeds,
  family: { children: readonly Child[]; language: string },
  { places }: Pick<Support, 'places'>,
): SupportNeeds {
  const children = needs.children.map(({ childId }) => {
    const grade = family.children.find((child) => child.id === childId)?.grade ?? '';
    return { childId, grade, stage: stageOf(grade) };
  });
  const spoken = family.language === '' ? [] : [family.language];
  const only = places.length === 1 ? (places[0] ?? '') : '';
  const placeKind = needs.placeKind || only;
  return {
    ...needs,
    placeKind,
    children,
    languages: needs.languages.length > 0 ? needs.languages : spoken,
  };
}
