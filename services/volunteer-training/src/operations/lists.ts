import { branchOf } from '@katrol/events';
import { exportHead } from '@katrol/rpc';
import { Checks } from '@katrol/runtime';
import { csvText, listAll, listPage, type ListOptions, type ListPage } from '@katrol/store';
import { isMinor } from '../domain/check.ts';
import { followers } from '../domain/placement.ts';
import { fullName, toDo } from '../domain/tutor.ts';
import type { TrainingCall } from '../store/client.ts';
import {
  hoursList,
  studentList,
  tutorList,
  type HoursRow,
  type StudentRow,
} from '../store/lists.ts';
import { rulesOn } from '../store/rules.ts';
import { tutorsByIds } from '../store/tutors.ts';
import type { TutorView } from './tutors.ts';
import { universityOf } from './universities.ts';

type None = Record<string, never>;
type ListInput = { branchCode: string; options: ListOptions };

export async function listTutors(
  _deps: None,
  call: TrainingCall,
  input: ListInput,
): Promise<ListPage<TutorView>> {
  const rules = await rulesOn(call.tx, branchOf(call, input.branchCode), call.today);
  const page = await listPage<{ id: string }>(call.tx, tutorList(rules, call.today), input.options);
  const tutors = await tutorsByIds(
    call.tx,
    page.rows.map((r) => r.id),
  );
  return {
    ...page,
    rows: tutors.map((t) => ({
      ...t,
      toDo: toDo(t, rules, call.today),
      minor: isMinor(t.check, call.today),
    })),
  };
}

const tutorColumns: Record<string, (t: TutorView) => string | number> = {
  naam: fullName,
  soort: (t) => t.kind,
  actief: (t) => (t.active ? 'ja' : 'nee'),
  e_mail: (t) => t.email,
  telefoon: (t) => t.phone,
  gemeente: (t) => t.municipality,
  talen: (t) => t.languages.join(', '),
  vakken: (t) => t.subjects.join(', '),
  hogeschool: (t) => t.universityCode,
  uittreksel_geldig_tot: (t) => t.check.validUntil,
  vormingen: (t) => t.trainingCodes.join(', '),
  beschikbaar_van: (t) => t.availableFrom,
  beschikbaar_tot: (t) => t.availableUntil,
  te_doen: (t) => t.toDo.join(', '),
  minuten: (t) => t.minutesHeld,
};

/** Streams the same query as the list, and prints its filter. */
export async function* exportTutors(
  _deps: None,
  call: TrainingCall,
  input: ListInput,
): AsyncGenerator<string> {
  const rules = await rulesOn(call.tx, branchOf(call, input.branchCode), call.today);
  call.audit('export:begeleiders', rules.branchCode);
  yield csvText(
    [...exportHead('begeleiders', call.today, input.options), Object.keys(tutorColumns)],
    true,
  );
  for await (const ids of listAll<{ id: string }>(
    call.tx,
    tutorList(rules, call.today),
    input.options,
  )) {
    const tutors = await tutorsByIds(
      call.tx,
      ids.map((r) => r.id),
    );
    const rows = tutors.map((t) => ({
      ...t,
      toDo: toDo(t, rules, call.today),
      minor: isMinor(t.check, call.today),
    }));
    yield csvText(rows.map((t) => Object.values(tutorColumns).map((read) => read(t))));
  }
}

/** A university's students: all of them for the placement officer, own ones for a lecturer-coach. No family is known here. */
export async function listStudents(
  _deps: None,
  call: TrainingCall,
  input: { universityCode: string; options: ListOptions },
): Promise<ListPage<StudentRow & ReturnType<typeof followers>>> {
  const officer =
    call.principal.kind === 'person' && call.principal.roles.includes('placement-officer');
  const who = { coach: officer ? '' : call.actor, me: call.actor };
  const page = await listPage<StudentRow>(
    call.tx,
    studentList(universityOf(call, input.universityCode), who, call.today),
    input.options,
  );
  return { ...page, rows: page.rows.map((row) => ({ ...row, ...followers(row.placementStatus) })) };
}

/** Hours of the own students in a range of dates, session by session, then the total of each student. */
export async function* exportHours(
  _deps: None,
  call: TrainingCall,
  input: { universityCode: string; from: string; until: string },
): AsyncGenerator<string> {
  const university = universityOf(call, input.universityCode);
  const c = new Checks();
  c.date('from', input.from);
  c.date('until', input.until, { notBefore: input.from });
  c.done();
  const options: ListOptions = {
    search: '',
    sort: '',
    cursor: '',
    limit: 0,
    filters: [{ field: 'occurred_on', values: [input.from, input.until] }],
  };
  const totals = new Map<string, { row: HoursRow; minutes: number; sessions: number }>();
  call.audit(`export:uren:${university}`, '');
  yield csvText(
    [
      ...exportHead('uren', call.today, options),
      ['studentennummer', 'naam', 'opleiding', 'werking', 'datum', 'minuten'],
    ],
    true,
  );
  for await (const rows of listAll<HoursRow>(call.tx, hoursList(university), options)) {
    for (const row of rows) {
      const total = totals.get(row.tutorId) ?? { row, minutes: 0, sessions: 0 };
      totals.set(row.tutorId, {
        row,
        minutes: total.minutes + row.minutes,
        sessions: total.sessions + 1,
      });
    }
    yield csvText(
      rows.map((r) => [
        r.studentNumber,
        r.name,
        r.programme,
        r.branchCode,
        r.occurredOn,
        r.minutes,
      ]),
    );
  }
  yield csvText([
    [],
    ['totaal per student'],
    ['studentennummer', 'naam', 'opleiding', 'werking', 'begeleidingsmomenten', 'minuten'],
    ...[...totals.values()].map(({ row, minutes, sessions }) => [
      row.studentNumber,
      row.name,
      row.programme,
      row.branchCode,
      sessions,
      minutes,
    ]),
  ]);
}
