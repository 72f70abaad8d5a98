import type { Plain } from '@katrol/contract';
import { branchOf, hasRole } from '@katrol/events';
import type {
  RecordCheckRequest,
  Tutor as ContractTutor,
  TutorLabel as ContractLabel,
} from '@katrol/proto/katrol/volunteer_training/v1/messages_pb';
import type { TodayLine as ContractLine } from '@katrol/proto/katrol/common/v1/place_pb';
import { Checks, addDays, expectRevision } from '@katrol/runtime';
import { isMinor, noCheck, seeCheck } from '../domain/check.ts';
import type { BranchRules } from '../domain/rules.ts';
import { cardOf, fullName, toDo, type Tutor, type TutorCard } from '../domain/tutor.ts';
import { facts } from '../facts.ts';
import type { TrainingCall } from '../store/client.ts';
import { rulesOn } from '../store/rules.ts';
import {
  accountTaken,
  checksEndingBy,
  createTutor,
  loadTutor,
  saveTutor,
  tutorLabels,
  tutorOfAccount,
} from '../store/tutors.ts';

/**
 * A tutor with what follows from the day: what still stands before a first visit, whether they are
 * under 18.
 */
export type TutorView = Tutor & Pick<Plain<ContractTutor>, 'toDo' | 'minor'>;

/** The same by the rules of the branch. */
export const viewBy = (tutor: Tutor, rules: BranchRules, today: string): TutorView => ({
  ...tutor,
  toDo: toDo(tutor, rules, today),
  minor: isMinor(tutor.check, today),
});

const viewOf = async ({ tx, today }: TrainingCall, tutor: Tutor): Promise<TutorView> =>
  viewBy(tutor, await rulesOn(tx, tutor.branchCode, today), today);

/** Saves a changed tutor, tells it and gives it back as it is now. */
export async function changeTutor(call: TrainingCall, tutor: Tutor): Promise<Tutor> {
  await saveTutor(call.tx, tutor);
  const changed = { ...tutor, revision: tutor.revision + 1 };
  call.tell(facts.tutorChanged, changed);
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
  minutesHeld: 0,
  revision: 1,
});

/** Keeps a new tutor and tells it. */
export async function addTutor(call: TrainingCall, tutor: Tutor): Promise<Tutor> {
  const { universityCode } = tutor;
  const id = await createTutor(call.tx, tutor, { universityCode, now: call.now });
  const added = { ...tutor, id };
  call.tell(facts.tutorChanged, added);
  return added;
}

/**
 * Keeps a tutor's card. A new tutor is active; a known one stays in the branch. Check, trainings
 * and placement have their own commands.
 */
export async function keepTutor(
  call: TrainingCall,
  given: Plain<ContractTutor>,
): Promise<TutorView> {
  const { tx, today } = call;
  const there = given.id === '' ? undefined : await loadTutor(tx, given.id, 'tutor.id');
  if (there) expectRevision(given.revision, there.revision);
  const branchCode = there?.branchCode ?? branchOf(call, given.branchCode);
  const rules = await rulesOn(tx, branchCode, today);
  const card = cardOf(there ? given : { ...given, active: true }, rules, { branchCode });
  const c = new Checks('tutor.');
  const known = there !== undefined || rules.kinds.some((kind) => kind === card.kind);
  c.that(known, 'kind', 'VALUE_UNKNOWN');
  c.that(!(await accountTaken(tx, card, given.id)), 'account_id', 'ACCOUNT_TAKEN');
  c.done();
  const tutor = there
    ? await changeTutor(call, { ...there, ...card })
    : await addTutor(call, newTutor(card, ''));
  call.audit(tutor.id, branchCode);
  return viewBy(tutor, rules, today);
}

/** The coordinator saw the check, or noted that it does not apply yet. */
export async function recordCheck(
  call: TrainingCall,
  input: Plain<RecordCheckRequest>,
): Promise<TutorView> {
  const { tx, today, by } = call;
  const tutor = await loadTutor(tx, input.tutorId);
  expectRevision(input.revision, tutor.revision);
  const rules = await rulesOn(tx, tutor.branchCode, today);
  const check = seeCheck(input, by, { rules, today });
  call.audit(tutor.id, tutor.branchCode);
  return viewBy(await changeTutor(call, { ...tutor, check }), rules, today);
}

export async function getTutor(call: TrainingCall, id: string): Promise<TutorView> {
  const tutor = await loadTutor(call.tx, id, 'id');
  call.audit(tutor.id, tutor.branchCode);
  return await viewOf(call, tutor);
}

/** The tutor's own card. */
export const getMyTutor = async (call: TrainingCall): Promise<TutorView> =>
  await viewOf(call, await tutorOfAccount(call.tx, call.actor));

/** Names beside another service's rows. A fellow tutor's phone number is not among them. */
export async function getTutorLabels(
  call: TrainingCall,
  tutorIds: string[],
): Promise<Plain<ContractLabel>[]> {
  const { scope, actor: account, principal } = call;
  const { branches, universities } = scope;
  const officer = hasRole(call, 'placement-officer');
  const reader = { branches, universities, officer, account };
  const labels = await tutorLabels(call.tx, tutorIds, reader);
  const more = principal.kind === 'person' && principal.roles.some((role) => role !== 'tutor');
  return labels.map((l) => ({
    tutorId: l.tutorId,
    name: fullName(l),
    kind: l.kind,
    phone: more || l.accountId === account ? l.phone : '',
  }));
}

export type TodayLine = Omit<Plain<ContractLine>, 'familyId'>;

const NOTICE_DAYS = 30;

/**
 * Checks of active tutors that end within a month or have ended, where the profile asks for one.
 */
export async function getToday(call: TrainingCall, named: string): Promise<TodayLine[]> {
  const { tx, today } = call;
  const branchCode = branchOf(call, named);
  const { checkRequired } = await rulesOn(tx, branchCode, today);
  if (!checkRequired) return [];
  const ending = await checksEndingBy(tx, branchCode, addDays(today, NOTICE_DAYS));
  return ending.map((t) => ({
    kind: 'CHECK_EXPIRING',
    subjectId: t.tutorId,
    tutorId: t.tutorId,
    label: fullName(t),
    since: t.seenOn,
    due: t.validUntil,
    reason: t.validUntil < today ? 'CHECK_EXPIRED' : '',
    count: 0,
  }));
}
