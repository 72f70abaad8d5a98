import type { Plain } from '@katrol/contract';
import { branchOf, hasRole } from '@katrol/events';
import type {
  KeepSocialMapPlaceRequest,
  RecordWaitingContactRequest,
  WarmReferralRow,
} from '@katrol/proto/katrol/intake/v1/messages_pb';
import { exporting, listing, rowsOf, type BranchList } from '@katrol/rpc';
import { Checks, expectRevision } from '@katrol/runtime';
import { found } from '@katrol/store';
import { nextContact } from '../domain/waiting-list.ts';
import type { IntakeCall, Tx } from '../store/client.ts';
import {
  failedAttempts,
  unseenEmergencies,
  type EmergencyAccess,
  type FailedAttempts,
} from '../store/emergencies.ts';
import { happened } from '../store/families.ts';
import {
  familyList,
  referralList,
  socialMapList,
  todayRows,
  waitingList,
  warmReferralList,
  type TodayRow,
  type WaitingRow,
  type WarmRow,
} from '../store/lists.ts';
import { familyLabels, type FamilyLabel } from '../store/labels.ts';
import {
  loadPlace,
  loadWaiting,
  loadWarmReferral,
  saveContact,
  savePlace,
  type Place,
} from '../store/waiting.ts';
import { loadCase } from './case.ts';
import { withEmergencies } from './emergency.ts';
import { explained, waitingEntry, type WaitingEntry } from './family.ts';

const referrals = rowsOf(referralList);
const families = rowsOf(familyList);
const waiting: BranchList<Tx, unknown, WaitingRow, WaitingEntry> = {
  ...rowsOf(waitingList),
  shown: ({ today }, rows) => rows.map((row) => explained(row, today)),
};
const warmReferrals: BranchList<Tx, unknown, WarmRow, Plain<WarmReferralRow>> = {
  ...rowsOf(warmReferralList),
  shown: async ({ tx }, rows) => {
    const all = [];
    for (const { id, familyName, exclusions } of rows) {
      all.push({ warmReferral: await loadWarmReferral(tx, id), familyName, exclusions });
    }
    return all;
  },
};

export const listReferrals = listing(referrals);
export const exportReferrals = exporting('aanmeldingen', referrals);
export const listFamilies = listing(families);
export const exportFamilies = exporting('gezinnen', families);
export const listWaiting = listing(waiting);
export const exportWaiting = exporting('wachtlijst', waiting);
export const listSocialMap = listing(rowsOf(socialMapList));
export const listWarmReferrals = listing(warmReferrals);

/** The branch was in touch with a waiting family. */
export async function recordWaitingContact(
  call: IntakeCall,
  input: Plain<RecordWaitingContactRequest>,
): Promise<WaitingEntry> {
  const known = await loadWaiting(call.tx, input.referralId);
  expectRevision(input.revision, known.revision);
  const on = input.occurredOn || call.today;
  const c = new Checks();
  c.within('occurred_on', on, { from: known.since });
  c.within('next_contact_on', input.nextContactOn, { from: on });
  c.done();
  const { profile } = await loadCase(call, input.referralId);
  const { waitingContactDays } = profile.document.intake;
  const nextContactOn = input.nextContactOn || nextContact(on, waitingContactDays);
  await saveContact(call.tx, { ...known, lastContactOn: on, nextContactOn });
  const { familyId, branchCode } = known;
  const values = { note: input.note };
  await happened(call, { id: familyId, branchCode }, { kind: 'WAITING_CONTACT', on, values });
  return await found('referral_id', waitingEntry(call, branchCode, input.referralId));
}

/** A named place on the branch's social map; one that is there stays its branch's. */
export async function keepSocialMapPlace(
  call: IntakeCall,
  { place }: Plain<KeepSocialMapPlaceRequest>,
): Promise<Place> {
  if (place.id === '') {
    return await savePlace(call.tx, { ...place, branchCode: branchOf(call, place.branchCode) });
  }
  const { branchCode, revision } = await loadPlace(call.tx, place.id, 'place.id');
  expectRevision(place.revision, revision);
  return await savePlace(call.tx, { ...place, branchCode });
}

/**
 * Names beside another service's rows: a coordinator's own branch, a tutor's own families while the
 * family agrees to share.
 */
export async function getFamilyLabels(
  call: IntakeCall,
  familyIds: string[],
): Promise<FamilyLabel[]> {
  const coordinator = hasRole(call, 'coordinator');
  const under = coordinator ? await withEmergencies(call) : () => ({});
  const account = coordinator ? '' : call.actor;
  const labels = await familyLabels(call.tx, familyIds, { account, today: call.today });
  for (const { familyId: id, branchCode } of labels) {
    call.audit(id, branchCode, { what: 'name', ...under({ id, branchCode }) });
  }
  return labels;
}

/**
 * What asks for the coordinator, and above all: who of elsewhere opened a file of ours that nobody
 * has seen yet, and who tried to and was not let in.
 */
export async function getToday(
  call: IntakeCall,
  given: string,
): Promise<{ lines: TodayRow[]; emergencies: EmergencyAccess[]; attempts: FailedAttempts[] }> {
  const branchCode = branchOf(call, given);
  return {
    lines: await todayRows(call.tx, branchCode, call.today),
    emergencies: await unseenEmergencies(call.tx, branchCode),
    attempts: await failedAttempts(call.tx, branchCode),
  };
}
