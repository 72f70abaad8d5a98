import type { Plain } from '@katrol/contract';
import { branchOf, hasRole } from '@katrol/events';
import type {
  RecordCheckRequest,
  Tutor as ContractTutor,
  TutorLabel as ContractLabel,
} from '@katrol/proto/katrol/volunteer_training/v1/messages_pb';
import type { TodayLine as ContractLine } from '@katrol/proto/katrol/common/v1/place_pb';
import { Checks, addDays, expectRevision } from '@katrol/runtime';
import { lastDayOf, seeCheck } from '../domain/check.ts';
import { takes } from '../domain/rules.ts';
import { cardOf, fullName, hasStopped, type Tutor } from '../domain/tutor.ts';
import type { TrainingCall } from '../store/client.ts';
import { rulesOn } from '../store/rules.ts';
import {
  accountTaken,
  checksEndingBy,
  loadTutor,
  tutorLabels,
  tutorOfAccount,
} from '../store/tutors.ts';
import { addTutor, changeTutor, newTutor, viewOf, type TutorView } from './change-tutor.ts';
import { resumed, stopped } from './stops.ts';

/**
 * Keeps a tutor's card. A known one stays in the branch; one who is no longer said to be active stops
 * today, one who is again comes back. Check, trainings and placement have their own commands.
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
  const card = cardOf(given, rules, { branchCode });
  const c = new Checks('tutor.');
  // who was taken before the profile said otherwise stays, as what they were
  const taken = there?.kind === card.kind || takes(rules, card.kind);
  c.that(taken, 'kind', 'KIND_NOT_TAKEN').naming(taken, { kinds: rules.kinds.join(',') });
  c.that(!(await accountTaken(tx, card, given.id)), 'account_id', 'ACCOUNT_TAKEN');
  c.done();
  const tutor = there
    ? await changeTutor(call, await turned(call, { ...there, ...card }, given.active))
    : await addTutor(call, newTutor(card, ''));
  call.audit(tutor.id, branchCode);
  return await viewOf(call, tutor);
}

async function turned(call: TrainingCall, tutor: Tutor, active: boolean): Promise<Tutor> {
  if (active !== hasStopped(tutor, call.today)) return tutor;
  return active ? await resumed(call, tutor) : await stopped(call, tutor, call.today);
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
  return await viewOf(call, await changeTutor(call, { ...tutor, check }));
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

export type TodayLine = Omit<Plain<ContractLine>, 'familyId' | 'text' | 'phone'>;

const NOTICE_DAYS = 30;
// a "not applicable" ends before the month in which it is valid until
const LONGEST_MONTH = 31;

/**
 * Checks of active tutors that end within a month or have ended, where the profile asks for one.
 */
export async function getToday(call: TrainingCall, named: string): Promise<TodayLine[]> {
  const { tx, today } = call;
  const branchCode = branchOf(call, named);
  const { checkRequired } = await rulesOn(tx, branchCode, today);
  if (!checkRequired) return [];
  const day = addDays(today, NOTICE_DAYS);
  const ending = await checksEndingBy(tx, branchCode, { day: addDays(day, LONGEST_MONTH), today });
  const soon = ending.filter(({ check }) => lastDayOf(check) <= day);
  return soon.map(({ check, ...t }) => ({
    kind: 'CHECK_EXPIRING',
    subjectId: t.tutorId,
    tutorId: t.tutorId,
    label: fullName(t),
    since: check.seenOn,
    due: lastDayOf(check),
    // who is nearly 18 has none to renew
    reason: check.notApplicable ? 'CHECK_MISSING' : lastDayOf(check) < today ? 'CHECK_EXPIRED' : '',
    count: 0,
  }));
}
