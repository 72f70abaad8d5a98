import { ProfileChangedSchema } from '@katrol/proto/katrol/intake/v1/events_pb';
import { ProfileDocumentSchema } from '@katrol/proto/katrol/intake/v1/profile_pb';
import type * as contract from '@katrol/proto/katrol/volunteer_training/v1/service_pb';
import { exampleOf, type Seed, type TestPerson, type UnderTest } from '@katrol/testkit';
import { told } from './tell.ts';

export type Training = UnderTest<typeof contract.VolunteerTrainingService>;
const operator: Partial<TestPerson> = {
  roles: ['operator'],
  subject: 'operator',
  branches: [],
};
export const coordinator = (branch: string): Partial<TestPerson> => ({
  subject: `coordinator-${branch}`,
  name: `Ankerfiguur ${branch}`,
  roles: ['coordinator'],
  branches: [branch],
});
export const tutor = (account: string, branch = 'oostende'): Partial<TestPerson> => ({
  subject: account,
  roles: ['tutor'],
  branches: [branch],
});
export const officer = (university: string): Partial<TestPerson> => ({
  subject: `officer-${university}`,
  roles: ['placement-officer'],
  university,
});
export const coach = (
  university: string,
  account = `coach-${university}`,
): Partial<TestPerson> => ({
  subject: account,
  roles: ['lecturer-coach'],
  university,
});

const document = exampleOf(ProfileDocumentSchema);
const rules: typeof document.tutors = {
  ...document.tutors,
  kinds: ['student', 'volunteer'],
  checkRequired: true,
  checkValidityMonths: 12,
  requiredTrainings: ['start'],
  radiusMetres: 10_000,
  maximumFamilies: 2,
};

/** Branches as intake tells their profiles. */
export const branches = (
  t: Training,
  codes: string[],
  tutors: object = {},
  { version = 1, validFrom = '2020-01-01' } = {},
): Promise<void> =>
  told(
    t,
    'intake',
    ProfileChangedSchema,
    codes.map((branchCode) => ({
      branchCode,
      version,
      validFrom,
      document: {
        ...document,
        tutors: { ...rules, ...tutors },
        support: { ...document.support, quietDays: 14 },
      },
    })),
  );

export async function universities(t: Training, codes: string[]): Promise<void> {
  for (const code of codes)
    await t.as(operator)('keepUniversity', {
      university: { code, name: `Hogeschool ${code}`, validFrom: '2000-01-01' },
    });
}

export const card = (more: object = {}) => ({
  branchCode: 'oostende',
  kind: 'volunteer' as const,
  firstName: 'Lena',
  lastName: 'Ósk',
  languages: ['nl', 'ar'],
  subjects: ['reading'],
  slots: [{ weekday: 3, fromMinute: 840, untilMinute: 1_020 }],
  homeCell: { x: 367, y: 11_327 },
  ...more,
});

/** A new tutor of the branch. */
export const newTutor = (
  t: Training,
  more: {
    branchCode?: string;
    accountId?: string;
    phone?: string;
    kind?: 'student' | 'volunteer';
    firstName?: string;
    lastName?: string;
  } = {},
) => t.as(coordinator(more.branchCode ?? 'oostende'))('keepTutor', { tutor: card(more) });

export async function seedTraining(t: Training): Promise<Seed> {
  await branches(t, ['oostende', 'melle']);
  const theirs = await newTutor(t, { accountId: 'tutor-1' });
  const owner = coordinator('oostende');
  const training = await t.as(owner)('keepTraining', {
    training: {
      branchCode: 'oostende',
      code: 'start',
      title: 'Startvorming',
      takesPlaceOn: '2026-11-01T10:00',
    },
  });
  const seen = await t.as(owner)('recordCheck', {
    tutorId: theirs.id,
    seenOn: '2025-11-20',
    revision: theirs.revision,
  });
  return {
    owner,
    stranger: coordinator('melle'),
    theirs: [
      { rpc: 'getTutor', request: { id: theirs.id } },
      { rpc: 'keepTutor', request: { tutor: card({ id: theirs.id, revision: seen.revision }) } },
      {
        rpc: 'recordCheck',
        request: { tutorId: theirs.id, seenOn: '2026-01-01', revision: seen.revision },
      },
      { rpc: 'enrolTutor', request: { trainingId: training.id, tutorId: theirs.id } },
      { rpc: 'recordAttendance', request: { trainingId: training.id, tutorIds: [], revision: 1 } },
      { rpc: 'listTutors', request: { branchCode: 'oostende' } },
    ],
    lists: [
      { rpc: 'listTutors', request: { branchCode: 'oostende' } },
      { rpc: 'listTrainings', request: { branchCode: 'oostende' } },
      { rpc: 'getTutorLabels', request: { tutorIds: [theirs.id] } },
      { rpc: 'getToday', request: { branchCode: 'oostende' } },
    ],
    command: {
      rpc: 'recordCheck',
      request: { tutorId: theirs.id, seenOn: '2025-11-21', revision: seen.revision },
      other: { tutorId: theirs.id, seenOn: '2025-11-22', revision: 1 },
    },
    stale: {
      rpc: 'recordCheck',
      request: { tutorId: theirs.id, seenOn: '2025-11-22', revision: 1 },
    },
    slow: { table: 'tutor', rpc: 'listTutors', request: { branchCode: 'oostende' } },
  };
}
