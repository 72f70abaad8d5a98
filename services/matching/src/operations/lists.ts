import type { Plain } from '@katrol/contract';
import { branchOf } from '@katrol/events';
import type { EditSupportRequestRequest } from '@katrol/proto/katrol/matching/v1/messages_pb';
import { exporting, listing, type BranchList } from '@katrol/rpc';
import type { Days } from '@katrol/calendar';
import { Checks, addDays, expectRevision } from '@katrol/runtime';
import type { Match } from '../domain/match.ts';
import type { Needs } from '../domain/rules.ts';
import { FORESEEN_DAYS } from '../domain/standing.ts';
import { next, type SupportRequest } from '../domain/support-request.ts';
import { extended, quietSince, sessionBalance, type Trajectory } from '../domain/trajectory.ts';
import type { MatchingCall, Tx } from '../store/client.ts';
import { daysIn } from '../store/days.ts';
import {
  matchList,
  quietBefore,
  requestList,
  trajectoryList,
  unmetCounts,
  type TrajectoryRow,
  type UnmetCount,
} from '../store/lists.ts';
import { matchesByIds } from '../store/matches.ts';
import { lastTrajectories, loadRequest, requestsByIds, saveRequest } from '../store/requests.ts';
import { rulesOf } from '../store/rules.ts';
import { todayRows, type TodayRow } from '../store/today.ts';
import { runningOfRequest, saveTrajectory, trajectoriesByIds } from '../store/trajectories.ts';
import { lookedFor } from './propose.ts';

export type TrajectoryLine = {
  trajectory: Trajectory;
  nextSessionOn: string;
  today: string;
  days: Days;
};
export type RequestLine = SupportRequest & { today: string; trajectoryId: string };

const idsOf = (rows: readonly { id: string }[]): string[] => rows.map((row) => row.id);

async function withLast(
  tx: Tx,
  all: readonly SupportRequest[],
  today: string,
): Promise<RequestLine[]> {
  const last = await lastTrajectories(tx, idsOf(all));
  return all.map((r) => ({ ...r, today, trajectoryId: last.get(r.id) ?? '' }));
}

const trajectories: BranchList<Tx, unknown, TrajectoryRow, TrajectoryLine> = {
  spec: async ({ tx, today }, branchCode) =>
    trajectoryList(branchCode, today, await quietBefore(tx, branchCode, today)),
  shown: async ({ tx, today }, rows, branchCode) => {
    const days = await daysIn(tx, branchCode);
    const nextOn = new Map(rows.map((row) => [row.id, row.nextSessionOn]));
    const all = await trajectoriesByIds(tx, idsOf(rows));
    return all.map((trajectory) => ({
      trajectory,
      nextSessionOn: nextOn.get(trajectory.id) ?? '',
      today,
      days: days(trajectory.universityCode),
    }));
  },
};
const requests: BranchList<Tx, unknown, { id: string }, RequestLine> = {
  spec: (_, branchCode) => requestList(branchCode),
  shown: async ({ tx, today }, rows) => withLast(tx, await requestsByIds(tx, idsOf(rows)), today),
};
const matches: BranchList<Tx, unknown, { id: string }, Match> = {
  spec: (_, branchCode) => matchList(branchCode),
  shown: ({ tx }, rows) => matchesByIds(tx, idsOf(rows)),
};

export const listTrajectories = listing(trajectories);
export const listSupportRequests = listing(requests);
export const listMatches = listing(matches);

/** Identifiers only, because names are intake's. */
export const exportTrajectories = exporting('trajecten', trajectories, {
  traject: ({ trajectory: t }) => t.id,
  gezin: ({ trajectory: t }) => t.familyId,
  begeleider: ({ trajectory: t }) => t.tutorId,
  status: ({ trajectory: t }) => t.status,
  begin: ({ trajectory: t }) => t.startedOn,
  einde: ({ trajectory: t }) => t.endsOn,
  laatste_dag_begeleider: ({ trajectory: t }) => t.tutorUntil,
  gehouden: ({ trajectory: t }) => t.held,
  gemist: ({ trajectory: t }) => t.missed,
  minimum: ({ trajectory: t }) => t.minimumSessions,
  stand: ({ trajectory: t }) => sessionBalance(t),
  stil_sinds: ({ trajectory: t, today, days }) => quietSince(t, today, days),
  verlengd: ({ trajectory: t, today }) => (extended(t, today) ? 'ja' : ''),
});

/** Changes what is looked for, and what was found already goes by it. */
export async function editSupportRequest(
  call: MatchingCall,
  { id, needs, revision }: Plain<EditSupportRequestRequest>,
): Promise<RequestLine> {
  const request = await loadRequest(call.tx, id, 'id');
  expectRevision(revision, request.revision);
  const status = next(request.status, 'edit_support_request');
  await expectOffered(call, request, needs);
  await saveRequest(call.tx, { ...request, status, needs, toConfirm: [] });
  if (status === 'in_support')
    for (const t of await runningOfRequest(call.tx, id))
      await saveTrajectory(call.tx, { ...t, slots: needs.slots });
  call.audit(request.familyId, request.branchCode);
  const [line] = await withLast(call.tx, [await loadRequest(call.tx, id)], call.today);
  return line as RequestLine;
}

/** Refuses a place where the branch does not come, and more children than one group takes. */
async function expectOffered(
  { tx }: MatchingCall,
  { branchCode, profileVersion }: SupportRequest,
  { placeKind, children }: Needs,
): Promise<void> {
  const { support } = await rulesOf(tx, branchCode, profileVersion);
  const { places, maximumChildren } = support;
  const offered = placeKind === '' || places.includes(placeKind);
  const c = new Checks('needs.').that(offered, 'place_kind', 'PLACE_NOT_OFFERED');
  c.naming(offered, { places: places.join(',') });
  const fits = maximumChildren === 0 || children.length <= maximumChildren;
  c.that(fits, 'children', 'MORE_THAN_A_GROUP').done();
}

export const getUnmet = (
  { tx, scope, today }: MatchingCall,
  named: string,
): Promise<UnmetCount[]> => unmetCounts(tx, branchOf({ scope }, named), today);

/** What asks for the coordinator: what presses first, and then whom somebody is looked for. */
export async function getToday(call: MatchingCall, named: string): Promise<TodayRow[]> {
  const branchCode = branchOf(call, named);
  const { tx, today } = call;
  const days = await daysIn(tx, branchCode);
  const rows = await todayRows(tx, branchCode, today);
  const quiet = rows.filter(({ kind }) => kind === 'TRAJECTORY_QUIET');
  const of = new Map(
    (
      await trajectoriesByIds(
        tx,
        quiet.map(({ subjectId }) => subjectId),
      )
    ).map((t) => [t.id, t]),
  );
  const pressing = rows.map((row) => {
    const t = row.kind === 'TRAJECTORY_QUIET' ? of.get(row.subjectId) : undefined;
    return t ? { ...row, since: quietSince(t, today, days(t.universityCode)) } : row;
  });
  return [
    ...pressing,
    ...(await lookedFor(call, branchCode)),
    ...noCalendar(days(''), [today, addDays(today, FORESEEN_DAYS)]),
  ];
}

/** Of a school year without data nobody knows the holidays: it is said, not guessed. */
function noCalendar(days: Days, ahead: readonly string[]): TodayRow[] {
  const due = ahead.find((day) => days.knows(day) === 'unknown');
  const nobody = { subjectId: '', familyId: '', tutorId: '', since: '', reason: '', text: '' };
  return due === undefined ? [] : [{ kind: 'CALENDAR_MISSING', ...nobody, due }];
}
