import { fact } from '@katrol/events';
import {
  ExamPeriodsChangedSchema,
  HoursCountedSchema,
  PlacementChangedSchema,
  TrainingAttendedSchema,
  TutorChangedSchema,
} from '@katrol/proto/katrol/volunteer_training/v1/events_pb';
import { lastDayOf } from './domain/check.ts';
import { lastDay as lastDayOfPlacement } from './domain/placement.ts';
import type { Tutor } from './domain/tutor.ts';
import type { Works } from './domain/works.ts';

/** What volunteer-training tells, and under which key it keeps its order. */
export const facts = {
  examPeriodsChanged: fact(ExamPeriodsChangedSchema, 'universityCode'),
  hoursCounted: fact(HoursCountedSchema, 'tutorId'),
  // the whole of what matching may know of a tutor; the day on which one turns 18 is not of it
  tutorChanged: fact(
    TutorChangedSchema,
    'tutorId',
    ({ id: tutorId, check, ...t }: Tutor & Works & { active: boolean }) => ({
      ...t,
      tutorId,
      checkValidUntil: lastDayOf(check),
      checkNotApplicable: check.notApplicable,
      placementEndsOn: lastDayOfPlacement(t.placement),
      trainings: t.trainingCodes,
    }),
  ),
  placementChanged: fact(PlacementChangedSchema, 'tutorId'),
  trainingAttended: fact(TrainingAttendedSchema, 'tutorId'),
};
