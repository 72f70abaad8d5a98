import type { Plain } from '@katrol/contract';
import type {
  HoldParentRequest,
  KeepParentRequest,
} from '@katrol/proto/katrol/intake/v1/messages_pb';
import { Checks, expectRevision, notFound } from '@katrol/runtime';
import { checkParent, writingOf } from '../domain/parents.ts';
import type { IntakeCall } from '../store/client.ts';
import { holdConsents } from '../store/consents.ts';
import { happened, loadFamily } from '../store/families.ts';
import { loadParent, parentsOf, saveHold, saveParent } from '../store/parents.ts';
import { familyPage, type FamilyPage } from './family.ts';
import { settle } from './settle.ts';

const MOST_PARENTS = 8;

/** A parent as somebody of their own, and for which child they decide, are informed, or neither. */
export async function keepParent(
  call: IntakeCall,
  { parent }: Plain<KeepParentRequest>,
): Promise<FamilyPage> {
  const { tx } = call;
  const family = await loadFamily(tx, parent.familyId, 'parent.family_id');
  await holdConsents(tx, family.id);
  const known = await parentsOf(tx, family.ids);
  const before = known.find((one) => one.id === parent.id);
  if (parent.id !== '' && !before) throw notFound('parent.id');
  if (before) expectRevision(parent.revision, before.revision);
  const room = before !== undefined || known.length < MOST_PARENTS;
  new Checks().that(room, 'parent', 'VALUE_OUT_OF_RANGE').done();
  checkParent(parent, family.children);
  const writing = writingOf(parent, before, call);
  await saveParent(tx, family, { ...parent, ...writing });
  if (!before) await happened(call, family, { kind: 'PARENT_KEPT' });
  await settle(call, family, { on: call.today });
  return await familyPage(call, family.id);
}

/** A court's order, or danger: somebody is not asked, and a yes of theirs opens nothing meanwhile. */
export async function holdParent(
  call: IntakeCall,
  { parentId, hold, reason, revision }: Plain<HoldParentRequest>,
): Promise<FamilyPage> {
  const { tx } = call;
  const parent = await loadParent(tx, parentId);
  const family = await loadFamily(tx, parent.familyId, 'parent_id');
  await holdConsents(tx, family.id);
  expectRevision(revision, parent.revision);
  const now = { held: hold, reason: hold ? reason : '', by: call.by, on: call.today };
  await saveHold(tx, parent, now);
  await happened(call, family, { kind: hold ? 'PARENT_HELD' : 'HOLD_LIFTED' });
  await settle(call, family, { on: call.today });
  return await familyPage(call, family.id);
}
