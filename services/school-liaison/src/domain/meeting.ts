import type { Plain } from '@katrol/contract';
import type { Meeting as ContractMeeting } from '@katrol/proto/katrol/school_liaison/v1/messages_pb';
import { Checks, Refusal } from '@katrol/runtime';
import { standing, type Person } from './message.ts';
import { namedIn } from './names.ts';

type Meeting = Plain<ContractMeeting>;

/** Is it about one child, with its parents? */
export const ofOneChild = ({ kind }: Pick<Meeting, 'kind'>): boolean =>
  kind === 'care' || kind === 'parent_teacher';

/**
 * Refuses a meeting about one child without the child, one about the work that names somebody, and
 * to hold a talk about a child to which its parents did not say yes.
 */
export function checkMeeting(m: Meeting, { names }: { names: readonly string[] }): void {
  const c = new Checks('meeting.');
  const about = ofOneChild(m);
  c.that(about === (m.childId !== ''), 'child_id', about ? 'VALUE_MISSING' : 'NO_FAMILY_HERE');
  if (!about) {
    for (const field of ['agenda', 'outcome'] as const)
      c.that(namedIn(m[field], names).length === 0, field, 'NAMES_SOMEBODY');
    for (const [i, { text }] of m.decisions.entries())
      c.that(namedIn(text, names).length === 0, `decisions[${i}].text`, 'NAMES_SOMEBODY');
  }
  c.done();
}

/** A talk about a child takes place on the yes of those who decide for it, as for a text. */
export function checkParentsAgree(
  people: readonly Person[],
  { answers, childId }: Pick<Meeting, 'answers' | 'childId'>,
  rules: { allDeciders: boolean },
): void {
  const said = answers.map((one) => ({ ...one, version: 1, undoneAt: '' }));
  if (standing(people, said, { version: 1, childId }, rules).state === 'yes') return;
  throw new Refusal('failed_precondition', 'PARENTS_HAVE_NOT_AGREED');
}
