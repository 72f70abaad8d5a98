import type { TrainingTheme, TutorKind } from '@katrol/proto/katrol/common/v1/codes';

/** What the branch's profile says about tutors, from a day. */
export type BranchRules = {
  branchCode: string;
  version: number;
  validFrom: string;
  kinds: TutorKind[];
  checkRequired: boolean;
  checkValidityMonths: number;
  requiredTrainings: TrainingTheme[];
  radiusMetres: number;
  maximumFamilies: number;
  quietDays: number;
};
