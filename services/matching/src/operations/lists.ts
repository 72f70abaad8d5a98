import { branchOf } from '@katrol/events';
import { exportHead } from '@katrol/rpc';
import { Checks, expectRevision, wrongState } from '@katrol/runtime';
import { csvText, listAll, listPage, type ListOptions, type ListPage } from '@katrol/store';
import type { Match } from '../domain/match.ts';
import { extended, quietSince, sessionBalance, type Trajectory } from '../domain/trajectory.ts';
import type { MatchingCall } from '../store/client.ts';
import { toMatch } from '../store/matches.ts';
import {
  loadRequest,
  saveRequest,
  toRequest,
  type Needs,
  type SupportRequest,
} from '../store/requests.ts';
import { todayRows, type TodayRow } from '../store/story.ts';
import {
  inOrder,
  matchList,
  requestList,
  trajectoriesByIds,
  trajectoryList,
  type TrajectoryRow,
} from '../store/trajectories.ts';

export type ListInput = { branchCode: string; options: ListOptions };
export type TrajectoryLine = { trajectory: Trajectory; nextSessionOn: string; today: string };

export async function listTrajectories(
  _deps: unknown,
  call: MatchingCall,
  input: ListInput,
): Promise<ListPage<TrajectoryLine>> {
  const page = await listPage<TrajectoryRow>(
    call.tx,
    trajectoryList(branchOf(call, input.branchCode), call.today),
    input.options,
  );
  const all = await inOrder(
    page.rows.map((r) => r.id),
    (ids) => trajectoriesByIds(call.tx, ids),
  );
  const next = new Map(page.rows.map((r) => [r.id, r.nextSessionOn]));
  return {
    ...page,
    rows: all.map((trajectory) => ({
      trajectory,
      nextSessionOn: next.get(trajectory.id) ?? '',
      today: call.today,
    })),
  };
}

const columns = [
  'traject',
  'gezin',
  'begeleider',
  'status',
  'begin',
  'einde',
  'gehouden',
  'gemist',
  'minimum',
  'stand',
  'stil_sinds',
  'verlengd',
];

/** The same query as the list; identifiers only, because names are intake's. */
export async function* exportTrajectories(
  _deps: unknown,
  call: MatchingCall,
  input: ListInput,
): AsyncGenerator<string> {
  const branch = branchOf(call, input.branchCode);
  call.audit('export:trajecten', branch);
  yield csvText([...exportHead('trajecten', call.today, input.options), columns], true);
  for await (const rows of listAll<TrajectoryRow>(
    call.tx,
    trajectoryList(branch, call.today),
    input.options,
  )) {
    const all = await inOrder(
      rows.map((r) => r.id),
      (ids) => trajectoriesByIds(call.tx, ids),
    );
    yield csvText(
      all.map((t) => [
        t.id,
        t.familyId,
        t.tutorId,
        t.status,
        t.startedOn,
        t.endsOn,
        t.held,
        t.missed,
        t.minimumSessions,
        sessionBalance(t),
        quietSince(t, call.today),
        extended(t, call.today) ? 'ja' : '',
      ]),
    );
  }
}

export async function listSupportRequests(
  _deps: unknown,
  call: MatchingCall,
  input: ListInput,
): Promise<ListPage<SupportRequest & { today: string }>> {
  const page = await listPage<{ id: string }>(
    call.tx,
    requestList(branchOf(call, input.branchCode)),
    input.options,
  );
  const rows = await inOrder(
    page.rows.map((r) => r.id),
    async (ids) =>
      (await call.tx.supportRequest.findMany({ where: { id: { in: ids } } })).map(toRequest),
  );
  return { ...page, rows: rows.map((r) => ({ ...r, today: call.today })) };
}

export async function listMatches(
  _deps: unknown,
  call: MatchingCall,
  input: ListInput,
): Promise<ListPage<Match>> {
  const page = await listPage<{ id: string }>(
    call.tx,
    matchList(branchOf(call, input.branchCode)),
    input.options,
  );
  const rows = await inOrder(
    page.rows.map((r) => r.id),
    async (ids) => (await call.tx.match.findMany({ where: { id: { in: ids } } })).map(toMatch),
  );
  return { ...page, rows };
}

/** Changes what is looked for while nobody was found yet. */
export async function editSupportRequest(
  _deps: unknown,
  call: MatchingCall,
  given: { id: string; needs: Needs; revision: number },
): Promise<SupportRequest & { today: string }> {
  const request = await loadRequest(call.tx, given.id, 'id');
  expectRevision(given.revision, request.revision);
  if (request.status !== 'open') throw wrongState(request.status, 'edit_support_request');
  const c = new Checks();
  c.that(given.needs.children.length > 0, 'needs.children', 'VALUE_MISSING');
  for (const [i, s] of given.needs.slots.entries()) {
    c.that(
      s.weekday >= 1 &&
        s.weekday <= 7 &&
        s.fromMinute >= 0 &&
        s.untilMinute <= 1440 &&
        s.fromMinute < s.untilMinute,
      `needs.slots[${i}]`,
      'SLOT_IMPOSSIBLE',
    );
  }
  c.done();
  await saveRequest(call.tx, { ...request, needs: given.needs }, given.revision);
  call.audit(request.familyId, request.branchCode);
  return { ...(await loadRequest(call.tx, given.id)), today: call.today };
}

export type UnmetCount = { stage: string; subject: string; weekday: number; count: number };

/** Open requests by stage, subject and weekday: what recruitment needs. */
export async function getUnmet(
  _deps: unknown,
  call: MatchingCall,
  given: string,
): Promise<UnmetCount[]> {
  const branchCode = branchOf(call, given);
  return await call.tx.$queryRawUnsafe<UnmetCount[]>(
    `select coalesce(stage, '') as stage, coalesce(subject, '') as subject, coalesce((slot->>'weekday')::int, 0) as weekday, count(*)::int as count
     from support_request r left join lateral unnest(r.stages) stage on true left join lateral unnest(r.subjects) subject on true
       left join lateral jsonb_array_elements(r.slots) slot on true
     where r.branch_code = $1 and r.status = 'open' group by 1, 2, 3 order by 4 desc, 1, 2, 3 limit 500`,
    branchCode,
  );
}

export async function getToday(
  _deps: unknown,
  call: MatchingCall,
  given: string,
): Promise<TodayRow[]> {
  return await todayRows(call.tx, branchOf(call, given), call.today);
}
