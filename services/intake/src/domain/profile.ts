import type { Plain } from '@katrol/contract';
import type {
  Branch as ContractBranch,
  Criterion as ContractCriterion,
  Exclusion as ContractExclusion,
  Profile as ContractProfile,
  ProfileDocument as ContractDocument,
} from '@katrol/proto/katrol/intake/v1/profile_pb';
import { Checks } from '@katrol/runtime';
import { SIDES } from './agreement.ts';

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
  checkGroups(c, support);
  checkPromises(c, intake.agreementPromises);
  c.done();
}

/** Who words the sheet words it for each side, in Dutch at least: it is read whole or not at all. */
function checkPromises(c: Checks, promises: ProfileDocument['intake']['agreementPromises']): void {
  const said = SIDES.some((side) => Object.values(promises[side]).some((text) => text !== ''));
  for (const side of SIDES) {
    const at = `document.intake.agreement_promises.${side}.nl`;
    c.that(!said || Boolean(promises[side]['nl']), at, 'PROMISES_NOT_WHOLE');
  }
}

/** Fixed hours and a number of children are a group's; hours stand apart and are long enough. */
function checkGroups(
  c: Checks,
  { form, fixedHours, maximumChildren, sessionMinutes, sessionsAWeek }: ProfileDocument['support'],
): void {
  const group = form !== 'one_child';
  const at = 'document.support.fixed_hours';
  c.that(group || fixedHours.length === 0, at, 'ONLY_IN_GROUPS');
  c.that(group || maximumChildren === 0, 'document.support.maximum_children', 'ONLY_IN_GROUPS');
  for (const [i, hour] of fixedHours.entries()) {
    const { weekday, fromMinute, untilMinute } = hour;
    const meets = fixedHours.some(
      (other, j) =>
        j < i &&
        other.weekday === weekday &&
        other.fromMinute < untilMinute &&
        fromMinute < other.untilMinute,
    );
    c.that(!meets, `${at}[${i}]`, 'HOURS_OVERLAP');
    c.that(untilMinute - fromMinute >= sessionMinutes, `${at}[${i}]`, 'HOUR_TOO_SHORT');
  }
  const days = new Set(fixedHours.map(({ weekday }) => weekday)).size;
  const enough = days === 0 || days >= sessionsAWeek;
  c.that(enough, 'document.support.sessions_a_week', 'MORE_THAN_FIXED_DAYS');
}
