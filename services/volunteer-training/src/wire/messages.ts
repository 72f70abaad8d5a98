import type { MessageInitShape } from '@bufbuild/protobuf';
import type { ImportRequest, ImportResponseSchema } from '@katrol/proto/katrol/common/v1/list_pb';
import type {
  KeepProgrammeRequest,
  KeepTrainingRequest,
  KeepTutorRequest,
  KeepUniversityRequest,
  PlacementSchema,
  TrainingSchema,
  TutorSchema,
} from '@katrol/proto/katrol/volunteer_training/v1/messages_pb';
import { listOptionsIn } from '@katrol/rpc';
import { countOutcomes, type ImportResult } from '@katrol/store';
import type { Placement } from '../domain/placement.ts';
import type { TutorCard } from '../domain/tutor.ts';
import type { RosterInput } from '../operations/import-roster.ts';
import type { TutorView } from '../operations/tutors.ts';
import type { Training } from '../store/trainings.ts';
import type { Programme, University } from '../store/universities.ts';
import { importCodes, kindCodes, stageCodes } from './codes.ts';

const emptyCard: TutorCard = {
  branchCode: '',
  kind: '',
  firstName: '',
  lastName: '',
  email: '',
  phone: '',
  accountId: '',
  slots: [],
  languages: [],
  subjects: [],
  wishes: [],
  stages: [],
  homeCell: undefined,
  municipality: '',
  reachMetres: 0,
  maximumFamilies: 0,
  placeKinds: [],
  availableFrom: '',
  availableUntil: '',
  active: false,
};

export function tutorIn({ tutor: t }: KeepTutorRequest): {
  id: string;
  revision: number;
  card: TutorCard;
} {
  if (!t) return { id: '', revision: 0, card: emptyCard };
  const {
    branchCode,
    firstName,
    lastName,
    email,
    phone,
    accountId,
    languages,
    subjects,
    wishes,
    municipality,
    reachMetres,
  } = t;
  const { maximumFamilies, placeKinds, availableFrom, availableUntil, active } = t;
  return {
    id: t.id,
    revision: t.revision,
    card: {
      branchCode,
      firstName,
      lastName,
      email,
      phone,
      accountId,
      languages,
      subjects,
      wishes,
      municipality,
      reachMetres,
      maximumFamilies,
      placeKinds,
      availableFrom,
      availableUntil,
      active,
      kind: kindCodes.code(t.kind),
      stages: t.stages.map(stageCodes.code),
      slots: t.slots.map(({ weekday, fromMinute, untilMinute }) => ({
        weekday,
        fromMinute,
        untilMinute,
      })),
      homeCell: t.homeCell && { x: t.homeCell.x, y: t.homeCell.y },
    },
  };
}

export const placementOut = (p: Placement): MessageInitShape<typeof PlacementSchema> => ({
  id: p.id,
  tutorId: p.tutorId,
  universityCode: p.universityCode,
  branchCode: p.branchCode,
  programmeId: p.programmeId,
  programmeName: p.programmeName,
  studentNumber: p.studentNumber,
  status: p.status,
  startsOn: p.startsOn,
  endsOn: p.endsOn,
  agreedHours: p.agreedHours,
  coachAccountId: p.coachAccountId,
  revision: p.revision,
});

export const tutorOut = (t: TutorView): MessageInitShape<typeof TutorSchema> => ({
  id: t.id,
  branchCode: t.branchCode,
  kind: kindCodes.wire(t.kind),
  firstName: t.firstName,
  lastName: t.lastName,
  email: t.email,
  phone: t.phone,
  accountId: t.accountId,
  slots: t.slots,
  languages: t.languages,
  subjects: t.subjects,
  wishes: t.wishes,
  stages: t.stages.map(stageCodes.wire),
  ...(t.homeCell ? { homeCell: t.homeCell } : {}),
  municipality: t.municipality,
  reachMetres: t.reachMetres,
  maximumFamilies: t.maximumFamilies,
  placeKinds: t.placeKinds,
  check: t.check,
  trainings: t.trainings,
  availableFrom: t.availableFrom,
  availableUntil: t.availableUntil,
  active: t.active,
  revision: t.revision,
  ...(t.placement ? { placement: placementOut(t.placement) } : {}),
  toDo: t.toDo,
  minutesHeld: t.minutesHeld,
  minor: t.minor,
});

export const trainingIn = ({ training: t }: KeepTrainingRequest): Training => ({
  id: t?.id ?? '',
  branchCode: t?.branchCode ?? '',
  code: t?.code ?? '',
  title: t?.title ?? '',
  provider: t?.provider ?? '',
  takesPlaceOn: t?.takesPlaceOn ?? '',
  places: t?.places ?? 0,
  revision: t?.revision ?? 0,
  enrolments: [],
});

export const trainingOut = (t: Training): MessageInitShape<typeof TrainingSchema> => ({
  ...t,
  enrolled: t.enrolments.length,
  attended: t.enrolments.filter((e) => e.status === 'attended').length,
});

export const universityIn = ({ university: u }: KeepUniversityRequest): University => ({
  code: u?.code ?? '',
  name: u?.name ?? '',
  validFrom: u?.validFrom ?? '',
  validUntil: u?.validUntil ?? '',
});

export const programmeIn = ({ programme: p }: KeepProgrammeRequest): Programme => ({
  id: p?.id ?? '',
  universityCode: p?.universityCode ?? '',
  code: p?.code ?? '',
  name: p?.name ?? '',
  agreedHours: p?.agreedHours ?? 0,
  revision: p?.revision ?? 0,
});

type Options = Parameters<typeof listOptionsIn>[0];
export const studentsIn = (r: { universityCode: string; options?: Options }) => ({
  universityCode: r.universityCode,
  options: listOptionsIn(r.options),
});
export const reflectionsIn = (r: {
  universityCode: string;
  tutorId: string;
  options?: Options;
}) => ({ ...studentsIn(r), tutorId: r.tutorId });

export const rosterIn = (r: ImportRequest): RosterInput => ({
  branchCode: r.branchCode,
  universityCode: r.universityCode,
  csv: r.csv,
  columns: r.columns,
  preview: r.preview,
  skipLines: r.skipLines,
});

export const importOut = (r: ImportResult): MessageInitShape<typeof ImportResponseSchema> => ({
  ...r,
  ...countOutcomes(r.lines),
  lines: r.lines.map((l) => ({ ...l, outcome: importCodes.wire(l.outcome) })),
});
