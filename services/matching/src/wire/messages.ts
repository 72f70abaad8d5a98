import type { MessageInitShape } from '@bufbuild/protobuf';
import {
  MatchStatusSchema,
  SessionStatusSchema,
  SupportRequestStatusSchema,
  TrajectoryStatusSchema,
  VerdictSchema,
  type Barrier as WireBarrier,
  type Goal as WireGoal,
  type GoingAlong as WireGoingAlong,
  type MatchSchema,
  type PairSchema,
  type ProposalRunSchema,
  type SessionSchema,
  type SupportRequestSchema,
  type TrajectorySchema,
} from '@katrol/proto/katrol/matching/v1/messages_pb';
import type { TutorChanged } from '@katrol/proto/katrol/volunteer_training/v1/events_pb';
import { TutorKindSchema } from '@katrol/proto/katrol/volunteer_training/v1/events_pb';
import { enumCodes } from '@katrol/rpc';
import { daysBetween } from '@katrol/runtime';
import type { Match, MatchStatus } from '../domain/match.ts';
import type { Judged, Verdict } from '../domain/pairing.ts';
import {
  extended,
  quietSince,
  sessionBalance,
  type Session,
  type SessionStatus,
  type Trajectory,
  type TrajectoryStatus,
} from '../domain/trajectory.ts';
import type { TrajectoryLine } from '../operations/lists.ts';
import type { TrajectoryPage } from '../operations/trajectory.ts';
import type { SupportRequest, ToldTutor } from '../store/requests.ts';
import type { Run } from '../store/runs.ts';
import type { Barrier, Goal, GoingAlong } from '../store/story.ts';
import { needsOut, slotsIn, stageCodes } from './needs.ts';

const matchCodes = enumCodes<MatchStatus>(MatchStatusSchema);
const sessionCodes = enumCodes<SessionStatus>(SessionStatusSchema);
const requestCodes = enumCodes<string>(SupportRequestStatusSchema);
const trajectoryCodes = enumCodes<TrajectoryStatus>(TrajectoryStatusSchema);
const verdictCodes = enumCodes<Verdict>(VerdictSchema);
const tutorKinds = enumCodes<string>(TutorKindSchema);

export const tutorIn = (t: TutorChanged): ToldTutor => ({
  id: t.tutorId,
  accountId: t.accountId,
  branchCode: t.branchCode,
  kind: tutorKinds.code(t.kind),
  active: t.active,
  slots: slotsIn(t.slots),
  languages: t.languages,
  subjects: t.subjects,
  wishes: t.wishes,
  stages: t.stages.map((s) => stageCodes.code(s)),
  home: t.homeCell && { x: t.homeCell.x, y: t.homeCell.y },
  reachMetres: t.reachMetres,
  maximumFamilies: t.maximumFamilies,
  placeKinds: t.placeKinds,
  checkValidUntil: t.checkValidUntil,
  checkNotApplicable: t.checkNotApplicable,
  trainings: t.trainings,
  universityCode: t.universityCode,
  availableFrom: t.availableFrom,
  availableUntil: t.availableUntil,
  revision: t.revision,
});

export const requestOut = (
  r: SupportRequest & { today: string },
): MessageInitShape<typeof SupportRequestSchema> => ({
  id: r.id,
  familyId: r.familyId,
  branchCode: r.branchCode,
  status: requestCodes.wire(r.status),
  needs: needsOut(r.needs),
  askedOn: r.askedOn,
  profileVersion: r.profileVersion,
  revision: r.revision,
  waitingDays: Math.max(0, daysBetween(r.askedOn, r.today)),
});

export const pairOut = (p: Judged & { familyId: string }): MessageInitShape<typeof PairSchema> => ({
  supportRequestId: p.requestId,
  familyId: p.familyId,
  tutorId: p.tutorId,
  points: p.points,
  slots: p.slots,
  hold: p.hold,
  reasons: p.reasons.map((r) => ({ ...r, verdict: verdictCodes.wire(r.verdict) })),
});

export const runOut = (r: Run): MessageInitShape<typeof ProposalRunSchema> => ({
  id: r.id,
  branchCode: r.branchCode,
  pairs: r.pairs.map(pairOut),
  unmet: r.unmet.map((u) => ({ ...u, stages: u.stages.map(stageCodes.wire) })),
  recordedAt: r.recordedAt.toISOString(),
  requests: r.requests,
  tutors: r.tutors,
  solveMs: r.solveMs,
  optimal: r.optimal,
});

export const matchOut = (m: Match): MessageInitShape<typeof MatchSchema> => {
  const { accountId: _, note: __, ...rest } = m;
  return { ...rest, status: matchCodes.wire(m.status) };
};

const sessionOut = (s: Session): MessageInitShape<typeof SessionSchema> => ({
  ...s,
  status: sessionCodes.wire(s.status),
});

const summary = (t: Trajectory, today: string) => ({
  id: t.id,
  familyId: t.familyId,
  tutorId: t.tutorId,
  branchCode: t.branchCode,
  status: trajectoryCodes.wire(t.status),
  startedOn: t.startedOn,
  endsOn: t.endsOn,
  minimumSessions: t.minimumSessions,
  held: t.held,
  missed: t.missed,
  planned: t.slotsPlanned,
  sessionBalance: sessionBalance(t),
  lastSessionOn: t.lastSessionOn,
  quietSince: quietSince(t, today),
  specialisedQueue: t.specialisedQueue,
  extended: extended(t, today),
  children: t.children.map((c) => ({ ...c, stage: stageCodes.wire(c.stage) })),
  slots: t.slots,
  strengths: t.strengths,
  revision: t.revision,
  tutorAccountId: t.accountId,
});

export const trajectoryLineOut = ({
  trajectory,
  nextSessionOn,
  today,
}: TrajectoryLine): MessageInitShape<typeof TrajectorySchema> => ({
  ...summary(trajectory, today),
  nextSessionOn,
});

export function trajectoryOut(p: TrajectoryPage): MessageInitShape<typeof TrajectorySchema> {
  const next =
    p.sessions
      .filter((s) => s.status === 'planned')
      .map((s) => s.plannedFor)
      .sort()[0] ?? '';
  return {
    ...summary(p.trajectory, p.today),
    nextSessionOn: next,
    sessions: p.sessions.map(sessionOut),
    goals: p.goals,
    barriers: p.barriers,
    goingAlong: p.goingAlong,
    help: p.help,
  };
}

export const goalIn = (g: WireGoal | undefined): Goal => ({
  id: g?.id ?? '',
  trajectoryId: g?.trajectoryId ?? '',
  branchCode: '',
  kind: g?.kind ?? '',
  text: g?.text ?? '',
  setOn: g?.setOn ?? '',
  status: g?.status ?? '',
  earlierTexts: [],
  revision: g?.revision ?? 0,
});
export const barrierIn = (b: WireBarrier | undefined): Barrier => ({
  id: b?.id ?? '',
  trajectoryId: b?.trajectoryId ?? '',
  branchCode: '',
  lifeDomain: b?.lifeDomain ?? '',
  text: b?.text ?? '',
  levers: b?.levers ?? [],
  servicesInvolved: b?.servicesInvolved ?? [],
  status: b?.status ?? '',
  revision: b?.revision ?? 0,
});
export const goingAlongIn = (g: WireGoingAlong | undefined): GoingAlong => ({
  id: g?.id ?? '',
  trajectoryId: g?.trajectoryId ?? '',
  branchCode: '',
  service: g?.service ?? '',
  occurredOn: g?.occurredOn ?? '',
  whoWent: g?.whoWent ?? [],
  outcome: g?.outcome ?? '',
  whatNext: g?.whatNext ?? '',
  barrierId: g?.barrierId ?? '',
  revision: g?.revision ?? 0,
});
