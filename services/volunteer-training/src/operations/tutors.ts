import { branchOf, nameOf } from '@katrol/events';
import { TutorChangedSchema } from '@katrol/proto/katrol/volunteer_training/v1/events_pb';
import { Checks, Refusal, addDays, expectRevision } from '@katrol/runtime';
import { isMinor, noCheck, seeCheck } from '../domain/check.ts';
import {
  checkCard,
  fullName,
  toDo,
  type ToDo,
  type Tutor,
  type TutorCard,
} from '../domain/tutor.ts';
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
  type TutorLabel,
} from '../store/tutors.ts';
import { kindCodes, stageCodes } from '../wire/codes.ts';

type None = Record<string, never>;

/** A tutor with what follows from the day: what still stands before a first visit, whether they are under 18. */
export type TutorView = Tutor & { toDo: ToDo[]; minor: boolean };

export async function viewOf(call: TrainingCall, tutor: Tutor): Promise<TutorView> {
  const rules = await rulesOn(call.tx, tutor.branchCode, call.today);
  return {
    ...tutor,
    toDo: toDo(tutor, rules, call.today),
    minor: isMinor(tutor.check, call.today),
  };
}

/** Tells the whole of what matching may know of the tutor. `t` is as it is now, its revision included. */
export function tellTutor(call: TrainingCall, t: Tutor): void {
  const {
    id: tutorId,
    branchCode,
    accountId,
    universityCode,
    active,
    slots,
    languages,
    subjects,
    wishes,
    placeKinds,
    revision,
  } = t;
  const { reachMetres, maximumFamilies, availableFrom, availableUntil } = t;
  call.tell(
    TutorChangedSchema,
    {
      tutorId,
      branchCode,
      accountId,
      universityCode,
      active,
      slots,
      languages,
      subjects,
      wishes,
      placeKinds,
      revision,
      reachMetres,
      maximumFamilies,
      availableFrom,
      availableUntil,
      kind: kindCodes.wire(t.kind),
      stages: t.stages.map(stageCodes.wire),
      ...(t.homeCell ? { homeCell: t.homeCell } : {}),
      checkValidUntil: t.check.validUntil,
      checkNotApplicable: t.check.notApplicable,
      trainings: t.trainingCodes,
    },
    tutorId,
  );
}

/** Saves a changed tutor, tells it and gives it back as it is now. */
export async function changeTutor(call: TrainingCall, tutor: Tutor): Promise<Tutor> {
  await saveTutor(call.tx, tutor, tutor.revision);
  const changed = { ...tutor, revision: tutor.revision + 1 };
  tellTutor(call, changed);
  return changed;
}

/** Keeps a tutor's card. A new tutor is active; a known one stays in the branch. Check, trainings and placement have their own commands. */
export async function keepTutor(
  _deps: None,
  call: TrainingCall,
  input: { id: string; revision: number; card: TutorCard },
): Promise<TutorView> {
  return input.id === ''
    ? await addTutor(call, input.card)
    : await editTutor(call, input.id, input);
}

async function addTutor(call: TrainingCall, given: TutorCard): Promise<TutorView> {
  const branchCode = branchOf(call, given.branchCode);
  if (!call.scope.branches.includes(branchCode)) {
    throw new Refusal('not_found', 'NOT_FOUND', {
      fields: [{ field: 'tutor.branch_code', reason: 'NOT_FOUND' }],
    });
  }
  const rules = await rulesOn(call.tx, branchCode, call.today);
  const c = new Checks();
  const card = checkCard(c, { ...given, branchCode, active: true }, rules);
  if (card.kind !== '') c.that(rules.kinds.includes(card.kind), 'tutor.kind', 'VALUE_UNKNOWN');
  c.that(
    !(await accountTaken(call.tx, branchCode, card.accountId, '')),
    'tutor.account_id',
    'ACCOUNT_TAKEN',
  );
  c.done();
  const id = await createTutor(call.tx, card, { universityCode: '', now: call.now });
  const tutor: Tutor = {
    ...card,
    id,
    universityCode: '',
    check: noCheck,
    trainingCodes: [],
    trainings: [],
    placement: undefined,
    minutesHeld: 0,
    revision: 1,
  };
  tellTutor(call, tutor);
  call.audit(id, branchCode);
  return await viewOf(call, tutor);
}

async function editTutor(
  call: TrainingCall,
  id: string,
  input: { revision: number; card: TutorCard },
): Promise<TutorView> {
  const tutor = await loadTutor(call.tx, id, 'tutor.id');
  expectRevision(input.revision, tutor.revision);
  const c = new Checks();
  const card = checkCard(
    c,
    { ...input.card, branchCode: tutor.branchCode },
    await rulesOn(call.tx, tutor.branchCode, call.today),
  );
  c.that(
    !(await accountTaken(call.tx, tutor.branchCode, card.accountId, id)),
    'tutor.account_id',
    'ACCOUNT_TAKEN',
  );
  c.done();
  call.audit(id, tutor.branchCode);
  return await viewOf(call, await changeTutor(call, { ...tutor, ...card }));
}

/** The coordinator saw the check, or noted that it does not apply yet. */
export async function recordCheck(
  _deps: None,
  call: TrainingCall,
  input: {
    tutorId: string;
    seenOn: string;
    notApplicable: boolean;
    validUntil: string;
    revision: number;
  },
): Promise<TutorView> {
  const tutor = await loadTutor(call.tx, input.tutorId);
  expectRevision(input.revision, tutor.revision);
  const c = new Checks();
  const rules = await rulesOn(call.tx, tutor.branchCode, call.today);
  const check = seeCheck(c, input, nameOf(call.principal), { rules, today: call.today });
  c.done();
  call.audit(tutor.id, tutor.branchCode);
  return await viewOf(call, await changeTutor(call, { ...tutor, check }));
}

export async function getTutor(_deps: None, call: TrainingCall, id: string): Promise<TutorView> {
  const tutor = await loadTutor(call.tx, id, 'id');
  call.audit(tutor.id, tutor.branchCode);
  return await viewOf(call, tutor);
}

/** The tutor's own card. */
export const getMyTutor = async (_deps: None, call: TrainingCall): Promise<TutorView> =>
  await viewOf(call, await tutorOfAccount(call.tx, call.actor));

/** Names beside another service's rows. A fellow tutor's phone number is not among them. */
export async function getTutorLabels(
  _deps: None,
  call: TrainingCall,
  tutorIds: string[],
): Promise<(TutorLabel & { name: string })[]> {
  const c = new Checks();
  c.that(tutorIds.length <= 200, 'tutor_ids', 'VALUE_OUT_OF_RANGE');
  c.done();
  const { branches, universities } = call.scope;
  const roles = call.principal.kind === 'person' ? call.principal.roles : [];
  const labels = await tutorLabels(call.tx, tutorIds, {
    branches,
    universities,
    officer: roles.includes('placement-officer'),
    account: call.actor,
  });
  const seesPhones = roles.some((r) => r !== 'tutor');
  return labels.map((l) => ({
    ...l,
    name: fullName(l),
    phone: seesPhones || l.accountId === call.actor ? l.phone : '',
  }));
}

export type TodayLine = {
  kind: string;
  subjectId: string;
  tutorId: string;
  label: string;
  since: string;
  due: string;
  reason: string;
};

const NOTICE_DAYS = 30;

/** Checks of active tutors that end within a month or have ended, where the profile asks for one. */
export async function getToday(
  _deps: None,
  call: TrainingCall,
  given: string,
): Promise<TodayLine[]> {
  const branchCode = branchOf(call, given);
  const rules = await rulesOn(call.tx, branchCode, call.today);
  if (!rules.checkRequired) return [];
  return (await checksEndingBy(call.tx, branchCode, addDays(call.today, NOTICE_DAYS))).map((t) => ({
    kind: 'CHECK_EXPIRING',
    subjectId: t.tutorId,
    tutorId: t.tutorId,
    label: fullName(t),
    since: t.seenOn,
    due: t.validUntil,
    reason: t.validUntil < call.today ? 'CHECK_EXPIRED' : '',
  }));
}
