import type { Plain } from '@katrol/contract';
import type {
  ContactAddress,
  ContactToTell,
  GetContactAddressRequest,
} from '@katrol/proto/katrol/school_liaison/v1/messages_pb';
import type { StepCall } from '@katrol/rpc';
import { notFound } from '@katrol/runtime';
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

/** Where a contact is reached; NOT_FOUND who left. On record under whose address it is. */
export async function getContactAddress(
  call: LiaisonCall,
  { contactId }: Plain<GetContactAddressRequest>,
): Promise<Plain<ContactAddress>> {
  const { id, email, until, branchCode } = await loadContact(call.tx, contactId);
  if (until !== '' && until < call.today) throw notFound('contact_id');
  call.audit(id, branchCode);
  return { email };
}
