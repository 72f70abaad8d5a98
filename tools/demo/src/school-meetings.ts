import { SchoolLiaisonService } from '@katrol/proto/katrol/school_liaison/v1/service_pb';
import { referrerFirstNames, tutorFirstNames } from './names.ts';
import type { Person } from './portal.ts';
import { Random } from './random.ts';
import * as texts from './school-texts.ts';
import type { Pupil } from './pupils.ts';
import type { Desk } from './step.ts';

const liaison = SchoolLiaisonService.method;

/** Parents meet the school, and somebody goes along: once before, and once more next week. */
export async function meet(p: Pupil): Promise<string> {
  const { s, familyId, childId, childName, schoolId } = p;
  const { me, r, key, calendar, branch } = s;
  const about = { familyId, childId, childName, schoolIds: [schoolId] };
  const meeting = {
    ...about,
    branchCode: branch.code,
    kind: 'parent_teacher' as const,
    place: r.pick(texts.meetingPlaces),
    goesAlong: r.pick(tutorFirstNames),
    agenda: r.pick(texts.meetingAgendas),
  };
  const held = {
    ...meeting,
    status: 'held' as const,
    plannedFor: `${calendar.onWeekday(30, 4)}T16:00`,
    outcome: r.pick(texts.meetingOutcomes),
  };
  await me(liaison.keepMeeting, { meeting: held }, key('met'));
  const ahead = { ...meeting, plannedFor: `${calendar.onWeekday(-10, 2)}T16:30` };
  return (await me(liaison.keepMeeting, { meeting: ahead }, key('meets'))).id;
}

/** With schools and students about the work: nobody's family comes up. */
export async function aboutTheWork(
  desk: Desk,
  schoolIds: string[],
  tutor: Person | undefined,
): Promise<void> {
  await consult(desk, schoolIds);
  await returnMoment(desk, schoolIds, tutor);
  await raiseSignals(desk, tutor);
}

const keyOf =
  ({ branch }: Desk) =>
  (what: string): string =>
    `demo-${branch.code}-schools-${what}`;

/** One consultation with what came of it, followed once more; the next one is planned. */
async function consult(desk: Desk, schoolIds: string[]): Promise<void> {
  const { me, branch, calendar } = desk;
  const key = keyOf(desk);
  const r = new Random(key('consultation'));
  const { agenda, outcome, decisions, offer } = r.pick(texts.consultations);
  const base = { branchCode: branch.code, kind: 'consultation' as const, schoolIds, agenda };
  const held = {
    ...base,
    status: 'held' as const,
    plannedFor: `${calendar.onWeekday(45, 2)}T13:30`,
    place: r.pick(texts.meetingPlaces),
    themes: ['how_it_goes' as const, 'homework_policy' as const],
    outcome,
    decisions: decisions.map((one, n) => ({ ...one, byDay: calendar.ago(n * 30 - 10) })),
    newOffers: [{ name: offer.name }],
  };
  const { id, revision } = await me(liaison.keepMeeting, { meeting: held }, key('consulted'));
  const followed = {
    ...held,
    id,
    revision,
    decisions: held.decisions.map((one, n) => ({ ...one, done: n > 0 })),
    newOffers: [offer],
  };
  await me(liaison.keepMeeting, { meeting: followed }, key('consulted-since'));
  const ahead = {
    ...base,
    plannedFor: `${calendar.onWeekday(-14, 4)}T13:30`,
    online: true,
    themes: ['local_network' as const, 'long_term' as const],
  };
  await me(liaison.keepMeeting, { meeting: ahead }, key('consults'));
}

/** Students' questions were on the table; the next ones are waiting. */
async function returnMoment(
  desk: Desk,
  schoolIds: string[],
  tutor: Person | undefined,
): Promise<void> {
  const { me, branch, calendar } = desk;
  const key = keyOf(desk);
  const r = new Random(key('return'));
  const questions = r.some(texts.studentQuestions, 3);
  const ask = async (n: number): Promise<unknown> =>
    (tutor ?? me)(
      liaison.askAtReturnMoment,
      { branchCode: branch.code, text: questions[n] ?? '' },
      key(`asks-${n}`),
    );
  await ask(0);
  await ask(1);
  const meeting = {
    branchCode: branch.code,
    kind: 'return_moment' as const,
    status: 'held' as const,
    schoolIds,
    plannedFor: `${calendar.onWeekday(12, 3)}T14:00`,
    place: r.pick(texts.meetingPlaces),
    outcome: r.pick(texts.returnOutcomes),
  };
  await me(liaison.keepMeeting, { meeting }, key('returned'));
  await ask(2);
}

/** One that waits and that another sees too, one taken up, one closed with what came of it. */
async function raiseSignals(desk: Desk, tutor: Person | undefined): Promise<void> {
  const { me, branch, calendar } = desk;
  const key = keyOf(desk);
  const r = new Random(key('signals'));
  const [waits, taken, closed] = r.some(texts.signals, 3);
  const branchCode = branch.code;
  const raise = (n: number, one = waits) =>
    me(liaison.raiseSignal, { branchCode, ...(one ?? texts.signals[0]) }, key(`signal-${n}`));
  const first = await raise(0);
  const same = { branchCode, theme: first.theme, text: first.text, sameAsId: first.id };
  await tutor?.(liaison.raiseSignal, same, key('signal-same'));
  const takenUpBy = r.pick(referrerFirstNames);
  const lookAgainOn = calendar.ago(-21);
  const follow = { takenUpBy, lookAgainOn };
  const { id: signalId, revision } = await raise(1, taken);
  await me(liaison.followSignal, { signalId, revision, ...follow }, key('signal-taken'));
  const last = await raise(2, closed);
  const end = { signalId: last.id, revision: last.revision, takenUpBy };
  const outcome = r.pick(texts.signalOutcomes);
  await me(liaison.followSignal, { ...end, outcome }, key('signal-closed'));
}
