import type { Plain } from '@katrol/contract';
import type {
  Branch as ContractBranch,
  Criterion as ContractCriterion,
  Exclusion as ContractExclusion,
  Profile as ContractProfile,
  ProfileDocument as ContractDocument,
} from '@katrol/proto/katrol/intake/v1/profile_pb';
import { Checks } from '@katrol/runtime';

/** language code -> text */
export type Words = Record<string, string>;
export type Criterion = Plain<ContractCriterion>;
export type Exclusion = Plain<ContractExclusion>;

/** How a branch works, as data. A case pins the version it began under. */
export type ProfileDocument = Plain<ContractDocument>;
export type Profile = Omit<Plain<ContractProfile>, 'revision'>;
export type Branch = Plain<ContractBranch>;

/** Refuses a document that nobody could work by, beyond what its fields allow one by one. */
export function checkProfile({ intake, support, tutors }: ProfileDocument): void {
  const c = new Checks();
  const { criteriaSet: set, exclusions } = intake;
  if (set) {
    const reachable = set.threshold <= Math.max(1, set.criteria.length);
    c.that(reachable, 'document.intake.criteria_set.threshold', 'VALUE_OUT_OF_RANGE');
  }
  const codes = [...(set?.criteria ?? []), ...exclusions].map((x) => x.code);
  const unique = new Set(codes).size === codes.length;
  c.that(unique, 'document.intake.criteria_set', 'CODES_NOT_UNIQUE');
  const ends = support.lengthUnit !== 'open';
  c.that(!ends || support.length > 0, 'document.support.length', 'VALUE_OUT_OF_RANGE');
  c.that(
    !tutors.checkRequired || tutors.checkValidityMonths > 0,
    'document.tutors.check_validity_months',
    'VALUE_OUT_OF_RANGE',
  );
  c.done();
}
