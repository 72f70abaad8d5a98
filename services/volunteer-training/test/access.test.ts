import { VolunteerTrainingService } from '@katrol/proto/katrol/volunteer_training/v1/service_pb';
import { describeAccess, startUnderTest, type AccessSample } from '@katrol/testkit';
import { startVolunteerTraining } from '../src/service.ts';
import {
  branches,
  card,
  coordinator,
  newTutor,
  officer,
  universities,
  type Training,
} from './seed.ts';

const NAME = 'Vandenkanarie';
const ACCOUNT = 'tutor-of-family';

/**
 * A student tutor of hogent in oostende, with a check, a training, a placement and a reflection
 * that is shared.
 */
async function sample(t: Training): Promise<AccessSample> {
  await branches(t, ['oostende', 'melle']);
  await universities(t, ['hogent', 'vives']);
  const as = t.as(coordinator('oostende'));
  const theirs = await newTutor(t, { accountId: ACCOUNT, phone: '0499 98 97 96' });
  const training = await as('keepTraining', {
    training: {
      branchCode: 'oostende',
      code: 'start',
      title: `Vorming ${NAME}`,
      takesPlaceOn: '2026-11-01T10:00',
    },
  });
  const programme = await t.as(officer('hogent'))('keepProgramme', {
    programme: {
      universityCode: 'hogent',
      code: 'sociaal_werk',
      name: 'Sociaal werk',
      agreedHours: 40,
    },
  });
  const placement = await t.admin.query<{ id: string }>(
    `insert into placement (tutor_id, branch_code, university_code, programme_id,
      student_number, status, agreed_hours, coach_account_id)
     values ($1, 'oostende', 'hogent', $2, 'nummer-kanarie', 'active', 40, 'coach-hogent')
     returning id::text`,
    [theirs.id, programme.id],
  );
  await t.admin.query(
    `update tutor set last_name = 'Ósk' || $2, search = lower($2), university_code = 'hogent'
      where id = $1`,
    [theirs.id, NAME],
  );
  const me = t.as({ subject: ACCOUNT, roles: ['tutor'], branches: ['oostende'] });
  const reflection = await me('keepReflection', {
    text: `Ik leerde ${NAME}`,
    occurredOn: '2026-11-20',
  });
  await me('shareReflection', { id: reflection.id, shared: true, revision: reflection.revision });
  await as('enrolTutor', { trainingId: training.id, tutorId: theirs.id });
  await t.admin.query(
    `insert into hours (session_id, tutor_id, university_code, branch_code, occurred_on, minutes)
      values (uuidv7(), $1, 'hogent', 'oostende', '2026-11-20', 60)`,
    [theirs.id],
  );
  const placementId = placement.rows[0]?.id;
  const inBranch = { branchCode: 'oostende' };
  const at = { universityCode: 'hogent' };
  return {
    tutorAccount: ACCOUNT,
    fields: {
      'tutor id': theirs.id,
      'tutor: last name': `Ósk${NAME}`,
      'tutor: phone': '0499 98 97 96',
      'reflection id': reflection.id,
      'reflection: text, shared': `Ik leerde ${NAME}`,
      'student number': 'nummer-kanarie',
    },
    requests: {
      keepTutor: { tutor: card({ id: theirs.id, revision: 99 }) },
      listTutors: inBranch,
      exportTutors: inBranch,
      getTutor: { id: theirs.id },
      getMyTutor: {},
      setMyReminders: { off: [] },
      listReflectionsWaiting: {},
      getTutorAddress: { ...inBranch, tutorId: theirs.id },
      getTutorLabels: { tutorIds: [theirs.id] },
      stopTutor: { tutorId: theirs.id, stopsOn: '2027-02-15', revision: 99 },
      resumeTutor: { tutorId: theirs.id, revision: 99 },
      recordCheck: { tutorId: theirs.id, seenOn: '2026-11-01', revision: 99 },
      keepTraining: {
        training: {
          id: training.id,
          branchCode: 'oostende',
          code: 'start',
          title: `Vorming ${NAME}`,
          takesPlaceOn: '2026-11-01T10:00',
          revision: training.revision,
        },
      },
      listTrainings: inBranch,
      enrolTutor: { trainingId: training.id, tutorId: theirs.id },
      recordAttendance: { trainingId: training.id, tutorIds: [], revision: 99 },
      importStudentRoster: {
        ...inBranch,
        ...at,
        csv: Buffer.from('voornaam;naam;studentennummer;werking\nJo;Peeters;s-2;oostende\n'),
        preview: true,
      },
      listUniversities: {},
      keepUniversity: { university: { code: 'ap', name: 'AP', validFrom: '2000-01-01' } },
      getExamPeriods: at,
      keepExamPeriods: { ...at, periods: [], revision: 99 },
      keepProgramme: {
        programme: { ...at, code: 'ortho', name: 'Orthopedagogie', agreedHours: 20 },
      },
      listProgrammes: at,
      setPlacementStatus: { placementId, status: 'active', revision: 99 },
      assignCoach: { placementId, coachAccountId: 'coach-hogent', revision: 99 },
      listStudents: at,
      exportHours: at,
      keepReflection: { id: reflection.id, text: 'Anders', revision: 99 },
      shareReflection: { id: reflection.id, shared: true, revision: 99 },
      listMyReflections: at,
      listSharedReflections: at,
      getToday: inBranch,
    },
  };
}

describeAccess({
  services: [VolunteerTrainingService],
  start: () => startUnderTest(VolunteerTrainingService, startVolunteerTraining),
  sample,
});
