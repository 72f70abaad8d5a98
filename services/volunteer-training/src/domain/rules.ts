export const tutorKinds = ['student', 'volunteer'] as const;
export type TutorKind = (typeof tutorKinds)[number];
export const trainingCodes = [
  'start',
  'reciprocity',
  'poverty_aware',
  'diversity',
  'multilingualism',
  'questioning_the_obvious',
  'asking_on',
  'differentiation',
] as const;

/** What the branch's profile says about tutors, from a day. */
export type BranchRules = {
  branchCode: string;
  version: number;
  validFrom: string;
  kinds: string[];
  checkRequired: boolean;
  checkValidityMonths: number;
  requiredTrainings: string[];
  radiusMetres: number;
  maximumFamilies: number;
  quietDays: number;
};
