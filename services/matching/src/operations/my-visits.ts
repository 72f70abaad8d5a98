import type { Plain } from '@katrol/contract';
import { childrenWith, filesOf, visitedWith } from '@katrol/families';
import type { KeepVisitsAtRequest, MyVisit } from '@katrol/proto/katrol/matching/v1/messages_pb';
import { expectRevision, invalid, notFound } from '@katrol/runtime';
import { hold } from '@katrol/store';
import type { MatchingCall } from '../store/client.ts';
import { next, type Trajectory } from '../domain/trajectory.ts';
import { loadRequest } from '../store/requests.ts';
import { runningOfFamily, saveTrajectory, sessionsOf } from '../store/trajectories.ts';
import { again, reach, type TrajectoryPage } from './trajectory.ts';

/** When the tutor comes to who holds the link; of visits at another parent's nothing at all. */
export async function getMyVisits(call: MatchingCall): Promise<Plain<MyVisit>[]> {
  const { tx, link, today } = call;
  if (!link) throw notFound('link');
  const { object: familyId, person: personId } = link;
  const own = {
    byPage: new Set(await visitedWith(tx, { familyId, personId })),
    known: new Set(await childrenWith(tx, { familyId, personId })),
  };
  const visits = [];
  for (const t of await runningOfFamily(tx, await filesOf(tx, familyId))) {
    const childIds = comesTo(t, personId, own);
    if (childIds.length === 0) continue;
    call.audit(t.familyId, t.branchCode);
    const { needs } = await loadRequest(tx, t.supportRequestId);
    const planned = (await sessionsOf(tx, t.id)).filter(
      (one) => one.status === 'planned' && one.plannedFor >= today,
    );
    const [nextOn = ''] = planned.map(({ plannedFor }) => plannedFor).sort();
    const { hours, groupId } = t;
    visits.push({ childIds, nextOn, hours, placeKind: needs.placeKind, inGroup: groupId !== '' });
  }
  return visits;
}

type Own = { byPage: ReadonlySet<string>; known: ReadonlySet<string> };

/** With which of its children the tutor comes to this person: at whose home the trajectory says. */
function comesTo(
  { atPersonId, children }: Pick<Trajectory, 'atPersonId' | 'children'>,
  personId: string,
  { byPage, known }: Own,
): string[] {
  const all = children.map(({ childId }) => childId);
  if (atPersonId === personId) return all.filter((id) => known.has(id));
  // who is helped, and decides alone, is visited wherever they are
  const theirs = atPersonId === '' || all.includes(personId);
  return theirs ? all.filter((id) => byPage.has(id)) : [];
}

/**
 * Notes at which parent the visits of a trajectory are. Refuses whom nobody told to be somebody to its
 * children, and who is held.
 */
export async function keepVisitsAt(
  call: MatchingCall,
  { trajectoryId, personId, revision }: Plain<KeepVisitsAtRequest>,
): Promise<TrajectoryPage> {
  const { tx } = call;
  await hold(tx, 'trajectory', [trajectoryId]);
  const t = await reach(call, trajectoryId);
  expectRevision(revision, t.revision);
  next(t.status, 'plan_session');
  if (personId !== '') {
    const known = await childrenWith(tx, { familyId: t.familyId, personId });
    const theirs = t.children.some(({ childId }) => known.includes(childId));
    if (!theirs) throw invalid({ field: 'person_id', reason: 'VALUE_UNKNOWN' });
  }
  await saveTrajectory(tx, { ...t, atPersonId: personId });
  return await again(call, t);
}
