import { MatchingService } from '@katrol/proto/katrol/matching/v1/service_pb';
import { VolunteerTrainingService } from '@katrol/proto/katrol/volunteer_training/v1/service_pb';
import { stepOf, type Desk } from './step.ts';
import type { Supported } from './support.ts';
import * as texts from './texts.ts';

const matching = MatchingService.method;
const training = VolunteerTrainingService.method;

const GONE_SINCE = 2;
const GOES_IN = 21;

/**
 * A student who stopped two days ago and one whose last day comes in three weeks, each with a
 * running family: the coordinator's page shows what to do next.
 */
export async function loadStops(
  desk: Desk,
  going: Supported[],
  families: Map<string, string>,
): Promise<void> {
  const running = going.filter(
    ({ plan, tutor }) =>
      plan.state === 'running' && tutor.kind === 'student' && tutor.account === '',
  );
  const [gone] = running;
  const goes = running.find(({ tutorId }) => tutorId !== gone?.tutorId);
  if (gone) await stop(desk, gone, GONE_SINCE);
  if (!goes) return;
  await stop(desk, goes, -GOES_IN);
  const s = stepOf(desk, goes.plan, 'stops');
  const familyId = families.get(goes.plan.key) ?? '';
  const { id: trajectoryId, closingNotes } = await s.me(matching.getTrajectory, { familyId });
  if (closingNotes.length > 0) return;
  const note = { trajectoryId, text: s.r.pick(texts.closings) };
  await s.me(matching.keepClosingNote, note, s.key('closing-note'));
}

async function stop(desk: Desk, { plan, tutorId }: Supported, daysAgo: number): Promise<void> {
  const s = stepOf(desk, plan, 'stops');
  const { stopsOn, revision } = await s.me(training.getTutor, { id: tutorId });
  // a load that goes on did it before
  if (stopsOn !== '') return;
  const on = desk.calendar.ago(daysAgo);
  await s.me(training.stopTutor, { tutorId, stopsOn: on, revision }, s.key('stop'));
}
