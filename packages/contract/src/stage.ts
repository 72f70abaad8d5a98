import type { Grade, Stage } from '@katrol/proto/katrol/common/v1/codes';

// a reception class and special education follow no stage
const stages: Record<Grade, Stage | ''> = {
  K0: 'kindergarten',
  K1: 'kindergarten',
  K2: 'kindergarten',
  K3: 'kindergarten',
  L1: 'primary_first',
  L2: 'primary_first',
  L3: 'primary_second',
  L4: 'primary_second',
  L5: 'primary_third',
  L6: 'primary_third',
  S1: 'secondary_first',
  S2: 'secondary_first',
  S3: 'secondary_second',
  S4: 'secondary_second',
  S5: 'secondary_third',
  S6: 'secondary_third',
  S7: 'secondary_third',
  OKAN: '',
  BUBAO: '',
  BUSO: '',
};

/** The stage of Flemish education a grade belongs to; empty where no grade is known. */
export const stageOf = (grade: Grade | ''): Stage | '' => (grade === '' ? '' : stages[grade]);
