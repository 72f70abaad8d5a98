import type { Plain } from '@katrol/contract';
import type { AuditHow } from '@katrol/events';
import type {
  AddChildRequest,
  EditChildRequest,
  EditFamilyRequest,
  Family as ContractFamily,
  WaitingEntry as ContractEntry,
} from '@katrol/proto/katrol/intake/v1/messages_pb';
import { Checks, expectRevision } from '@katrol/runtime';
import { listPage, onlyWhere } from '@katrol/store';
import { gradeToday, schoolYearOf } from '../domain/grade.ts';
import { undoableSince, undoableUntil } from '../domain/undo.ts';
import { orderReasons, waitingDays } from '../domain/waiting-list.ts';
import type { IntakeCall } from '../store/client.ts';
import { addChildren, loadChild, saveChild } from '../store/children.ts';
import { consentsOf, holdConsents, undoable } from '../store/consents.ts';
import { emergenciesOf } from '../store/emergencies.ts';
import { happened, loadFamily, timelineOf, touchFamily, type Family } from '../store/families.ts';
import { waitingList, type WaitingRow } from '../store/lists.ts';
import { mergedInto } from '../store/merges.ts';
import { parentsOf } from '../store/parents.ts';
import { referralsOf } from '../store/referrals.ts';
import { warmReferralsOf } from '../store/waiting.ts';
import { agreementOf } from './agreement.ts';
import { withForgetting } from './case.ts';
import { withEmergencies } from './emergency.ts';
import { settle } from './settle.ts';
import { standingsOf } from './standings.ts';
import { saveReached, tellFamily } from './told-family.ts';

export type WaitingEntry = Plain<ContractEntry>;
export type FamilyPage = Plain<ContractFamily>;

export const explained = (row: WaitingRow, today: string): WaitingEntry => ({
  ...row,
  orderReasons: orderReasons(row),
  waitingDays: waitingDays(row.since, today),
});

/** The line of one waiting family, with its place among the others. */
export async function waitingEntry(
  { tx, today }: IntakeCall,
  branchCode: string,
  referralId: string,
): Promise<WaitingEntry | undefined> {
  const options = onlyWhere('referral_id', referralId);
  const { rows } = await listPage(tx, waitingList(branchCode), options);
  return rows[0] && explained(rows[0], today);
}

/** A family's one page. Reading it is on record. */
export async function familyPage(
  call: IntakeCall,
  id: string,
  under: (family: Pick<Family, 'id' | 'branchCode'>) => AuditHow = () => ({}),
): Promise<FamilyPage> {
  const { tx } = call;
  const { ids, children, ...family } = await loadFamily(tx, id);
  const how = under(family);
  for (const one of ids) call.audit(one, family.branchCode, how);
  const referrals = await referralsOf(tx, ids);
  // a place in the row is among others, whom who reads in an emergency does not see
  const waits = how.reason ? undefined : referrals.find((r) => r.status === 'waiting');
  const waiting = waits && (await waitingEntry(call, family.branchCode, waits.id));
  return {
    ...family,
    children: children.map(({ gradeYear, ...child }) => ({
      ...child,
      ...gradeToday({ ...child, gradeYear }, call.today),
    })),
    referrals: await withForgetting(call, referrals),
    consents: await consentsOf(tx, ids),
    parents: await parentsOf(tx, ids),
    ...(await agreementOf(call, { ...family, ids })),
    ...(await standingsOf(call, family)),
    ...(await undoing(call, family.id)),
    warmReferrals: await warmReferralsOf(tx, ids),
    ...(waiting ? { waiting } : {}),
    timeline: await timelineOf(tx, ids),
    emergencyAccesses: await emergenciesOf(tx, ids),
    merged: how.reason ? [] : await mergedInto(tx, family.id),
    emergencyId: how.reason?.split(':')[1] ?? '',
  };
}

/** What who asks may still take back. */
async function undoing(
  { tx, now, actor: subject }: IntakeCall,
  familyId: string,
): Promise<Pick<FamilyPage, 'undoableId' | 'undoableUntil'>> {
  const last = await undoable(tx, familyId, { subject, since: undoableSince(now) });
  return last
    ? { undoableId: last.id, undoableUntil: undoableUntil(last.recordedAt) }
    : { undoableId: '', undoableUntil: '' };
}

/**
 * The page as its own branch reads it, or, while it is open for them, who came from elsewhere in an
 * emergency.
 */
export async function getFamily(call: IntakeCall, id: string): Promise<FamilyPage> {
  return await familyPage(call, id, await withEmergencies(call));
}

/** Changes how the family is reached and where it lives. */
export async function editFamily(
  call: IntakeCall,
  { familyId, contact, address, revision }: Plain<EditFamilyRequest>,
): Promise<FamilyPage> {
  await holdConsents(call.tx, familyId);
  const family = await loadFamily(call.tx, familyId, 'family_id');
  expectRevision(revision, family.revision);
  await saveReached(call, family, { contact, address });
  return await familyPage(call, familyId);
}

const MOST_CHILDREN = 12;

/** Siblings are one family. */
export async function addChild(
  call: IntakeCall,
  { familyId, child, birthDate }: Plain<AddChildRequest>,
): Promise<FamilyPage> {
  await holdConsents(call.tx, familyId);
  const family = await loadFamily(call.tx, familyId, 'family_id');
  const c = new Checks();
  c.that(family.children.length < MOST_CHILDREN, 'child', 'VALUE_OUT_OF_RANGE');
  c.done();
  addChildren(call.tx, family, { children: [{ ...child, birthDate }], on: call.today });
  const values = { child: child.firstName };
  await happened(call, family, { kind: 'CHILD_ADDED', values });
  await settle(call, family, { on: call.today });
  await tellFamily(call, familyId);
  return await familyPage(call, familyId);
}

export async function editChild(
  call: IntakeCall,
  { childId, child, birthDate, revision }: Plain<EditChildRequest>,
): Promise<FamilyPage> {
  const known = await loadChild(call.tx, childId);
  expectRevision(revision, known.revision);
  await holdConsents(call.tx, known.familyId);
  const gradeYear = child.grade === known.grade ? known.gradeYear : schoolYearOf(call.today);
  await saveChild(call.tx, { ...known, ...child, birthDate, gradeYear });
  await touchFamily(call.tx, known.familyId, {});
  // who decides depends on age
  if (birthDate !== known.birthDate) {
    const { familyId: id, branchCode } = known;
    await settle(call, { id, branchCode }, { on: call.today });
  }
  await tellFamily(call, known.familyId);
  return await familyPage(call, known.familyId);
}
