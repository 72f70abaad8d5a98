import { randomUUID } from 'node:crypto';
import { branchOf, hasRole, universityOf } from '@katrol/events';
import {
  newImportLine,
  problemsOf,
  type ImportInput,
  type ImportLine,
  type ImportResult,
  type ReadLine,
} from '@katrol/store';
import { isOver, statusOn, type Placement } from '../domain/placement.ts';
import { studentOf, type Known, type RosterLine, type RosterStudent } from '../domain/roster.ts';
import { takes, type BranchRules } from '../domain/rules.ts';
import { cardOf, type Tutor } from '../domain/tutor.ts';
import type { TrainingCall } from '../store/client.ts';
import { lockRoster, placementsOfStudents } from '../store/placements.ts';
import { knownBranches, rulesOn } from '../store/rules.ts';
import { tutorsByIds, tutorsLike } from '../store/tutors.ts';
import { programmesOf, universities } from '../store/universities.ts';
import { addTutor, changeTutor, newTutor } from './change-tutor.ts';
import { keepPlacement } from './keep-placement.ts';

export type RosterInput = ImportInput<RosterLine> & { universityCode: string };

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
 * Loads a roster: a placement officer the own university's, for any branch; a coordinator one for
 * the own branch. One outcome a line, good lines kept, bad ones named by column; a line that was
 * loaded before changes nothing. A preview writes nothing.
 */
export async function importStudentRoster(
  call: TrainingCall,
  input: RosterInput,
): Promise<ImportResult> {
  const work = await prepare(call, input);
  const lines: ImportLine[] = [];
  for (const read of input.file.lines) lines.push(await loadLine(work, read));
  const { columns, unknownColumns } = input.file;
  return { lines, columns, unknownColumns, importId: randomUUID() };
}

async function prepare(call: TrainingCall, input: RosterInput): Promise<Work> {
  const { tx } = call;
  const officer = hasRole(call, 'placement-officer');
  const university = officer ? universityOf(call, input.universityCode) : input.universityCode;
  const branch = officer ? input.branchCode : branchOf(call, input.branchCode);
  const all = await universities(tx);
  const mine = officer ? all.filter((u) => u.code === university) : all;
  const codes = mine.map((u) => u.code);
  const known: Known = {
    universities: mine,
    programmes: await programmesOf(tx, codes),
    branches: officer ? await knownBranches(tx) : [branch],
  };
  if (!input.preview) await lockRoster(tx, codes);
  const numbers = input.file.lines.map((line) => line.value.studentNumber);
  const there = await studentsThere(call, numbers);
  return { call, input, known, given: { branch, university }, there, rules: new Map() };
}

async function studentsThere(
  { tx }: TrainingCall,
  numbers: readonly string[],
): Promise<Map<string, Student>> {
  const placements = await placementsOfStudents(tx, numbers);
  const ids = placements.map((p) => p.tutorId);
  const tutors = new Map((await tutorsByIds(tx, ids)).map((t) => [t.id, t]));
  const there = new Map<string, Student>();
  for (const placement of placements) {
    const tutor = tutors.get(placement.tutorId);
    if (tutor) there.set(keyOf(placement), { tutor, placement });
  }
  return there;
}

const overBy = ({ call }: Work, placement: Placement): boolean =>
  isOver(statusOn(placement, call.today));

const keyOf = (p: { universityCode: string; studentNumber: string }): string =>
  `${p.universityCode} ${p.studentNumber}`;

async function loadLine(w: Work, read: ReadLine<RosterLine>): Promise<ImportLine> {
  const { firstName, lastName, studentNumber } = read.value;
  const line = newImportLine(read.line, firstName, lastName, studentNumber);
  if (w.input.skipLines.includes(read.line)) return { ...line, outcome: 'skipped' };
  const words = {
    branch: read.values['branch'] || w.given.branch,
    university: read.values['university'] || w.given.university,
    programme: read.values['programme'] ?? '',
    saysHours: (read.values['agreed_hours'] ?? '') !== '',
  };
  let student: RosterStudent | undefined;
  const problems = problemsOf(read, () => (student = studentOf(read.value, words, w.known)));
  const refused = { ...line, outcome: 'refused' } as const;
  if (!student || problems.length > 0) return { ...refused, problems: read.named(problems) };
  const there = w.there.get(keyOf(student));
  const elsewhere = there && there.placement.branchCode !== student.branchCode;
  if (!there || (elsewhere && overBy(w, there.placement))) {
    if (!takes(await rulesOf(w, student.branchCode), 'student')) {
      const problem = { field: 'branch', reason: 'NO_STUDENTS_THERE', value: words.branch };
      return { ...refused, problems: [problem] };
    }
    return await addStudent(w, line, student, read.hash);
  }
  if (!elsewhere) return await renewStudent(w, line, { student, there, hash: read.hash });
  const problem = { field: 'branch', reason: 'IN_OTHER_BRANCH', value: words.branch };
  return { ...refused, id: there.tutor.id, problems: [problem] };
}

async function rulesOf({ call, rules }: Work, branchCode: string): Promise<BranchRules> {
  const found = rules.get(branchCode) ?? (await rulesOn(call.tx, branchCode, call.today));
  rules.set(branchCode, found);
  return found;
}

async function addStudent(
  w: Work,
  line: ImportLine,
  s: RosterStudent,
  rosterHash: string,
): Promise<ImportLine> {
  const { call } = w;
  const rules = await rulesOf(w, s.branchCode);
  const tutor = newTutor(cardOf(cardFrom(s), rules, s), s.universityCode);
  const placement = placementFrom(s, rosterHash);
  if (w.input.preview) {
    w.there.set(keyOf(s), { tutor, placement });
    return { ...line, likelyDuplicates: await tutorsLike(call.tx, s.branchCode, s) };
  }
  const added = await addTutor(call, { ...tutor, placement });
  const placed = await keepPlacement(call, { ...placement, tutorId: added.id }, added);
  w.there.set(keyOf(s), { tutor: added, placement: placed });
  return { ...line, id: added.id };
}

const cardFrom = ({ startsOn, endsOn, ...s }: RosterStudent) => ({
  ...s,
  kind: 'student' as const,
  accountId: '',
  slots: [],
  wishes: [],
  stages: [],
  reachMetres: 0,
  maximumFamilies: 0,
  placeKinds: [],
  availableFrom: startsOn,
  availableUntil: endsOn,
});

const placementFrom = (s: RosterStudent, rosterHash: string): Placement => ({
  id: '',
  tutorId: '',
  branchCode: s.branchCode,
  universityCode: s.universityCode,
  studentNumber: s.studentNumber,
  programmeId: s.programmeId,
  programmeName: '',
  status: 'proposed',
  startsOn: s.startsOn,
  endsOn: s.endsOn,
  endedOn: '',
  agreedHours: s.agreedHours,
  coachAccountId: s.coachAccountId,
  rosterHash,
  revision: 1,
});

type Renewal = { student: RosterStudent; there: Student; hash: string };

/** What the line says differently is taken over; what it leaves empty stays. */
async function renewStudent(
  w: Work,
  line: ImportLine,
  { student: s, there, hash: rosterHash }: Renewal,
): Promise<ImportLine> {
  const { id } = there.tutor;
  if (there.placement.rosterHash === rosterHash) return { ...line, outcome: 'unchanged', id };
  const { firstName, lastName, email, phone, languages, subjects, municipality } = s;
  const { programmeId, agreedHours, coachAccountId, startsOn, endsOn } = s;
  const card = { firstName, lastName, email, phone, languages, subjects, municipality };
  const tutor = {
    ...there.tutor,
    ...said({ ...card, availableFrom: startsOn, availableUntil: endsOn }),
  };
  const ended = there.placement.endedOn || there.placement.endsOn;
  // who comes back after it was over is proposed anew, and is here again
  const again = overBy(w, there.placement) && startsOn > ended;
  if (again) tutor.stopsOn = '';
  const placement: Placement = {
    ...there.placement,
    ...said({ programmeId, agreedHours, coachAccountId, startsOn, endsOn }),
    ...(again ? { status: 'proposed', endedOn: '' } : {}),
    rosterHash,
  };
  const same = textOf({ tutor, placement }) === textOf(there);
  if (same) return { ...line, outcome: 'unchanged', id };
  w.there.set(keyOf(s), { tutor, placement });
  if (!w.input.preview) {
    const saved = await keepPlacement(w.call, placement, tutor);
    const changed = await changeTutor(w.call, { ...tutor, placement: saved });
    w.there.set(keyOf(s), { placement: saved, tutor: changed });
  }
  return { ...line, outcome: 'updated', id };
}

const textOf = ({ tutor, placement }: Student): string =>
  JSON.stringify([tutor, { ...placement, rosterHash: '' }]);

/** The fields that say something. */
const said = <T extends Record<string, string | number | string[]>>(fields: T): Partial<T> =>
  Object.fromEntries(
    Object.entries(fields).filter(([, v]) => (Array.isArray(v) ? v.length > 0 : Boolean(v))),
  ) as Partial<T>;
