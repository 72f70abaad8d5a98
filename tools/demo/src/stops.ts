import { setTimeout as sleep } from 'node:timers/promises';
import type { Trajectory } from '@katrol/proto/katrol/matching/v1/messages_pb';
import { MatchingService } from '@katrol/proto/katrol/matching/v1/service_pb';
import { VolunteerTrainingService } from '@katrol/proto/katrol/volunteer_training/v1/service_pb';
import { stepOf, type Desk, type Step } from './step.ts';
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
  if (goes) await stop(desk, goes, -GOES_IN);
  if (gone) await handOver(stepOf(desk, gone.plan, 'stops'), families.get(gone.plan.key) ?? '');
  if (goes) {
    const s = stepOf(desk, goes.plan, 'stops');
    const familyId = families.get(goes.plan.key) ?? '';
    await leaveNote(s, await s.me(matching.getTrajectory, { familyId }));
  }
}

/** A closing note that the parents have not seen yet. Gives its id; '' where one was there before. */
async function leaveNote(s: Step, { id, closingNotes }: Trajectory): Promise<string> {
  if (closingNotes.length > 0) return '';
  const note = { trajectoryId: id, text: s.r.pick(texts.closings) };
  return (await s.me(matching.keepClosingNote, note, s.key('closing-note'))).id;
}

/**
 * What the tutor leaves, as the parents want it; what the next one reads of the plan; and somebody
 * is looked for to carry on.
 */
async function handOver(s: Step, familyId: string): Promise<void> {
  const t = await endKnown(s, familyId);
  const closingNoteId = await leaveNote(s, t);
  const by = s.r.pick(['Mama', 'Papa', 'Oma']);
  const text = s.r.pick(texts.closingsOfParents);
  if (closingNoteId !== '') {
    const said = { answer: 'changed', text, answeredBy: by, means: 'spoken', revision: 1 } as const;
    await s.me(matching.answerClosingNote, { closingNoteId, ...said }, s.key('closing-answer'));
  }
  if (t.plan?.agreedOn === '') {
    const partIds = t.goals.map((goal) => goal.id);
    const planRevision = t.plan.revision;
    const agreed = { trajectoryId: t.id, partIds, strengths: true, saidBy: by, planRevision };
    await s.me(matching.agreeOnPlan, agreed, s.key('agree-plan'));
  }
  const next = { trajectoryId: t.id, seek: true };
  await s.me(matching.seekNextTutor, next, s.key('seek-next'));
}

const PATIENCE = 60;

/** The trajectory of a family, once matching has heard that its tutor stops. */
async function endKnown({ me }: Step, familyId: string): Promise<Trajectory> {
  for (let asked = 0; ; asked++) {
    const t = await me(matching.getTrajectory, { familyId });
    if (t.endForeseen || asked >= PATIENCE) return t;
    await sleep(250);
  }
}

/** A tutor who signs in worries about a child: the coordinator's page says so first. */
export async function raiseWorry(
  desk: Desk,
  going: Supported[],
  families: Map<string, string>,
  asTutor: (account: string) => Promise<Desk['me']>,
): Promise<void> {
  const one = going.find(({ plan, tutor }) => plan.state === 'running' && tutor.account !== '');
  if (!one) return;
  const s = stepOf(desk, one.plan, 'worry');
  const who = await asTutor(one.tutor.account);
  const familyId = families.get(one.plan.key) ?? '';
  const { id: trajectoryId } = await s.me(matching.getTrajectory, { familyId });
  const worry = { trajectoryId, note: s.r.pick(texts.worries) };
  await who(matching.raiseWorry, worry, s.key('worry'));
}

async function stop(desk: Desk, { plan, tutorId }: Supported, daysAgo: number): Promise<void> {
  const s = stepOf(desk, plan, 'stops');
  const { stopsOn, revision } = await s.me(training.getTutor, { id: tutorId });
  // a load that goes on did it before
  if (stopsOn !== '') return;
  const on = desk.calendar.ago(daysAgo);
  await s.me(training.stopTutor, { tutorId, stopsOn: on, revision }, s.key('stop'));
}
