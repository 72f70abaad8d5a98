import type { MatchingService } from '@katrol/proto/katrol/matching/v1/service_pb';
import { command, exportRow, listIn, pageOut, query, steps, type RpcTable } from '@katrol/rpc';
import * as lists from './operations/lists.ts';
import { acceptProposal, answerMatch } from './operations/match.ts';
import {
  explainPair,
  getProposals,
  holdPair,
  proposeMatches,
  type Deps,
} from './operations/propose.ts';
import { cancelSession, logSession, missSession, planSession } from './operations/session.ts';
import * as trajectory from './operations/trajectory.ts';
import type { Tx } from './store/client.ts';
import * as wire from './wire/messages.ts';
import { needsIn, stageCodes } from './wire/needs.ts';

const coordinator = ['coordinator'] as const;
const tutorToo = ['coordinator', 'tutor'] as const;
const own = <T>(request: T): T => request;

/** RPC -> who may call -> wire in -> operation -> wire out. */
export const table: RpcTable<typeof MatchingService, Deps, Tx> = {
  listSupportRequests: query(
    coordinator,
    listIn,
    lists.listSupportRequests,
    pageOut(wire.requestOut),
  ),
  editSupportRequest: command(
    coordinator,
    (r) => ({ id: r.id, needs: needsIn(r.needs), revision: r.revision }),
    lists.editSupportRequest,
    wire.requestOut,
  ),

  proposeMatches: steps(coordinator, (r) => r.branchCode, proposeMatches, wire.runOut),
  getProposals: query(coordinator, (r) => r.branchCode, getProposals, wire.runOut),
  explainPair: query(coordinator, own, explainPair, wire.pairOut),
  holdPair: command(coordinator, own, holdPair, wire.pairOut),
  acceptProposal: command(coordinator, own, acceptProposal, wire.matchOut),
  listMatches: query(coordinator, listIn, lists.listMatches, pageOut(wire.matchOut)),
  answerMatch: command(tutorToo, own, answerMatch, wire.matchOut),
  getUnmet: query(
    coordinator,
    (r) => r.branchCode,
    lists.getUnmet,
    (counts) => ({
      counts: counts.map((c) => ({ ...c, stage: stageCodes.wire(c.stage) })),
    }),
  ),

  listTrajectories: query(
    coordinator,
    listIn,
    lists.listTrajectories,
    pageOut(wire.trajectoryLineOut),
  ),
  exportTrajectories: exportRow(coordinator, listIn, lists.exportTrajectories),
  getTrajectory: query(tutorToo, own, trajectory.getTrajectory, wire.trajectoryOut),
  listMyTrajectories: query(
    ['tutor'],
    own,
    trajectory.listMyTrajectories,
    ({ pages, matches }) => ({
      trajectories: pages.map(wire.trajectoryOut),
      matches: matches.map(wire.matchOut),
    }),
  ),
  planSession: command(tutorToo, own, planSession, wire.trajectoryOut),
  logSession: command(tutorToo, own, logSession, wire.trajectoryOut),
  missSession: command(tutorToo, own, missSession, wire.trajectoryOut),
  cancelSession: command(tutorToo, own, cancelSession, wire.trajectoryOut),
  keepGoal: command(tutorToo, (r) => wire.goalIn(r.goal), trajectory.keepGoal, wire.trajectoryOut),
  keepBarrier: command(
    tutorToo,
    (r) => wire.barrierIn(r.barrier),
    trajectory.keepBarrier,
    wire.trajectoryOut,
  ),
  keepStrengths: command(tutorToo, own, trajectory.keepStrengths, wire.trajectoryOut),
  keepGoingAlong: command(
    tutorToo,
    (r) => wire.goingAlongIn(r.goingAlong),
    trajectory.keepGoingAlong,
    wire.trajectoryOut,
  ),
  askForHelp: command(tutorToo, own, trajectory.askForHelp, wire.trajectoryOut),
  answerHelp: command(coordinator, own, trajectory.answerHelp, wire.trajectoryOut),
  keepSpecialisedQueue: command(
    coordinator,
    own,
    trajectory.keepSpecialisedQueue,
    wire.trajectoryOut,
  ),
  closeTrajectory: command(coordinator, own, trajectory.closeTrajectory, wire.trajectoryOut),
  getToday: query(
    coordinator,
    (r) => r.branchCode,
    lists.getToday,
    (lines) => ({ lines }),
  ),
};
