import type { VolunteerTrainingService } from '@katrol/proto/katrol/volunteer_training/v1/service_pb';
import { command, exportRow, listIn, pageOut, query, type RpcTable } from '@katrol/rpc';
import { importStudentRoster } from './operations/import-roster.ts';
import * as lists from './operations/lists.ts';
import * as reflections from './operations/reflections.ts';
import * as trainings from './operations/trainings.ts';
import * as tutors from './operations/tutors.ts';
import * as universities from './operations/universities.ts';
import type { Tx } from './store/client.ts';
import { kindCodes } from './wire/codes.ts';
import * as wire from './wire/messages.ts';

type None = Record<string, never>;
const coordinator = ['coordinator'] as const;
const tutor = ['tutor'] as const;
const officer = ['placement-officer'] as const;
const own = <T>(request: T): T => request;

/** RPC -> who may call -> wire in -> operation -> wire out. */
export const table: RpcTable<typeof VolunteerTrainingService, None, Tx> = {
  keepTutor: command(coordinator, wire.tutorIn, tutors.keepTutor, wire.tutorOut),
  listTutors: query(coordinator, listIn, lists.listTutors, pageOut(wire.tutorOut)),
  exportTutors: exportRow(coordinator, listIn, lists.exportTutors),
  getTutor: query(coordinator, (r) => r.id, tutors.getTutor, wire.tutorOut),
  getMyTutor: query(tutor, () => undefined, tutors.getMyTutor, wire.tutorOut),
  getTutorLabels: query(
    ['coordinator', 'tutor', 'lecturer-coach', 'placement-officer'],
    (r) => r.tutorIds,
    tutors.getTutorLabels,
    (labels) => ({
      labels: labels.map(({ tutorId, name, kind, phone }) => ({
        tutorId,
        name,
        phone,
        kind: kindCodes.wire(kind),
      })),
    }),
  ),
  recordCheck: command(coordinator, own, tutors.recordCheck, wire.tutorOut),

  keepTraining: command(coordinator, wire.trainingIn, trainings.keepTraining, wire.trainingOut),
  listTrainings: query(coordinator, listIn, trainings.listTrainings, pageOut(wire.trainingOut)),
  enrolTutor: command(coordinator, own, trainings.enrolTutor, wire.trainingOut),
  recordAttendance: command(coordinator, own, trainings.recordAttendance, wire.trainingOut),

  importStudentRoster: command(
    ['coordinator', 'placement-officer'],
    wire.rosterIn,
    importStudentRoster,
    wire.importOut,
  ),
  listUniversities: query(
    'signed-in',
    () => undefined,
    universities.listUniversities,
    (all) => ({ universities: all }),
  ),
  keepUniversity: command(['operator'], wire.universityIn, universities.keepUniversity, own),
  keepProgramme: command(officer, wire.programmeIn, universities.keepProgramme, own),
  listProgrammes: query(
    'signed-in',
    (r) => r.universityCode,
    universities.listProgrammes,
    (programmes) => ({ programmes }),
  ),
  setPlacementStatus: command(officer, own, universities.setPlacementStatus, wire.placementOut),
  assignCoach: command(officer, own, universities.assignCoach, wire.placementOut),

  listStudents: query(
    ['lecturer-coach', 'placement-officer'],
    wire.studentsIn,
    lists.listStudents,
    pageOut(own),
  ),
  exportHours: exportRow(officer, own, lists.exportHours),

  keepReflection: command(tutor, own, reflections.keepReflection, own),
  shareReflection: command(tutor, own, reflections.shareReflection, own),
  listMyReflections: query(tutor, wire.reflectionsIn, reflections.listMyReflections, pageOut(own)),
  listSharedReflections: query(
    ['lecturer-coach'],
    wire.reflectionsIn,
    reflections.listSharedReflections,
    pageOut(own),
  ),

  getToday: query(
    coordinator,
    (r) => r.branchCode,
    tutors.getToday,
    (lines) => ({ lines }),
  ),
};
