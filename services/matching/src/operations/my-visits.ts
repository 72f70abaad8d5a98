import type { Plain } from '@katrol/contract';
import { filesOf, visitedWith } from '@katrol/families';
import type { MyVisit } from '@katrol/proto/katrol/matching/v1/messages_pb';
import { notFound } from '@katrol/runtime';
import type { MatchingCall } from '../store/client.ts';
import { loadRequest } from '../store/requests.ts';
import { runningOfFamily, sessionsOf } from '../store/trajectories.ts';

/** When the tutor comes to who holds the link; of visits at another parent's nothing at all. */
export async function getMyVisits(call: MatchingCall): Promise<Plain<MyVisit>[]> {
  const { tx, link, today } = call;
  if (!link) throw notFound('link');
  const { object: familyId, person: personId } = link;
  const own = new Set(await visitedWith(tx, { familyId, personId }));
  const visits = [];
  for (const t of await runningOfFamily(tx, await filesOf(tx, familyId))) {
    const childIds = t.children.map(({ childId }) => childId).filter((id) => own.has(id));
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
