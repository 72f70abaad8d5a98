import type { Plain } from '@katrol/contract';
import type * as matching from '@katrol/proto/katrol/matching/v1/events_pb';
import type * as liaison from '@katrol/proto/katrol/school_liaison/v1/events_pb';
import type * as training from '@katrol/proto/katrol/volunteer_training/v1/events_pb';
import type { ReportingCall } from '../store/client.ts';
import { keepTutor } from '../store/counted.ts';
import { dropFacts, keepFacts, knownFact, replaceFacts } from '../store/facts.ts';

export const onTrajectoryStarted = (
  { tx }: ReportingCall,
  { trajectoryId: sourceId, occurredOn: day, ...whose }: Plain<matching.TrajectoryStarted>,
): Promise<void> => keepFacts(tx, [{ kind: 'trajectory', sourceId, ...whose, day }]);

/** One that closes keeps the day on which it began; of one that was never heard to, it is the same. */
export async function onTrajectoryClosed(
  { tx }: ReportingCall,
  {
    trajectoryId: sourceId,
    occurredOn: until,
    reason: other,
    ...told
  }: Plain<matching.TrajectoryClosed>,
): Promise<void> {
  const { familyId, tutorId, branchCode } = told;
  const { day = until } = (await knownFact(tx, { kind: 'trajectory', sourceId })) ?? {};
  const whose = { sourceId, familyId, tutorId, branchCode };
  await keepFacts(tx, [{ kind: 'trajectory', ...whose, day, until, other }]);
}

type Told = Plain<matching.SessionHeld> & Pick<matching.SessionCorrected, 'held' | 'correction'>;

/** A session as it stands by its highest correction. */
async function keepSession({ tx }: ReportingCall, told: Told): Promise<void> {
  const { sessionId: sourceId, trajectoryId: aboutId, familyId, tutorId, branchCode } = told;
  const { occurredOn: day, held, correction: version } = told;
  const whose = { sourceId, aboutId, familyId, tutorId, branchCode };
  const how = held ? { code: 'held', amount: told.minutes } : { code: 'missed' };
  await keepFacts(tx, [{ kind: 'session', ...whose, day, ...how, version }]);
}

export const onSessionHeld = (
  call: ReportingCall,
  told: Plain<matching.SessionHeld>,
): Promise<void> => keepSession(call, { ...told, held: true, correction: 0 });

export const onSessionCorrected = (
  call: ReportingCall,
  told: Plain<matching.SessionCorrected>,
): Promise<void> => keepSession(call, told);

export const onSessionMissed = (
  call: ReportingCall,
  told: Plain<matching.SessionMissed>,
): Promise<void> =>
  keepSession(call, { ...told, minutes: 0, groupSessionId: '', held: false, correction: 0 });

/** A barrier keeps the day on which it was opened; eased, it has an end. */
export async function onBarrierChanged(
  { tx }: ReportingCall,
  {
    barrierId: sourceId,
    lifeDomain: code,
    status: other,
    levers: amount,
    ...told
  }: Plain<matching.BarrierChanged>,
): Promise<void> {
  const { familyId, branchCode, occurredOn } = told;
  const { day = occurredOn } = (await knownFact(tx, { kind: 'barrier', sourceId })) ?? {};
  const until = other === 'eased' ? occurredOn : '';
  const whose = { sourceId, familyId, branchCode };
  await keepFacts(tx, [{ kind: 'barrier', ...whose, day, until, code, other, amount }]);
}

export const onWentAlong = (
  { tx }: ReportingCall,
  { goingAlongId: sourceId, outcome: code, occurredOn: day, ...whose }: Plain<matching.WentAlong>,
): Promise<void> => keepFacts(tx, [{ kind: 'going_along', sourceId, ...whose, day, code }]);

export const onHelpAsked = (
  { tx }: ReportingCall,
  {
    helpRequestId: sourceId,
    trajectoryId: aboutId,
    occurredOn: day,
    ...whose
  }: Plain<matching.HelpAsked>,
): Promise<void> =>
  keepFacts(tx, [{ kind: 'help', sourceId, aboutId, ...whose, day, code: 'asked' }]);

export const onHelpAnswered = (
  { tx }: ReportingCall,
  {
    helpRequestId: sourceId,
    trajectoryId: aboutId,
    askedOn: day,
    occurredOn: until,
    ...whose
  }: Plain<matching.HelpAnswered>,
): Promise<void> =>
  keepFacts(tx, [{ kind: 'help', sourceId, aboutId, ...whose, day, until, code: 'answered' }]);

/** A queue is one by the day since when; when help has started it has an end. */
export const onSpecialisedQueueChanged = (
  { tx }: ReportingCall,
  { familyId, branchCode, waits, since, occurredOn }: Plain<matching.SpecialisedQueueChanged>,
): Promise<void> => {
  const day = since || occurredOn;
  const until = waits ? '' : occurredOn;
  const of = { sourceId: familyId, item: day, familyId, branchCode };
  return keepFacts(tx, [{ kind: 'specialised_queue', ...of, day, until }]);
};

/** Where a request stands now; who asked when is the day by which it is counted. */
export const onRequestChanged = (
  { tx }: ReportingCall,
  {
    supportRequestId: sourceId,
    status: code,
    why: other,
    askedOn,
    ...told
  }: Plain<matching.RequestChanged>,
): Promise<void> => {
  const { familyId, branchCode, occurredOn } = told;
  const until = code === 'closed' ? occurredOn : '';
  const day = askedOn || occurredOn;
  return keepFacts(tx, [
    { kind: 'request', sourceId, familyId, branchCode, day, until, code, other },
  ]);
};

/** What was missing at the last run. */
export const onRequestUnmet = (
  { tx }: ReportingCall,
  { supportRequestId: sourceId, missing, occurredOn: day, ...whose }: Plain<matching.RequestUnmet>,
): Promise<void> => {
  const facts = missing.map((code) => ({ sourceId, item: code, ...whose, day, code }));
  return replaceFacts(
    tx,
    { kind: 'unmet', sourceId },
    facts.map((fact) => ({ kind: 'unmet', ...fact })),
  );
};

/** The last day of a placement bounds what can be counted on. */
export const onTutorChanged = (
  { tx }: ReportingCall,
  { maximumFamilies: families, ...tutor }: Plain<training.TutorChanged>,
): Promise<void> => keepTutor(tx, { ...tutor, families });

export const onHoursCounted = (
  { tx }: ReportingCall,
  told: Plain<training.HoursCounted>,
): Promise<void> => {
  const { sessionId: sourceId, tutorId, branchCode, occurredOn: day } = told;
  const { universityCode: code, minutes: amount, correction: version } = told;
  const of = { sourceId, tutorId, branchCode, day };
  return keepFacts(tx, [{ kind: 'hours', ...of, code, amount, version }]);
};

export const onPlacementChanged = (
  { tx }: ReportingCall,
  told: Plain<training.PlacementChanged>,
): Promise<void> => {
  const { placementId: sourceId, tutorId, branchCode, occurredOn: day } = told;
  const { status: code, universityCode: other, agreedMinutes: amount } = told;
  return keepFacts(tx, [
    { kind: 'placement', sourceId, tutorId, branchCode, day, code, other, amount },
  ]);
};

export const onTrainingAttended = (
  { tx }: ReportingCall,
  {
    trainingId: sourceId,
    tutorId,
    branchCode,
    code,
    attended,
    occurredOn: day,
  }: Plain<training.TrainingAttended>,
): Promise<void> =>
  attended
    ? keepFacts(tx, [{ kind: 'training', sourceId, item: tutorId, tutorId, branchCode, day, code }])
    : dropFacts(tx, { kind: 'training', sourceId, item: tutorId });

/** Each step of a message on each day is one: a text may be changed twice. */
export const onMessageMoved = (
  { tx }: ReportingCall,
  {
    messageId: sourceId,
    step: code,
    begunBy: other,
    schoolId: aboutId,
    ...told
  }: Plain<liaison.MessageMoved>,
): Promise<void> => {
  const { familyId, branchCode, occurredOn: day } = told;
  const item = `${code} ${day}`;
  const of = { sourceId, item, aboutId, familyId, branchCode };
  return keepFacts(tx, [{ kind: 'message', ...of, day, code, other }]);
};

/** A signal keeps the day on which it was raised. */
export async function onSignalChanged(
  { tx }: ReportingCall,
  {
    signalId: sourceId,
    theme: code,
    status: other,
    occurredOn,
    branchCode,
  }: Plain<liaison.SignalChanged>,
): Promise<void> {
  const { day = occurredOn } = (await knownFact(tx, { kind: 'signal', sourceId })) ?? {};
  const until = other === 'closed' ? occurredOn : '';
  await keepFacts(tx, [{ kind: 'signal', sourceId, branchCode, day, until, code, other }]);
}

export const onMeetingHeld = (
  { tx }: ReportingCall,
  { meetingId: sourceId, branchCode, kind: code, occurredOn: day }: Plain<liaison.MeetingHeld>,
): Promise<void> => keepFacts(tx, [{ kind: 'meeting', sourceId, branchCode, day, code }]);

export const onFolderKept = (
  { tx }: ReportingCall,
  { folderId: sourceId, week: day, ...whose }: Plain<liaison.FolderKept>,
): Promise<void> => keepFacts(tx, [{ kind: 'folder_week', sourceId, item: day, ...whose, day }]);

/** A child counts at the school where it was settled last, on the day since when. */
export const onPupilSettled = (
  { tx }: ReportingCall,
  told: Plain<liaison.PupilSettled>,
): Promise<void> => {
  const { childId: sourceId, schoolId: aboutId, familyId, branchCode, occurredOn: day } = told;
  return keepFacts(tx, [{ kind: 'pupil', sourceId, aboutId, familyId, branchCode, day }]);
};
