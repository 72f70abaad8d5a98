import type { Plain } from '@katrol/contract';
import type {
  CheckContactRequest,
  CheckContactResponse,
  ContactAddress,
  ContactToTell,
  GetContactAddressRequest,
} from '@katrol/proto/katrol/school_liaison/v1/messages_pb';
import type { StepCall } from '@katrol/rpc';
import { notFound, Refusal } from '@katrol/runtime';
import { worksOn } from '../domain/inbox.ts';
import type { LiaisonCall, Tx } from '../store/client.ts';
import { contactsToTell } from '../store/inbox.ts';
import { branchesKnown } from '../store/rules.ts';
import { loadContact } from '../store/schools.ts';

/** Contacts of every branch who have something that they did not open, and want to be told. */
export async function listContactsToTell(call: StepCall<Tx>): Promise<Plain<ContactToTell>[]> {
  const branches = await call.transact(({ tx }) => branchesKnown(tx));
  if (branches.length === 0) return [];
  return await call.transactIn(branches, ({ tx, today }) => contactsToTell(tx, today));
}

/** Whether a contact of the branch still works at a school. */
export async function checkContact(
  { tx, today }: LiaisonCall,
  { contactId }: Plain<CheckContactRequest>,
): Promise<Plain<CheckContactResponse>> {
  try {
    return { works: worksOn(await loadContact(tx, contactId), today) };
  } catch (error) {
    if (error instanceof Refusal && error.code === 'not_found') return { works: false };
    throw error;
  }
}

/** Where a contact is reached; NOT_FOUND who left. On record under whose address it is. */
export async function getContactAddress(
  call: LiaisonCall,
  { contactId }: Plain<GetContactAddressRequest>,
): Promise<Plain<ContactAddress>> {
  const contact = await loadContact(call.tx, contactId);
  if (!worksOn(contact, call.today)) throw notFound('contact_id');
  call.audit(contact.id, contact.branchCode);
  return { email: contact.email };
}
