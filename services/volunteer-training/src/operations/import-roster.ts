import { createHash, randomUUID } from 'node:crypto';
import { branchOf } from '@katrol/events';
import { Checks } from '@katrol/runtime';
import {
  newImportLine,
  problemsOf,
  readCsv,
  withValues,
  type CsvFile,
  type ImportInput,
  type ImportLine,
  type ImportResult,
} from '@katrol/store';
import { noCheck } from '../domain/check.ts';
import { isOver, type Placement } from '../domain/placement.ts';
import { checkStudent, rosterHeaders, type Known, type RosterStudent } from '../domain/roster.ts';
import type { BranchRules } from '../domain/rules.ts';
import type { Tutor } from '../domain/tutor.ts';
import type { TrainingCall } from '../store/client.ts';
import {
  createPlacement,
  lockRoster,
  placementsOfStudents,
  savePlacement,
} from '../store/placements.ts';
import { knownBranches, rulesOn } from '../store/rules.ts';
import { createTutor, tutorsByIds, tutorsLike } from '../store/tutors.ts';
import { programmesOf, universities } from '../store/universities.ts';
import { changeTutor, tellTutor } from './tutors.ts';
import { universityOf } from './universities.ts';

type None = Record<string, never>;
export type RosterInput = ImportInput & { universityCode: string };

type Student = { tutor: Tutor; placement: Placement };
type Work = {
  call: TrainingCall;
  input: RosterInput;
  known: Known;
  /** what a line need not say, because of who loads it */
  given: { branch: string; university: string };
  /** by university and student number */
  there: Map<string, Student>;
  rules: Map<string, BranchRules>;
};

/**
 * Loads a roster: a placement officer the own university's, for any branch; a coordinator one for the own branch. One outcome a line,
 * good lines kept, bad ones named by column; a line that was loaded before changes nothing. A preview writes nothing.
 */
export async function importStudentRoster(
  _deps: None,
  call: TrainingCall,
  input: RosterInput,
): Promise<ImportResult> {
  const file = readCsv(input.csv, rosterHeaders, input.columns);
  const work = await prepare(call, input, file);
  const lines: ImportLine[] = [];
  for (const row of file.rows) lines.push(await loadLine(work, row));
  return {
    lines,
    columns: file.columns,
    unknownColumns: file.unknownColumns,
    importId: randomUUID(),
  };
}

async function prepare(call: TrainingCall, input: RosterInput, file: CsvFile): Promise<Work> {
  const officer =
    call.principal.kind === 'person' && call.principal.roles.includes('placement-officer');
  const university = officer ? universityOf(call, input.universityCode) : input.universityCode;
  const branch = officer ? input.branchCode : branchOf(call, input.branchCode);
  const all = await universities(call.tx);
  const mine = officer ? all.filter((u) => u.code === university) : all;
  const codes = mine.map((u) => u.code);
  const known: Known = {
    universities: mine,
    programmes: await programmesOf(call.tx, codes),
    branches: officer ? await knownBranches(call.tx) : [branch],
  };
  if (!input.preview) await lockRoster(call.tx, codes);
  const placements = await placementsOfStudents(
    call.tx,
    file.rows.map((r) => r.values['student_number'] ?? ''),
  );
  const tutors = new Map(
    (
      await tutorsByIds(
        call.tx,
        placements.map((p) => p.tutorId),
      )
    ).map((t) => [t.id, t]),
  );
  const there = new Map<string, Student>();
  for (const placement of placements) {
    const tutor = tutors.get(placement.tutorId);
    if (tutor) there.set(keyOf(placement), { tutor, placement });
  }
  return { call, input, known, given: { branch, university }, there, rules: new Map() };
}

const keyOf = (p: { universityCode: string; studentNumber: string }): string =>
  `${p.universityCode} ${p.studentNumber}`;
const hashOf = (values: Record<string, string>): string =>
  createHash('sha256')
    .update(
      JSON.stringify(
        Object.keys(values)
          .sort()
          .map((k) => [k, values[k]]),
      ),
    )
    .digest('hex');

async function loadLine(w: Work, row: CsvFile['rows'][number]): Promise<ImportLine> {
  const values = { ...row.values };
  values['branch'] = values['branch'] || w.given.branch;
  values['university'] = values['university'] || w.given.university;
  const line = newImportLine(
    row.line,
    [values['first_name'], values['last_name'], values['student_number']]
      .filter((x) => x)
      .join(' '),
  );
  if (w.input.skipLines.includes(row.line)) return { ...line, outcome: 'skipped' };
  const read = readStudent(values, w.known);
  if (!read.student)
    return { ...line, outcome: 'refused', problems: withValues(read.problems, values) };
  const { student } = read;
  const there = w.there.get(keyOf(student));
  const hash = hashOf(values);
  if (!there) return await addStudent(w, line, student, hash);
  if (there.placement.branchCode === student.branchCode)
    return await renewStudent(w, line, { student, there, hash });
  if (isOver(there.placement.status)) return await addStudent(w, line, student, hash);
  return {
    ...line,
    outcome: 'refused',
    id: there.tutor.id,
    problems: [{ field: 'branch', reason: 'IN_OTHER_BRANCH', value: values['branch'] }],
  };
}

function readStudent(
  values: Record<string, string>,
  known: Known,
): { student?: RosterStudent; problems: ReturnType<typeof problemsOf> } {
  let student: RosterStudent | undefined;
  const problems = problemsOf(() => {
    const c = new Checks();
    const read = checkStudent(c, values, known);
    c.done();
    student = read;
  });
  return { problems, ...(student ? { student } : {}) };
}

async function rulesOf(w: Work, branchCode: string): Promise<BranchRules> {
  const rules = w.rules.get(branchCode) ?? (await rulesOn(w.call.tx, branchCode, w.call.today));
  w.rules.set(branchCode, rules);
  return rules;
}

async function addStudent(
  w: Work,
  line: ImportLine,
  s: RosterStudent,
  rosterHash: string,
): Promise<ImportLine> {
  const { call } = w;
  const rules = await rulesOf(w, s.branchCode);
  const {
    branchCode,
    universityCode,
    firstName,
    lastName,
    email,
    phone,
    languages,
    subjects,
    municipality,
    studentNumber,
    programmeId,
  } = s;
  const { agreedHours, coachAccountId, startsOn, endsOn } = s;
  const tutor: Tutor = {
    id: '',
    branchCode,
    universityCode,
    firstName,
    lastName,
    email,
    phone,
    languages,
    subjects,
    municipality,
    kind: 'student',
    accountId: '',
    slots: [],
    wishes: [],
    stages: [],
    homeCell: undefined,
    reachMetres: rules.radiusMetres,
    maximumFamilies: rules.maximumFamilies,
    placeKinds: [],
    availableFrom: startsOn,
    availableUntil: endsOn,
    active: true,
    check: noCheck,
    trainingCodes: [],
    trainings: [],
    placement: undefined,
    minutesHeld: 0,
    revision: 1,
  };
  const placement: Placement = {
    id: '',
    tutorId: '',
    branchCode,
    universityCode,
    studentNumber,
    programmeId,
    programmeName: '',
    status: 'proposed',
    startsOn,
    endsOn,
    agreedHours,
    coachAccountId,
    rosterHash,
    revision: 1,
  };
  if (w.input.preview) {
    w.there.set(keyOf(s), { tutor, placement });
    return { ...line, likelyDuplicates: await tutorsLike(call.tx, branchCode, s) };
  }
  const id = await createTutor(call.tx, tutor, { universityCode, now: call.now });
  w.there.set(keyOf(s), {
    tutor: { ...tutor, id },
    placement: await createPlacement(call.tx, { ...placement, tutorId: id }),
  });
  tellTutor(call, { ...tutor, id });
  return { ...line, id };
}

type Renewal = { student: RosterStudent; there: Student; hash: string };

/** What the line says differently is taken over; what it leaves empty stays. */
async function renewStudent(
  w: Work,
  line: ImportLine,
  { student: s, there, hash }: Renewal,
): Promise<ImportLine> {
  const { id } = there.tutor;
  if (there.placement.rosterHash === hash) return { ...line, outcome: 'unchanged', id };
  const {
    firstName,
    lastName,
    email,
    phone,
    languages,
    subjects,
    municipality,
    programmeId,
    agreedHours,
    coachAccountId,
    startsOn,
    endsOn,
  } = s;
  const tutor = {
    ...there.tutor,
    ...said({
      firstName,
      lastName,
      email,
      phone,
      languages,
      subjects,
      municipality,
      availableFrom: startsOn,
      availableUntil: endsOn,
    }),
  };
  const again = isOver(there.placement.status) && startsOn > there.placement.endsOn;
  const placement: Placement = {
    ...there.placement,
    ...said({ programmeId, agreedHours, coachAccountId, startsOn, endsOn }),
    ...(again ? { status: 'proposed' as const } : {}),
    rosterHash: hash,
  };
  const changed =
    JSON.stringify([tutor, { ...placement, rosterHash: '' }]) !==
    JSON.stringify([there.tutor, { ...there.placement, rosterHash: '' }]);
  if (!changed) return { ...line, outcome: 'unchanged', id };
  w.there.set(keyOf(s), { tutor, placement });
  if (w.input.preview) return { ...line, outcome: 'updated', id };
  w.there.set(keyOf(s), {
    placement: await savePlacement(w.call.tx, placement, there.placement.revision),
    tutor: await changeTutor(w.call, tutor),
  });
  return { ...line, outcome: 'updated', id };
}

/** The fields that say something. */
const said = <T extends Record<string, string | number | string[]>>(fields: T): Partial<T> =>
  Object.fromEntries(
    Object.entries(fields).filter(
      ([, v]) => v !== '' && v !== 0 && !(Array.isArray(v) && v.length === 0),
    ),
  ) as Partial<T>;
