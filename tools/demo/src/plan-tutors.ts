import { Stage, type Grade } from '@katrol/proto/katrol/common/v1/codes';
import { cellOf, people, universities, type Branch, type Cell } from './consortium.ts';
import { tutorFirstNames, tutorLastNames } from './names.ts';
import { Random } from './random.ts';

export type Slot = { weekday: number; fromMinute: number; untilMinute: number };

export type TutorPlan = {
  key: string;
  kind: 'student' | 'volunteer';
  firstName: string;
  lastName: string;
  /** who signs in as this tutor; '' = nobody */
  account: string;
  university: string;
  studentNumber: string;
  programme: string;
  slots: Slot[];
  languages: string[];
  subjects: string[];
  wishes: string[];
  /** none: any */
  stages: Stage[];
  cell: Cell;
  check: 'seen' | 'expiring' | 'missing' | 'minor';
  trained: boolean;
};

export const programmes = [
  { code: 'social_work', name: 'Sociaal werk', agreedHours: 60 },
  { code: 'teacher_training', name: 'Lerarenopleiding', agreedHours: 40 },
  { code: 'orthopedagogy', name: 'Orthopedagogie', agreedHours: 60 },
];

/** Grades that a branch's families ask about, by its preset. */
export const gradesOf = (preset: string): readonly Grade[] =>
  preset === 'kompanjon'
    ? ['S1', 'S2', 'S3', 'S4', 'S5', 'S6']
    : ['K3', 'L1', 'L2', 'L2', 'L3', 'L3', 'L4', 'L5', 'L6', 'S1', 'S2'];

/** How many cells away people live: within reach of the branch's profile. */
export const spreadOf = (preset: string): number => (preset === 'uilenspel' ? 2 : 6);

export const near = (r: Random, c: Cell, cells: number): Cell => ({
  x: c.x + r.between(-cells, cells),
  y: c.y + r.between(-cells, cells),
});

const weekly: readonly Slot[] = [
  { weekday: 1, fromMinute: 960, untilMinute: 1_110 },
  { weekday: 2, fromMinute: 960, untilMinute: 1_110 },
  { weekday: 3, fromMinute: 810, untilMinute: 1_020 },
  { weekday: 4, fromMinute: 960, untilMinute: 1_110 },
  { weekday: 5, fromMinute: 960, untilMinute: 1_080 },
  { weekday: 6, fromMinute: 570, untilMinute: 720 },
];
// after school, and on Wednesday afternoon, as the preset has it: whoever is there can on all of them
const afternoons: readonly Slot[] = [
  { weekday: 1, fromMinute: 945, untilMinute: 1_035 },
  { weekday: 2, fromMinute: 945, untilMinute: 1_035 },
  { weekday: 3, fromMinute: 810, untilMinute: 900 },
  { weekday: 4, fromMinute: 945, untilMinute: 1_035 },
];

/** Does the branch bring families together, on fixed hours? */
export const inGroups = (branch: Branch): boolean => branch.profile === 'huiswerkklas';

/** One visit, with De Katrol two, and a homework class on every one of its afternoons. */
export const visitsAWeek = (branch: Branch): number =>
  inGroups(branch) ? afternoons.length : branch.profile === 'de-katrol' ? 2 : 1;

export const someSlots = (r: Random, branch: Branch, count: number): Slot[] =>
  inGroups(branch) ? [...afternoons] : r.some(weekly, count);

const EXTRA = { students: 4, volunteers: 3 };

/**
 * The branch's tutors: the two who sign in first, then students and volunteers by turns; the last
 * ones are not ready for a visit yet.
 */
export function planTutors(branch: Branch, size: number): TutorPlan[] {
  const r = new Random(`tutors ${branch.code}`);
  const signingIn = people().filter(
    (p) => p.roles.includes('tutor') && p.branches.includes(branch.code),
  );
  const student = signingIn.find((p) => p.tutor === 'student');
  const volunteer = signingIn.find((p) => p.tutor === 'volunteer');
  const tutors: TutorPlan[] = [];
  const add = (
    kind: TutorPlan['kind'],
    who?: { name: string; subject: string; studiesAt?: string },
  ): void => {
    const n = tutors.length + 1;
    const [firstName = '', ...lastName] = who
      ? who.name.split(' ')
      : [r.pick(tutorFirstNames), r.pick(tutorLastNames)];
    const home = who?.studiesAt ?? student?.studiesAt ?? '';
    const university = r.chance(0.6) || who ? home : r.pick(universities()).code;
    tutors.push({
      ...inventTutor(r, branch),
      key: `t${n}`,
      kind,
      firstName,
      lastName: lastName.join(' '),
      account: who?.subject ?? '',
      ...(kind === 'student' ? studentOf(r, branch, university, n) : {}),
    });
  };
  if (student) add('student', student);
  if (volunteer) add('volunteer', volunteer);
  for (let n = 0; n < Math.max(EXTRA.students, EXTRA.volunteers) * size; n++) {
    if (n < EXTRA.students * size) add('student');
    if (n < EXTRA.volunteers * size) add('volunteer');
  }
  const [first, second] = tutors.slice(-2);
  if (first) Object.assign(first, { trained: false, check: r.pick(['missing', 'seen']) });
  if (second) Object.assign(second, { trained: r.chance(0.5), check: 'missing' });
  const soon = tutors.at(2);
  if (soon) soon.check = 'expiring';
  const young = tutors.filter((t) => t.kind === 'volunteer').at(1);
  if (young && young.trained) young.check = r.chance(0.3) ? 'minor' : young.check;
  return tutors;
}

const studentOf = (r: Random, branch: Branch, university: string, n: number) => ({
  university,
  studentNumber: `${university.toUpperCase()}-${branch.code}-${String(n).padStart(2, '0')}`,
  programme: r.pick(programmes).code,
});

function inventTutor(
  r: Random,
  branch: Branch,
): Omit<TutorPlan, 'key' | 'kind' | 'firstName' | 'lastName' | 'account'> {
  const secondary = gradesOf(branch.profile)[0]?.startsWith('S') ?? false;
  return {
    university: '',
    studentNumber: '',
    programme: '',
    slots: someSlots(r, branch, r.between(3, 4)),
    languages: ['nl', ...r.some(['fr', 'en', 'ar', 'tr', 'es', 'pl', 'fa'], r.between(0, 2))],
    subjects: r.some(
      secondary
        ? ['secondary_mathematics', 'secondary_languages', 'study_choice', 'homework_planning']
        : ['reading', 'mathematics', 'dutch', 'french', 'homework_planning'],
      r.between(2, 3),
    ),
    wishes: r.some(['reading', 'papers', 'play', 'talking', 'going_along'], r.between(0, 2)),
    stages: secondary
      ? Stage.slice(4)
      : r.pick([[], Stage.slice(0, 3), Stage.slice(1, 4), Stage.slice(1, 5)]),
    cell: near(r, cellOf(branch), spreadOf(branch.profile) / 2),
    check: 'seen',
    trained: true,
  };
}

export const isReady = (t: TutorPlan): boolean => t.trained && t.check !== 'missing';
