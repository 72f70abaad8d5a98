import { dateOf, dayOf, isUuid, notFound, stale } from '@katrol/runtime';
import type { Tx } from './client.ts';

// What is kept together with the parents beside the sessions: goals, barriers, going along, help.

export type Goal = {
  id: string;
  trajectoryId: string;
  branchCode: string;
  kind: string;
  text: string;
  setOn: string;
  status: string;
  earlierTexts: string[];
  revision: number;
};
export type Barrier = {
  id: string;
  trajectoryId: string;
  branchCode: string;
  lifeDomain: string;
  text: string;
  levers: string[];
  servicesInvolved: string[];
  status: string;
  revision: number;
};
export type GoingAlong = {
  id: string;
  trajectoryId: string;
  branchCode: string;
  service: string;
  occurredOn: string;
  whoWent: string[];
  outcome: string;
  whatNext: string;
  barrierId: string;
  revision: number;
};
export type HelpRequest = {
  id: string;
  trajectoryId: string;
  familyId: string;
  tutorId: string;
  branchCode: string;
  askedOn: string;
  note: string;
  answeredOn: string;
  answer: string;
  revision: number;
};

const expectSaved = (count: number, revision: number): void => {
  if (count === 0) throw stale(revision);
};

export const goalsOf = async (tx: Tx, trajectoryId: string): Promise<Goal[]> =>
  (await tx.goal.findMany({ where: { trajectoryId }, orderBy: { id: 'asc' } })).map((r) => ({
    ...r,
    setOn: dayOf(r.setOn),
  }));

export async function loadGoal(tx: Tx, id: string): Promise<Goal> {
  const row = isUuid(id) ? await tx.goal.findUnique({ where: { id } }) : null;
  if (!row) throw notFound('goal.id');
  return { ...row, setOn: dayOf(row.setOn) };
}

export async function saveGoal(tx: Tx, g: Goal): Promise<void> {
  const { id, revision, ...rest } = g;
  const data = { ...rest, setOn: dateOf(g.setOn) };
  if (id === '') await tx.goal.create({ data });
  else
    expectSaved(
      (
        await tx.goal.updateMany({
          where: { id, revision },
          data: { ...data, revision: { increment: 1 } },
        })
      ).count,
      revision,
    );
}

export const barriersOf = (tx: Tx, trajectoryId: string): Promise<Barrier[]> =>
  tx.barrier.findMany({ where: { trajectoryId }, orderBy: { id: 'asc' } });

export async function loadBarrier(tx: Tx, id: string): Promise<Barrier> {
  const row = isUuid(id) ? await tx.barrier.findUnique({ where: { id } }) : null;
  if (!row) throw notFound('barrier.id');
  return row;
}

export async function saveBarrier(tx: Tx, b: Barrier): Promise<void> {
  const { id, revision, ...data } = b;
  if (id === '') await tx.barrier.create({ data });
  else
    expectSaved(
      (
        await tx.barrier.updateMany({
          where: { id, revision },
          data: { ...data, revision: { increment: 1 } },
        })
      ).count,
      revision,
    );
}

export const goingAlongOf = async (tx: Tx, trajectoryId: string): Promise<GoingAlong[]> =>
  (
    await tx.goingAlong.findMany({
      where: { trajectoryId },
      orderBy: [{ occurredOn: 'desc' }, { id: 'desc' }],
    })
  ).map((r) => ({
    ...r,
    occurredOn: dayOf(r.occurredOn),
    barrierId: r.barrierId ?? '',
  }));

export async function loadGoingAlong(tx: Tx, id: string): Promise<GoingAlong> {
  const row = isUuid(id) ? await tx.goingAlong.findUnique({ where: { id } }) : null;
  if (!row) throw notFound('going_along.id');
  return { ...row, occurredOn: dayOf(row.occurredOn), barrierId: row.barrierId ?? '' };
}

export async function saveGoingAlong(tx: Tx, g: GoingAlong): Promise<void> {
  const { id, revision, ...rest } = g;
  const data = {
    ...rest,
    occurredOn: dateOf(g.occurredOn),
    barrierId: g.barrierId === '' ? null : g.barrierId,
  };
  if (id === '') await tx.goingAlong.create({ data });
  else
    expectSaved(
      (
        await tx.goingAlong.updateMany({
          where: { id, revision },
          data: { ...data, revision: { increment: 1 } },
        })
      ).count,
      revision,
    );
}

type HelpRow = NonNullable<Awaited<ReturnType<Tx['helpRequest']['findFirst']>>>;
const toHelp = (r: HelpRow): HelpRequest => ({
  ...r,
  askedOn: dayOf(r.askedOn),
  answeredOn: r.answeredOn ? dayOf(r.answeredOn) : '',
});

export const helpOf = async (tx: Tx, trajectoryId: string): Promise<HelpRequest[]> =>
  (await tx.helpRequest.findMany({ where: { trajectoryId }, orderBy: { id: 'desc' } })).map(toHelp);

export async function loadHelp(tx: Tx, id: string): Promise<HelpRequest> {
  const row = isUuid(id) ? await tx.helpRequest.findUnique({ where: { id } }) : null;
  if (!row) throw notFound('help_request_id');
  return toHelp(row);
}

export async function createHelp(
  tx: Tx,
  h: Pick<HelpRequest, 'trajectoryId' | 'familyId' | 'tutorId' | 'branchCode' | 'askedOn' | 'note'>,
): Promise<void> {
  await tx.helpRequest.create({ data: { ...h, askedOn: dateOf(h.askedOn) } });
}

export async function saveHelp(tx: Tx, h: HelpRequest): Promise<void> {
  const { count } = await tx.helpRequest.updateMany({
    where: { id: h.id, revision: h.revision },
    data: { answeredOn: dateOf(h.answeredOn), answer: h.answer, revision: { increment: 1 } },
  });
  expectSaved(count, h.revision);
}

export type TodayRow = {
  kind: string;
  subjectId: string;
  familyId: string;
  tutorId: string;
  since: string;
  due: string;
  reason: string;
};

/** What asks for the coordinator: help asked, matches waiting for a yes, requests without a match, trajectories gone quiet. */
export const todayRows = (tx: Tx, branchCode: string, today: string): Promise<TodayRow[]> =>
  tx.$queryRawUnsafe<TodayRow[]>(
    `select * from (
       select 'HELP_ASKED' as kind, h.id::text as "subjectId", h.family_id::text as "familyId", h.tutor_id::text as "tutorId",
         h.asked_on::text as since, '' as due, '' as reason, 0 as rank
       from help_request h where h.branch_code = $1 and h.answered_on is null
       union all
       select 'MATCH_WAITING', m.id::text, m.family_id::text, m.tutor_id::text, m.occurred_on::text, m.first_visit_on,
         case when m.visited_on is null then 'FIRST_VISIT' when m.family_answer = '' then 'FAMILY' else 'TUTOR' end, 1
       from match m where m.branch_code = $1 and m.status = 'open'
       union all
       select 'TRAJECTORY_QUIET', t.id::text, t.family_id::text, t.tutor_id::text, (coalesce(t.last_session_on, t.started_on) + t.quiet_days)::text, '', '', 2
       from trajectory t where t.branch_code = $1 and t.status = 'running' and coalesce(t.last_session_on, t.started_on) + t.quiet_days < $2::date
       union all
       select 'PROPOSAL_TO_DECIDE', r.id::text, r.family_id::text, '', r.asked_on::text, '', '', 3
       from support_request r where r.branch_code = $1 and r.status = 'open'
     ) line order by rank, since, "subjectId"`,
    branchCode,
    today,
  );
