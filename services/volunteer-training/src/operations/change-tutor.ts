import type { Plain } from '@katrol/contract';
import type { Tutor as ContractTutor } from '@katrol/proto/katrol/volunteer_training/v1/messages_pb';
import { isMinor, noCheck } from '../domain/check.ts';
import { statusOn } from '../domain/placement.ts';
import { rulesAt, type BranchRules } from '../domain/rules.ts';
import { hasStopped, toDo, type Tutor, type TutorCard } from '../domain/tutor.ts';
import { works, type Works } from '../domain/works.ts';
import { facts } from '../facts.ts';
import type { TrainingCall } from '../store/client.ts';
import { allRulesOf, rulesOn } from '../store/rules.ts';
import { createTutor, saveTutor } from '../store/tutors.ts';

/**
 * A tutor with what follows from the day: what still stands before a first visit, whether they are
 * under 18.
 */
export type TutorView = Tutor & Works & Pick<Plain<ContractTutor>, 'toDo' | 'minor' | 'active'>;

/** The same by all that the branch's profile says. */
export function viewBy(tutor: Tutor, rules: readonly BranchRules[], today: string): TutorView {
  const now = rulesAt(rules, today);
  const { placement } = tutor;
  return {
    ...tutor,
    ...works(tutor, rules),
    active: !hasStopped(tutor, today),
    placement: placement && { ...placement, status: statusOn(placement, today) },
    toDo: now ? toDo(tutor, now, today) : [],
    minor: isMinor(tutor.check, today),
  };
}

export async function viewOf({ tx, today }: TrainingCall, tutor: Tutor): Promise<TutorView> {
  // where none were told yet that is said
  await rulesOn(tx, tutor.branchCode, today);
  return viewBy(tutor, await allRulesOf(tx, tutor.branchCode), today);
}

/** Tells what others may know of a tutor, with the days between which the tutor works. */
export async function tellTutor(call: TrainingCall, tutor: Tutor): Promise<void> {
  const rules = await allRulesOf(call.tx, tutor.branchCode);
  const active = !hasStopped(tutor, call.today);
  call.tell(facts.tutorChanged, { ...tutor, ...works(tutor, rules), active });
}

/** Saves a changed tutor, tells it and gives it back as it is now. */
export async function changeTutor(call: TrainingCall, tutor: Tutor): Promise<Tutor> {
  await saveTutor(call.tx, tutor);
  const changed = { ...tutor, revision: tutor.revision + 1 };
  await tellTutor(call, changed);
  return changed;
}

/** A tutor of whom only the card is known. */
export const newTutor = (card: TutorCard, universityCode: string): Tutor => ({
  ...card,
  id: '',
  universityCode,
  check: noCheck,
  trainingCodes: [],
  trainings: [],
  placement: undefined,
  stopsOn: '',
  remindersOff: [],
  minutesHeld: 0,
  revision: 1,
});

/** Keeps a new tutor and tells it. */
export async function addTutor(call: TrainingCall, tutor: Tutor): Promise<Tutor> {
  const { universityCode } = tutor;
  const id = await createTutor(call.tx, tutor, { universityCode, now: call.now });
  const added = { ...tutor, id };
  await tellTutor(call, added);
  return added;
}
