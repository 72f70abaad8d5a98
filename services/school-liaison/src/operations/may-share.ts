import { filesOf } from '@katrol/families';
import { Checks, Refusal } from '@katrol/runtime';
import { worksOn } from '../domain/inbox.ts';
import type { LiaisonCall } from '../store/client.ts';
import { sharing } from '../store/people.ts';
import { rulesOn } from '../store/rules.ts';
import { contactsByIds, loadSchool, schoolOf, type Pupil } from '../store/schools.ts';

export type About = { branchCode: string; familyId: string; childId: string };

/** Refuses where the profile lets nothing leave, or the family's sharing was stopped. */
export async function checkMayShare(call: LiaisonCall, about: About): Promise<void> {
  const { tx, today } = call;
  const { school } = await rulesOn(tx, about.branchCode, today);
  if (school.contactPolicy === 'none')
    throw new Refusal('failed_precondition', 'NO_DIRECT_CONTACT');
  const state = await sharing(tx, about, today);
  const missing = state === 'no' || (state === 'unsaid' && !school.parentsApprove);
  if (missing) throw new Refusal('failed_precondition', 'SHARING_STOPPED');
}

type Receivers = { branchCode: string; contactIds: readonly string[] };

/** Who would get it: people who work at the child's school today, and nobody else. */
export const checkReceivers = async (
  call: LiaisonCall,
  to: Receivers,
  schoolId: string,
): Promise<void> => (await receiversAt(call, to, schoolId)).done();

/** Does everybody who would get it still work at the school where the child is today? */
export async function receiversFit(call: LiaisonCall, m: About & Receivers): Promise<boolean> {
  const pupil = await pupilToday(call, m);
  return pupil !== undefined && (await receiversAt(call, m, pupil.schoolId)).problems.length === 0;
}

async function receiversAt(
  call: LiaisonCall,
  { branchCode, contactIds }: Receivers,
  schoolId: string,
): Promise<Checks> {
  const contacts = await contactsByIds(call.tx, contactIds);
  const { school } = await rulesOn(call.tx, branchCode, call.today);
  const named =
    school.contactPolicy === 'named_contact' ? await namedAt(call, schoolId) : undefined;
  const c = new Checks();
  for (const [i, id] of contactIds.entries()) {
    const one = contacts.find((contact) => contact.id === id);
    c.that(!named || named.includes(id), `contact_ids[${i}]`, 'ONLY_NAMED_CONTACT');
    const there = one?.branchCode === branchCode && one.schoolIds.includes(schoolId);
    c.that(there, `contact_ids[${i}]`, 'VALUE_UNKNOWN');
    c.that(!one || worksOn(one, call.today), `contact_ids[${i}]`, 'CONTACT_LEFT');
  }
  return c;
}

/** Whom the school named for this work, and who stands in for them. */
async function namedAt(call: LiaisonCall, schoolId: string): Promise<string[]> {
  const { contacts } = await loadSchool(call.tx, schoolId, { today: call.today });
  return contacts.filter((one) => one.named).flatMap(({ id, deputyId }) => [id, deputyId]);
}

/** The school that the child is at today; refuses SCHOOL_UNKNOWN. */
export async function schoolToday(call: LiaisonCall, about: About, field: string): Promise<string> {
  const pupil = await pupilToday(call, about);
  if (!pupil) {
    const fields = [{ field, reason: 'SCHOOL_UNKNOWN' }];
    throw new Refusal('failed_precondition', 'SCHOOL_UNKNOWN', { fields });
  }
  return pupil.schoolId;
}

async function pupilToday(call: LiaisonCall, about: About): Promise<Pupil | undefined> {
  const familyIds = await filesOf(call.tx, about.familyId);
  return await schoolOf(call.tx, { familyIds, childId: about.childId }, call.today);
}
