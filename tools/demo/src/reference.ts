import { setTimeout as sleep } from 'node:timers/promises';
import { plain, type Plain } from '@katrol/contract';
import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import type { ProfileDocument } from '@katrol/proto/katrol/intake/v1/profile_pb';
import { VolunteerTrainingService } from '@katrol/proto/katrol/volunteer_training/v1/service_pb';
import type { Calendar } from './calendar.ts';
import { cellOf, people, universities, type Branch } from './consortium.ts';
import { each } from './load.ts';
import { isReady, programmes, type TutorPlan } from './plan-tutors.ts';
import type { Person, Portal } from './portal.ts';
import { Random } from './random.ts';

const training = VolunteerTrainingService.method;

/**
 * Branches and universities, by the operator: there within the first seconds. Gives the presets'
 * documents.
 */
export async function loadReference(
  portal: Portal,
  branches: Branch[],
  { today }: Calendar,
): Promise<Map<string, Plain<ProfileDocument>>> {
  const operator = await portal.as(subjectWith('operator'));
  await each(branches, 3, async (branch) => {
    const { code, name, municipalities } = branch;
    const anchor = people().find(
      (p) => p.roles.includes('coordinator') && p.branches.includes(code),
    );
    const wire = {
      code,
      name,
      municipalities,
      validFrom: '2019-09-01',
      cell: cellOf(branch),
      anchorName: anchor?.name.split(' ')[0] ?? '',
      anchorPhone: `0499 01 ${new Random(`phone ${code}`).between(10, 99)} 00`,
    };
    await operator(
      IntakeService.method.openBranch,
      { branch: wire, preset: branch.profile },
      `demo-branch-${code}`,
    );
  });
  await each(universities(), 3, ({ code, name }) =>
    operator(
      training.keepUniversity,
      { university: { code, name, validFrom: '2013-10-01' } },
      `demo-university-${code}`,
    ),
  );
  const { presets } = await operator(IntakeService.method.listProfilePresets, {});
  const documents = new Map(presets.map((p) => [p.code, plain(p.document)] as const));
  await each(branches, 1, (branch) =>
    admitVolunteers(portal, branch, { document: documents.get(branch.profile), today }),
  );
  return documents;
}

// Where the preset knows students only, the branch edits its profile: somebody who volunteers there
// signs in too.
async function admitVolunteers(
  portal: Portal,
  { code }: Branch,
  { document, today }: { document: Plain<ProfileDocument> | undefined; today: string },
): Promise<void> {
  if (!document || document.tutors.kinds.includes('volunteer')) return;
  const me = await portal.as(coordinatorOf(code));
  const edited = {
    ...document,
    tutors: { ...document.tutors, kinds: [...document.tutors.kinds, 'volunteer' as const] },
  };
  await me(
    IntakeService.method.editProfile,
    { branchCode: code, validFrom: today, document: edited, revision: 1 },
    `demo-profile-${code}`,
  );
}

/** The subject of the branch's first coordinator. */
export const coordinatorOf = (branchCode: string): string =>
  people().find((p) => p.roles.includes('coordinator') && p.branches.includes(branchCode))
    ?.subject ?? '';

export const subjectWith = (role: string, university?: string): string =>
  people().find(
    (p) => p.roles.includes(role) && (university === undefined || p.university === university),
  )?.subject ?? '';

type Listed = { branch: Branch; tutor: TutorPlan };

/**
 * Each university's placement officer loads the roster of its students. Gives the ids of the tutors
 * by student number; a student whose placement is active counts one change more.
 */
export async function loadRosters(
  portal: Portal,
  students: Listed[],
  calendar: Calendar,
): Promise<Map<string, { id: string; active: boolean }>> {
  const found = new Map<string, { id: string; active: boolean }>();
  const byHaste = [...universities()].sort(
    (a, b) => Number(b.code === 'hogent') - Number(a.code === 'hogent'),
  );
  await each(byHaste, 2, async ({ code }) => {
    const officer = await portal.as(subjectWith('placement-officer', code));
    await each(programmes, 1, (programme) =>
      officer(
        training.keepProgramme,
        { programme: { ...programme, universityCode: code } },
        `demo-programme-${code}-${programme.code}`,
      ),
    );
    const own = students.filter((s) => s.tutor.university === code);
    if (own.length === 0) return;
    const csv = rosterOf(own, subjectWith('lecturer-coach', code), calendar);
    await branchesKnown(officer, csv);
    const { lines } = await officer(
      training.importStudentRoster,
      { universityCode: code, csv },
      `demo-roster-${code}`,
    );
    for (const line of lines) {
      const student = own[line.line - 2];
      if (student && line.outcome !== 'refused')
        found.set(student.tutor.studentNumber, { id: line.id, active: false });
    }
    await activate(officer, code, {
      found,
      ready: own.filter((o) => isReady(o.tutor)).map((o) => o.tutor.studentNumber),
    });
  });
  return found;
}

const HEAD = [
  'studentennummer',
  'voornaam',
  'achternaam',
  'e-mail',
  'opleiding',
  'werking',
  'start',
  'einde',
  'lector',
  'talen',
];

function rosterOf(students: Listed[], coach: string, { academicYear }: Calendar): Uint8Array {
  const r = new Random('coaches');
  const lines = students.map(({ branch, tutor: t }) => [
    t.studentNumber,
    t.firstName,
    t.lastName,
    `${t.studentNumber.toLowerCase()}@student.invalid`,
    t.programme,
    branch.code,
    academicYear.from,
    academicYear.until,
    t.account !== '' || r.chance(0.85) ? coach : '',
    t.languages.join(', '),
  ]);
  return Buffer.from([HEAD, ...lines].map((cells) => cells.join(';')).join('\r\n'), 'utf8');
}

const PATIENCE = 40;

// the branches reach volunteer-training as events: a preview says whether all have arrived
async function branchesKnown(officer: Person, csv: Uint8Array): Promise<void> {
  for (let asked = 0; asked < PATIENCE; asked++) {
    const { lines } = await officer(training.importStudentRoster, { csv, preview: true });
    if (!lines.some((l) => l.problems.some((p) => p.field === 'branch'))) return;
    await sleep(500);
  }
}

type Activation = { found: Map<string, { id: string; active: boolean }>; ready: string[] };

// Most placements run; who is not ready for a visit yet is still proposed.
async function activate(
  officer: Person,
  universityCode: string,
  { found, ready }: Activation,
): Promise<void> {
  const { rows } = await officer(training.listStudents, {
    universityCode,
    options: { limit: 200 },
  });
  await each(rows, 2, async ({ studentNumber, placementId }) => {
    const student = found.get(studentNumber);
    if (!student || !ready.includes(studentNumber)) return;
    await officer(
      training.setPlacementStatus,
      { placementId, status: 'active', revision: 1 },
      `demo-placement-${studentNumber}`,
    );
    student.active = true;
  });
}
