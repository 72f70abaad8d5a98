import type { MatchingService } from '@katrol/proto/katrol/matching/v1/service_pb';
import { command, exportRow, pageOut, query, same, steps, type RpcTable } from '@katrol/rpc';
import { listVisitsTomorrow } from './operations/tomorrow.ts';
import { getMyVisits, keepVisitsAt } from './operations/my-visits.ts';
import { changeHours } from './operations/change-hours.ts';
import { answerClosingNote, keepClosingNote, listMine } from './operations/closing.ts';
import { answerMissed, correctSession } from './operations/correct.ts';
import { closeTrajectory, seekNextTutor } from './operations/handover.ts';
import { getGroup } from './operations/groups.ts';
import * as lists from './operations/lists.ts';
import { acceptProposal, answerMatch } from './operations/match.ts';
import {
  explainPair,
  getProposals,
  holdPair,
  proposeMatches,
  type Deps,
} from './operations/propose.ts';
import { logGroupSession } from './operations/log-group.ts';
import * as plan from './operations/plan.ts';
import { cancelSession, logSession, missSession, planSession } from './operations/session.ts';
import * as story from './operations/story.ts';
import * as trajectory from './operations/trajectory.ts';
import { listTownsTogether, proposeTogether } from './operations/together.ts';
import { raiseWorry, takeUpWorry } from './operations/worries.ts';
import type { Tx } from './store/client.ts';
import {
  groupOut,
  matchOut,
  requestOut,
  trajectoryLineOut,
  trajectoryOut,
} from './wire/messages.ts';

const coordinator = ['coordinator'] as const;
const operator = ['operator'] as const;
const tutorToo = ['coordinator', 'tutor'] as const;
const parent = ['link:parent-page'] as const;

/** RPC -> who may call -> wire in -> operation -> wire out. */
export const table: RpcTable<typeof MatchingService, Tx, Deps> = {
  listSupportRequests: query(coordinator, same, lists.listSupportRequests, pageOut(requestOut)),
  editSupportRequest: command(coordinator, same, lists.editSupportRequest, requestOut),

  proposeMatches: steps(coordinator, (r) => r.branchCode, proposeMatches, same),
  listTownsTogether: query(
    operator,
    () => undefined,
    listTownsTogether,
    (towns) => ({ towns }),
  ),
  proposeTogether: steps(operator, same, proposeTogether, same),
  getProposals: query(coordinator, (r) => r.branchCode, getProposals, same),
  explainPair: query(coordinator, same, explainPair, same),
  holdPair: command(coordinator, same, holdPair, same),
  acceptProposal: command(coordinator, same, acceptProposal, matchOut),
  listMatches: query(coordinator, same, lists.listMatches, pageOut(matchOut)),
  answerMatch: command(tutorToo, same, answerMatch, matchOut),
  getUnmet: query(
    coordinator,
    (r) => r.branchCode,
    lists.getUnmet,
    (counts) => ({ counts }),
  ),

  listTrajectories: query(coordinator, same, lists.listTrajectories, pageOut(trajectoryLineOut)),
  exportTrajectories: exportRow(coordinator, same, lists.exportTrajectories),
  getTrajectory: query(tutorToo, same, trajectory.getTrajectory, trajectoryOut),
  listVisitsTomorrow: steps(
    'system',
    () => undefined,
    listVisitsTomorrow,
    (tutors) => ({ tutors }),
  ),
  listMyTrajectories: query(['tutor'], same, listMine, ({ pages, matches, closing }) => ({
    trajectories: pages.map(trajectoryOut),
    matches: matches.map(matchOut),
    closing,
  })),
  getMyVisits: query(
    parent,
    () => undefined,
    getMyVisits,
    (visits) => ({ visits }),
  ),
  planSession: command(tutorToo, same, planSession, trajectoryOut),
  keepVisitsAt: command(coordinator, same, keepVisitsAt, trajectoryOut),
  changeHours: command(tutorToo, same, changeHours, trajectoryOut),
  logSession: command(tutorToo, same, logSession, trajectoryOut),
  missSession: command(tutorToo, same, missSession, trajectoryOut),
  cancelSession: command(tutorToo, same, cancelSession, trajectoryOut),
  getGroup: query(tutorToo, same, getGroup, groupOut),
  logGroupSession: command(tutorToo, same, logGroupSession, groupOut),
  correctSession: command(tutorToo, same, correctSession, trajectoryOut),
  answerMissed: command(coordinator, same, answerMissed, trajectoryOut),
  keepGoal: command(tutorToo, (r) => r.goal, story.keepGoal, trajectoryOut),
  keepBarrier: command(tutorToo, (r) => r.barrier, story.keepBarrier, trajectoryOut),
  keepGoingAlong: command(tutorToo, (r) => r.goingAlong, story.keepGoingAlong, trajectoryOut),
  keepStrengths: command(tutorToo, same, plan.keepStrengths, trajectoryOut),
  askForHelp: command(tutorToo, same, trajectory.askForHelp, trajectoryOut),
  answerHelp: command(coordinator, same, trajectory.answerHelp, trajectoryOut),
  keepSpecialisedQueue: command(coordinator, same, plan.keepSpecialisedQueue, trajectoryOut),
  agreeOnPlan: command(coordinator, same, plan.agreeOnPlan, trajectoryOut),
  seekNextTutor: command(coordinator, same, seekNextTutor, trajectoryOut),
  keepClosingNote: command(tutorToo, same, keepClosingNote, same),
  answerClosingNote: command(coordinator, same, answerClosingNote, trajectoryOut),
  raiseWorry: command(tutorToo, same, raiseWorry, trajectoryOut),
  takeUpWorry: command(coordinator, same, takeUpWorry, trajectoryOut),
  closeTrajectory: command(coordinator, same, closeTrajectory, trajectoryOut),
  getToday: query(
    coordinator,
    (r) => r.branchCode,
    lists.getToday,
    (lines) => ({ lines }),
  ),
};
