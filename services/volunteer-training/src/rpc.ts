import type * as contract from '@katrol/proto/katrol/volunteer_training/v1/service_pb';
import {
  command,
  exportRow,
  pageOut,
  query,
  reference,
  same,
  steps,
  type RpcTable,
} from '@katrol/rpc';
import { countOutcomes } from '@katrol/store';
import { importStudentRoster } from './operations/import-roster.ts';
import * as lists from './operations/lists.ts';
import * as reflections from './operations/reflections.ts';
import * as reminders from './operations/reminders.ts';
import * as stops from './operations/stops.ts';
import * as trainings from './operations/trainings.ts';
import * as tutors from './operations/tutors.ts';
import * as universities from './operations/universities.ts';
import type { Tx } from './store/client.ts';
import { rosterIn } from './wire/import-roster.ts';
import { tutorOut } from './wire/messages.ts';

const coordinator = ['coordinator'] as const;
const tutor = ['tutor'] as const;
const coach = ['lecturer-coach'] as const;
const officer = ['placement-officer'] as const;
const nothing = (): undefined => undefined;

/** RPC -> who may call -> wire in -> operation -> wire out. */
export const table: RpcTable<typeof contract.VolunteerTrainingService, Tx> = {
  keepTutor: command(coordinator, (r) => r.tutor, tutors.keepTutor, tutorOut),
  listTutors: query(coordinator, same, lists.listTutors, pageOut(tutorOut)),
  exportTutors: exportRow(coordinator, same, lists.exportTutors),
  getTutor: query(coordinator, (r) => r.id, tutors.getTutor, tutorOut),
  getMyTutor: query(tutor, nothing, tutors.getMyTutor, tutorOut),
  setMyReminders: command(tutor, same, reminders.setMyReminders, tutorOut),
  listReflectionsWaiting: steps('system', nothing, reminders.listReflectionsWaiting, (tutors) => ({
    tutors,
  })),
  getTutorAddress: query('system', same, reminders.getTutorAddress, same),
  getTutorLabels: query(
    [...coordinator, ...tutor, ...coach, ...officer],
    (r) => r.tutorIds,
    tutors.getTutorLabels,
    (labels) => ({ labels }),
  ),
  stopTutor: command(coordinator, same, stops.stopTutor, tutorOut),
  resumeTutor: command(coordinator, same, stops.resumeTutor, tutorOut),
  recordCheck: command(coordinator, same, tutors.recordCheck, tutorOut),

  keepTraining: command(coordinator, (r) => r.training, trainings.keepTraining, same),
  listTrainings: query(coordinator, same, trainings.listTrainings, pageOut(same)),
  enrolTutor: command(coordinator, same, trainings.enrolTutor, same),
  recordAttendance: command(coordinator, same, trainings.recordAttendance, same),

  importStudentRoster: command(
    [...coordinator, ...officer],
    rosterIn,
    importStudentRoster,
    countOutcomes,
  ),
  listUniversities: reference('signed-in', nothing, universities.listUniversities, (all) => ({
    universities: all,
  })),
  keepUniversity: command(['operator'], same, universities.keepUniversity, same),
  getExamPeriods: query(officer, (r) => r.universityCode, universities.getExamPeriods, same),
  keepExamPeriods: command(officer, same, universities.keepExamPeriods, same),
  keepProgramme: command(officer, (r) => r.programme, universities.keepProgramme, same),
  listProgrammes: reference(
    'signed-in',
    (r) => r.universityCode,
    universities.listProgrammes,
    (programmes) => ({ programmes }),
  ),
  setPlacementStatus: command(officer, same, universities.setPlacementStatus, same),
  assignCoach: command(officer, same, universities.assignCoach, same),

  listStudents: query([...coach, ...officer], same, lists.listStudents, pageOut(same)),
  exportHours: exportRow(officer, same, lists.exportHours),

  keepReflection: command(tutor, same, reflections.keepReflection, same),
  shareReflection: command(tutor, same, reflections.shareReflection, same),
  listMyReflections: query(tutor, same, reflections.listMyReflections, pageOut(same)),
  listSharedReflections: query(coach, same, reflections.listSharedReflections, pageOut(same)),

  getToday: query(
    coordinator,
    (r) => r.branchCode,
    tutors.getToday,
    (lines) => ({ lines }),
  ),
};
