import type { Plain } from '@katrol/contract';
import { hasRole, universityOf } from '@katrol/events';
import type {
  ExportHoursRequest,
  ListStudentsRequest,
  StudentRow as ContractStudentRow,
} from '@katrol/proto/katrol/volunteer_training/v1/messages_pb';
import { exporting, listing, titledExport, type BranchList } from '@katrol/rpc';
import { csvText, listPage, type ListPage } from '@katrol/store';
import { daysOf, type Days } from '@katrol/calendar';
import { checkState } from '../domain/check.ts';
import { followers, quietSince } from '../domain/placement.ts';
import { rulesAt, type BranchRules } from '../domain/rules.ts';
import { fullName, trainingComplete } from '../domain/tutor.ts';
import type { TrainingCall, Tx } from '../store/client.ts';
import {
  hoursList,
  studentList,
  tutorList,
  type HoursRow,
  type StudentFacts,
} from '../store/lists.ts';
import { examPeriodsOf } from '../store/exams.ts';
import { allRulesOf, rulesOn } from '../store/rules.ts';
import { tutorsByIds } from '../store/tutors.ts';
import { viewBy, type TutorView } from './change-tutor.ts';

const tutors: BranchList<Tx, unknown, { id: string }, TutorView> = {
  spec: async ({ tx, today }, branchCode) => tutorList(await rulesOn(tx, branchCode, today), today),
  shown: async ({ tx, today }, rows, branchCode) => {
    const rules = await allRulesOf(tx, branchCode);
    const all = await tutorsByIds(
      tx,
      rows.map((row) => row.id),
    );
    return all.map((tutor) => viewBy(tutor, rules, today));
  },
};

export const listTutors = listing(tutors);
export const exportTutors = exporting('begeleiders', tutors, {
  naam: fullName,
  soort: (t) => t.kind,
  actief: (t) => (t.active ? 'ja' : 'nee'),
  e_mail: (t) => t.email,
  telefoon: (t) => t.phone,
  gemeente: (t) => t.municipality,
  talen: (t) => t.languages.join(', '),
  vakken: (t) => t.subjects.join(', '),
  hogeschool: (t) => t.universityCode,
  // of who is under 18 it would be a birthday
  uittreksel_geldig_tot: (t) => (t.check.notApplicable ? '' : t.check.validUntil),
  vormingen: (t) => t.trainingCodes.join(', '),
  beschikbaar_van: (t) => t.availableFrom,
  beschikbaar_tot: (t) => t.availableUntil,
  stopt_op: (t) => t.stopsOn,
  laatste_dag: (t) => t.worksUntil,
  te_doen: (t) => t.toDo.join(', '),
  minuten: (t) => t.minutesHeld,
});

export type StudentRow = Plain<ContractStudentRow>;

/**
 * A university's students: all of them for the placement officer, own ones for a lecturer-coach. No
 * family is known here.
 */
export async function listStudents(
  call: TrainingCall,
  { universityCode, options }: Plain<ListStudentsRequest>,
): Promise<ListPage<StudentRow>> {
  const { tx, actor: me, today } = call;
  const coach = hasRole(call, 'placement-officer') ? '' : me;
  const spec = studentList(universityOf(call, universityCode), { coach, me, today });
  const page = await listPage(tx, spec, options);
  const { periods } = await examPeriodsOf(tx, universityOf(call, universityCode));
  const branches = new Map<string, Branch>();
  for (const branchCode of new Set(page.rows.map((row) => row.branchCode))) {
    const all = await allRulesOf(tx, branchCode);
    branches.set(branchCode, { rules: rulesAt(all, today), days: daysOf(all, periods) });
  }
  const nowhere = { rules: undefined, days: daysOf([], periods) };
  const rows = page.rows.map((row) =>
    studentRow(row, branches.get(row.branchCode) ?? nowhere, today),
  );
  return { ...page, rows };
}

type Branch = { rules: BranchRules | undefined; days: Days };

function studentRow(
  { check, trainingCodes, ...s }: StudentFacts,
  { rules, days }: Branch,
  today: string,
): StudentRow {
  const placement = { status: s.placementStatus, startsOn: s.startsOn };
  const quietDays = rules?.quietDays;
  return {
    ...s,
    trainingComplete: rules === undefined || trainingComplete(trainingCodes, rules),
    checkSeen: checkState(check, today) === 'valid',
    quietSince: quietSince(placement, s.lastSessionOn, { quietDays, today, days }),
    ...followers(s.placementStatus),
  };
}

const totalTitles = [
  'studentennummer',
  'naam',
  'opleiding',
  'werking',
  'begeleidingsmomenten',
  'minuten',
];

/** Hours of the own students in a range of dates, one by one, then the total of each student. */
export async function* exportHours(
  call: TrainingCall,
  { universityCode, from, until }: Plain<ExportHoursRequest>,
): AsyncGenerator<string> {
  const university = universityOf(call, universityCode);
  call.audit(`export:uren:${university}`, '');
  const filters = [{ field: 'occurred_on', values: [from, until] }];
  const options = { search: '', sort: '', cursor: '', limit: 0, filters };
  const totals = new Map<string, { row: HoursRow; minutes: number; sessions: number }>();
  const count = (row: HoursRow): void => {
    const { minutes = 0, sessions = 0 } = totals.get(row.tutorId) ?? {};
    const total = { row, minutes: minutes + row.minutes, sessions: sessions + 1 };
    totals.set(row.tutorId, total);
  };
  yield* titledExport(call, 'uren', hoursList(university), { options, each: count });
  const lines = [...totals.values()].map(({ row, minutes, sessions }) => [
    row.studentNumber,
    row.name,
    row.programme,
    row.branchCode,
    sessions,
    minutes,
  ]);
  yield csvText([[], ['totaal per student'], totalTitles, ...lines]);
}
