import type { BranchDays } from '@katrol/calendar';
import type { TrainingTheme, TutorKind } from '@katrol/proto/katrol/common/v1/codes';

/** What the branch's profile says about tutors and about its days, from a day. */
export type BranchRules = BranchDays & {
  branchCode: string;
  kinds: TutorKind[];
  checkRequired: boolean;
  checkValidityMonths: number;
  requiredTrainings: TrainingTheme[];
  radiusMetres: number;
  maximumFamilies: number;
  quietDays: number;
};

/** Does the branch take this kind of tutor? */
export const takes = ({ kinds }: Pick<BranchRules, 'kinds'>, kind: TutorKind | ''): boolean =>
  kinds.some((one) => one === kind);

/**
 * The rules in force on a day: of those that began by then the last; before the first ones, the
 * first.
 */
export function rulesAt(all: readonly BranchRules[], day: string): BranchRules | undefined {
  const later = (a: BranchRules, b: BranchRules): boolean =>
    a.validFrom > b.validFrom || (a.validFrom === b.validFrom && a.version > b.version);
  const begun = all.filter((one) => one.validFrom <= day);
  if (begun.length > 0) return begun.reduce((last, one) => (later(one, last) ? one : last));
  return all.toSorted((a, b) => a.version - b.version)[0];
}

/** The first day, from this one on, on which the profile asks for a check; '' when it never does. */
export function firstDayAsked(all: readonly BranchRules[], from: string): string {
  const days = [from, ...all.map((one) => one.validFrom).filter((day) => day > from)].sort();
  return days.find((day) => rulesAt(all, day)?.checkRequired) ?? '';
}
