import type { Plain } from '@katrol/contract';
import type { DecisionRole, ParentRelation } from '@katrol/proto/katrol/intake/v1/codes';
import type { Parent as ContractParent } from '@katrol/proto/katrol/intake/v1/messages_pb';
import { Checks } from '@katrol/runtime';

export type Parent = Plain<ContractParent>;

// What holds where nobody said who decides.
const byRelation: Record<ParentRelation, DecisionRole> = {
  mother: 'decides',
  father: 'decides',
  parent: 'decides',
  guardian: 'decides',
  foster_parent: 'decides',
  step_parent: 'informed',
  grandparent: 'informed',
  other: 'neither',
};

/** What somebody may say for a child on a day: what was noted last for that day, else by relation. */
export function roleOn(
  { relation, deciding }: Pick<Parent, 'relation' | 'deciding'>,
  childId: string,
  day: string,
): DecisionRole {
  const noted = deciding.filter((one) => one.childId === childId);
  const holds = noted.filter(
    ({ from, until }) => (from === '' || from <= day) && (until === '' || day <= until),
  );
  const role = holds.at(-1)?.role;
  if (role) return role;
  // it was theirs, and it ended
  if (noted.some(({ until }) => until !== '' && until < day)) return 'neither';
  return byRelation[relation || 'other'];
}

type Writing = Pick<Parent, 'writtenTo' | 'writtenMeans' | 'writtenOn' | 'writtenBy'>;

/**
 * For what somebody is written to by itself, as a colleague notes it: how it was asked is kept with
 * it. What is as it was keeps how that was said. Refuses a yes of which nobody says how it was asked.
 */
export function writingOf(
  given: Writing,
  before: Writing | undefined,
  { by, today }: { by: string; today: string },
): Writing {
  const writtenTo = [...new Set(given.writtenTo)].sort();
  const was = before?.writtenTo ?? [];
  if (writtenTo.join() === [...was].sort().join()) {
    const { writtenMeans = '', writtenOn = '', writtenBy = '' } = before ?? {};
    return { writtenTo, writtenMeans, writtenOn, writtenBy };
  }
  const { writtenMeans } = given;
  const more = writtenTo.some((one) => !was.includes(one));
  const c = new Checks('parent.');
  c.that(!more || writtenMeans !== '', 'written_means', 'VALUE_MISSING');
  // by their own link they say it themselves
  c.that(
    !more || writtenMeans !== 'link' || before?.writtenMeans === 'link',
    'written_means',
    'VALUE_UNKNOWN',
  );
  c.done();
  return { writtenTo, writtenMeans: more ? writtenMeans : '', writtenOn: today, writtenBy: by };
}

/** Refuses who decides for a child that is not of the family. */
export function checkParent(parent: Parent, children: readonly { id: string }[]): void {
  const c = new Checks('parent.');
  for (const [i, { childId }] of parent.deciding.entries()) {
    const known = children.some((child) => child.id === childId);
    c.that(known, `deciding[${i}].child_id`, 'VALUE_UNKNOWN');
  }
  c.done();
}

/** Whole years on a day; undefined while the day of birth is not known. */
export function ageOn(birthDate: string, day: string): number | undefined {
  if (birthDate === '') return undefined;
  const years = Number(day.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return day.slice(5) < birthDate.slice(5) ? years - 1 : years;
}

/** The day on which somebody is so many years old; of 29 February in other years 1 March. */
export function birthday(birthDate: string, years: number): string {
  if (birthDate === '') return '';
  const [year = 0, month = 1, day = 1] = birthDate.split('-').map(Number);
  return new Date(Date.UTC(year + years, month - 1, day)).toISOString().slice(0, 10);
}
