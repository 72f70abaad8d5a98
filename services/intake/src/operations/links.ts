import type { Plain } from '@katrol/contract';
import type {
  AddressOf,
  CheckLinkRequest,
  CheckLinkResponse,
  GetAddressOfRequest,
} from '@katrol/proto/katrol/intake/v1/messages_pb';
import { Refusal } from '@katrol/runtime';
import { isOldEnough, languageOf, reachedAt } from '../domain/links.ts';
import type { IntakeCall } from '../store/client.ts';
import { childAnywhere } from '../store/children.ts';
import { loadFamily, type Family } from '../store/families.ts';
import { loadParent, parentsOf } from '../store/parents.ts';
import { loadPlace, loadWarmReferral } from '../store/waiting.ts';
import { consentsToday } from './consents-today.ts';

type Link = Plain<CheckLinkRequest>;
type Standing = Plain<CheckLinkResponse>;

const NO: Standing = { stands: false, movedToId: '' };

/** What is not there, or of another branch, is undefined. */
const unlessMissing = (error: unknown): undefined => {
  if (error instanceof Refusal && error.code === 'not_found') return undefined;
  throw error;
};

/** Whether a link may still open what it is about. Of kinds that are not of intake: who holds it. */
export async function checkLink(call: IntakeCall, link: Link): Promise<Standing> {
  if (link.kind === 'parent-page') return await checkPage(call, link);
  if (link.kind === 'receiver') return await checkReceiver(call, link);
  const person = await loadParent(call.tx, link.personId).catch(unlessMissing);
  return { ...NO, stands: !person?.held };
}

async function checkPage(call: IntakeCall, link: Link): Promise<Standing> {
  const family = await loadFamily(call.tx, link.objectId).catch(unlessMissing);
  if (!family || !(await isOfFamily(call, family, link.personId))) return NO;
  return { stands: true, movedToId: family.id === link.objectId ? '' : family.id };
}

async function isOfFamily(call: IntakeCall, family: Family, personId: string): Promise<boolean> {
  const parents = await parentsOf(call.tx, family.ids);
  const parent = parents.find(({ id }) => id === personId);
  if (parent) return !parent.held;
  const child = family.children.find((one) => [one.id, ...(one.sameIds ?? [])].includes(personId));
  if (!child) return false;
  const { rules } = await consentsToday(call, family);
  return isOldEnough(child, rules, call.today);
}

async function checkReceiver(call: IntakeCall, link: Link): Promise<Standing> {
  const warm = await loadWarmReferral(call.tx, link.objectId).catch(unlessMissing);
  if (!warm || warm.stoppedOn !== '' || warm.place.id !== link.personId) return NO;
  const { standing } = await consentsToday(call, { ...warm, id: warm.familyId });
  const receiver = warm.place.id;
  const key = { purpose: 'sharing_with_service', receiver, childId: '' } as const;
  return { ...NO, stands: standing(key).given };
}

/**
 * Where a parent, a young person or a place is reached. Refuses NOT_FOUND whom intake does not know
 * in the branch.
 */
export async function getAddressOf(
  call: IntakeCall,
  { personId }: Plain<GetAddressOfRequest>,
): Promise<Plain<AddressOf>> {
  const { tx } = call;
  const parent = await loadParent(tx, personId).catch(unlessMissing);
  if (parent) {
    const family = await loadFamily(tx, parent.familyId);
    call.audit(family.id, family.branchCode);
    const alone = (await parentsOf(tx, family.ids)).length === 1;
    const { contact } = family;
    return { ...reachedAt(parent, contact, alone), language: languageOf(parent, contact) };
  }
  const child = await childAnywhere(tx, personId);
  if (child) {
    const { id, branchCode, contact } = await loadFamily(tx, child.familyId);
    call.audit(id, branchCode);
    // a young person has no address of their own here, and a parent's is no substitute
    return { email: '', phone: '', language: contact.language };
  }
  const place = await loadPlace(tx, personId, 'person_id');
  call.audit(place.id, place.branchCode);
  return { email: place.email, phone: place.phone, language: '' };
}
