import type { Plain } from '@katrol/contract';
import { branchOf } from '@katrol/events';
import type {
  HandOverContactRequest,
  MergeSchoolsRequest,
} from '@katrol/proto/katrol/school_liaison/v1/messages_pb';
import { listing, type BranchList } from '@katrol/rpc';
import { addDays, Checks, expectRevision, invalid, notFound, Refusal } from '@katrol/runtime';
import type { LiaisonCall, Tx } from '../store/client.ts';
import { schoolList, takeOverWaiting } from '../store/school-lists.ts';
import {
  loadContact,
  loadSchool,
  moveIntoSchool,
  sameSchool,
  saveContact,
  saveSchool,
  schoolsByIds,
  type Contact,
  type School,
} from '../store/schools.ts';

/** A school as reference data of the branch: one that closes has a last day and stays. */
export async function keepSchool(call: LiaisonCall, given: School): Promise<School> {
  const { tx, today } = call;
  const at = { field: 'school.id', today };
  const there = given.id === '' ? undefined : await loadSchool(tx, given.id, at);
  if (there) expectRevision(given.revision, there.revision);
  const branchCode = there?.branchCode ?? branchOf(call, given.branchCode);
  const intoSchoolId = there?.intoSchoolId ?? '';
  const kept = { ...given, branchCode, intoSchoolId };
  if (await sameSchool(tx, kept, today))
    throw invalid({ field: 'school.name', reason: 'ALREADY_THERE' });
  return await loadSchool(tx, await saveSchool(tx, kept), { today });
}

const schools: BranchList<Tx, unknown, { id: string }, School> = {
  spec: ({ today }, branchCode) => schoolList(branchCode, today),
  shown: ({ tx, today }, rows) =>
    schoolsByIds(
      tx,
      rows.map((row) => row.id),
      today,
    ),
};
export const listSchools = listing(schools);

/** A school goes into another one: its pupils and contacts go along, and it keeps its history. */
export async function mergeSchools(
  call: LiaisonCall,
  { schoolId, intoSchoolId, revision, ...r }: Plain<MergeSchoolsRequest>,
): Promise<School> {
  const { tx, today } = call;
  const from = await loadSchool(tx, schoolId, { today });
  expectRevision(revision, from.revision);
  const into = await loadSchool(tx, intoSchoolId, { field: 'into_school_id', today });
  const c = new Checks();
  c.that(into.branchCode === from.branchCode, 'into_school_id', 'VALUE_UNKNOWN');
  c.that(into.id !== from.id && into.intoSchoolId === '', 'into_school_id', 'VALUE_UNKNOWN').done();
  if (from.intoSchoolId !== '') throw new Refusal('failed_precondition', 'WRONG_STATE');
  const on = r.on || today;
  await saveSchool(tx, { ...from, validUntil: addDays(on, -1), intoSchoolId });
  // it is found by the names that people go on using
  await saveSchool(tx, {
    ...into,
    writtenAs: [...new Set([...into.writtenAs, from.name, ...from.writtenAs])].slice(0, 60),
  });
  await moveIntoSchool(tx, { from: from.id, into: into.id, on });
  return await loadSchool(tx, into.id, { today });
}

/** Who speaks for a school, with a stand-in for when they are away. */
export async function keepSchoolContact(call: LiaisonCall, given: Contact): Promise<Contact> {
  const { tx, today } = call;
  const there = given.id === '' ? undefined : await loadContact(tx, given.id, 'contact.id');
  if (there) expectRevision(given.revision, there.revision);
  const branchCode = there?.branchCode ?? branchOf(call, given.branchCode);
  const known = await schoolsByIds(tx, given.schoolIds, today);
  const c = new Checks('contact.');
  for (const [i, id] of given.schoolIds.entries()) {
    const theirs = known.some((one) => one.id === id && one.branchCode === branchCode);
    c.that(theirs, `school_ids[${i}]`, 'VALUE_UNKNOWN');
  }
  c.that(given.deputyId === '' || given.deputyId !== given.id, 'deputy_id', 'VALUE_UNKNOWN').done();
  if (given.deputyId !== '') {
    const deputy = await loadContact(tx, given.deputyId, 'contact.deputy_id');
    if (deputy.branchCode !== branchCode) throw notFound('contact.deputy_id');
  }
  const digest = given.digest || there?.digest || 'each';
  return await loadContact(tx, await saveContact(tx, { ...given, branchCode, digest }));
}

/**
 * Somebody leaves: what waits for them goes to who comes after, as a new form that is asked anew;
 * what they read stays theirs and closes with them.
 */
export async function handOverContact(
  call: LiaisonCall,
  { contactId, toContactId, revision, ...r }: Plain<HandOverContactRequest>,
): Promise<Contact> {
  const { tx, today } = call;
  const from = await loadContact(tx, contactId);
  expectRevision(revision, from.revision);
  const to = await loadContact(tx, toContactId, 'to_contact_id');
  const fits = to.branchCode === from.branchCode && to.id !== from.id;
  if (!fits) throw notFound('to_contact_id');
  const until = r.until || today;
  await saveContact(tx, { ...from, until, named: false });
  const schoolIds = [...new Set([...to.schoolIds, ...from.schoolIds])];
  await saveContact(tx, { ...to, schoolIds, named: to.named || from.named });
  await takeOverWaiting(tx, { from: from.id, to: to.id });
  return await loadContact(tx, to.id);
}
