import type { Plain } from '@katrol/contract';
import type {
  AddressOf,
  CheckLinkRequest,
  CheckLinkResponse,
  FilesOf,
  GetAddressOfRequest,
  GetFilesOfRequest,
} from '@katrol/proto/katrol/intake/v1/messages_pb';
import { Refusal } from '@katrol/runtime';
import { emailOf } from '../domain/links.ts';
import type { IntakeCall } from '../store/client.ts';
import { childAnywhere } from '../store/children.ts';
import { loadFamily } from '../store/families.ts';
import { loadParent, parentsOf } from '../store/parents.ts';
import { loadPlace, loadWarmReferral, type WarmReferral } from '../store/waiting.ts';
import { consentsToday } from './consents-today.ts';
import { holderOf, idsOf } from './holder.ts';

type Link = Pick<Plain<CheckLinkRequest>, 'objectId' | 'personId'>;
type Standing = Plain<CheckLinkResponse>;

const NO: Standing = { stands: false, movedToId: '', samePersonIds: [] };

/** What is not there, or of another branch, is undefined. */
const unlessMissing = (error: unknown): undefined => {
  if (error instanceof Refusal && error.code === 'not_found') return undefined;
  throw error;
};

/** Whether a link may still open what it is about; of a kind that is not of intake it may not. */
export async function checkLink(
  call: IntakeCall,
  { kind, ...link }: Plain<CheckLinkRequest>,
): Promise<Standing> {
  if (kind === 'parent-page') return await checkPage(call, link);
  if (kind !== 'receiver') return NO;
  return { ...NO, stands: (await warmReferralFor(call, link)) !== undefined };
}

async function checkPage(call: IntakeCall, { objectId, personId }: Link): Promise<Standing> {
  const family = await loadFamily(call.tx, objectId).catch(unlessMissing);
  const holder = family && (await holderOf(call, family, personId));
  if (!holder) return NO;
  return {
    stands: true,
    movedToId: family.id === objectId ? '' : family.id,
    samePersonIds: holder.ids.filter((id) => id !== personId),
  };
}

/**
 * The warm referral that a link is about, while it goes on and the family agrees that this place
 * knows.
 */
export async function warmReferralFor(
  call: IntakeCall,
  { objectId, personId: receiver }: Link,
): Promise<WarmReferral | undefined> {
  const warm = await loadWarmReferral(call.tx, objectId).catch(unlessMissing);
  if (!warm || warm.stoppedOn !== '' || warm.place.id !== receiver) return undefined;
  const { standing } = await consentsToday(call, { ...warm, id: warm.familyId });
  const key = { purpose: 'sharing_with_service', receiver, childId: '' } as const;
  return standing(key).given ? warm : undefined;
}

/** Under which ids links of a family may stand: its files, and everybody in them. */
export async function getFilesOf(
  { tx }: IntakeCall,
  { familyId }: Plain<GetFilesOfRequest>,
): Promise<Plain<FilesOf>> {
  const family = await loadFamily(tx, familyId).catch(unlessMissing);
  if (!family) return { familyIds: [], personIds: [] };
  const parents = await parentsOf(tx, family.ids);
  const personIds = [...parents.map(({ id }) => id), ...family.children.flatMap(idsOf)];
  return { familyIds: family.ids, personIds };
}

/**
 * Where a parent or a place is written to; a young person has no address of their own here, and a
 * parent's is no substitute. Refuses NOT_FOUND whom intake does not know in the branch.
 */
export async function getAddressOf(
  call: IntakeCall,
  { personId }: Plain<GetAddressOfRequest>,
): Promise<Plain<AddressOf>> {
  const { tx } = call;
  const parent = await loadParent(tx, personId).catch(unlessMissing);
  const child = parent ? null : await childAnywhere(tx, personId);
  const known = parent ?? child;
  if (known) {
    const { ids, id, branchCode, contact } = await loadFamily(tx, known.familyId);
    call.audit(id, branchCode);
    const alone = (await parentsOf(tx, ids)).length === 1;
    const email = parent ? emailOf(parent, contact, alone) : '';
    return { email, writtenTo: parent && !parent.held ? parent.writtenTo : [] };
  }
  const { id, branchCode, email } = await loadPlace(tx, personId, 'person_id');
  call.audit(id, branchCode);
  return { email, writtenTo: [] };
}
