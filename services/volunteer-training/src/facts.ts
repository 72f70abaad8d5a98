import { fact } from '@katrol/events';
import {
  HoursCountedSchema,
  TutorChangedSchema,
} from '@katrol/proto/katrol/volunteer_training/v1/events_pb';
import type { Tutor } from './domain/tutor.ts';

/** What volunteer-training tells, and under which key it keeps its order. */
export const facts = {
  hoursCounted: fact(HoursCountedSchema, 'tutorId'),
  // the whole of what matching may know of a tutor
  tutorChanged: fact(TutorChangedSchema, 'tutorId', ({ id: tutorId, check, ...t }: Tutor) => ({
    ...t,
    tutorId,
    checkValidUntil: check.validUntil,
    checkNotApplicable: check.notApplicable,
    trainings: t.trainingCodes,
  })),
};
