import { branchOf, nameOf } from '@katrol/events';
import { exportHead } from '@katrol/rpc';
import { Checks, Refusal, expectRevision } from '@katrol/runtime';
import {
  csvText,
  listAll,
  listPage,
  type ListOptions,
  type ListPage,
  type ListSpec,
} from '@katrol/store';
import { nextContact } from '../domain/waiting-list.ts';
import type { IntakeCall } from '../store/client.ts';
import { unseenEmergencies, type EmergencyAccess } from '../store/emergencies.ts';
import { addToTimeline, touchFamily } from '../store/families.ts';
import {
  familyList,
  referralList,
  socialMapList,
  todayRows,
  waitingList,
  warmReferralList,
  type FamilyRow,
  type ReferralRow,
  type TodayRow,
  type WaitingRow,
  type WarmRow,
} from '../store/lists.ts';
import { familyLabels, type FamilyLabel } from '../store/labels.ts';
import { profileVersion } from '../store/profiles.ts';
import { loadReferral } from '../store/referrals.ts';
import {
  loadPlace,
  loadWaiting,
  loadWarmReferral,
  saveContact,
  savePlace,
  type Place,
  type WarmReferral,
} from '../store/waiting.ts';
import { withEmergencies } from './emergency.ts';
import { explained, type WaitingEntry } from './family.ts';

type None = Record<string, never>;
export type ListInput = { branchCode: string; options: ListOptions };

const listing =
  <Row>(spec: (branchCode: string) => ListSpec) =>
  (_deps: None, call: IntakeCall, input: ListInput): Promise<ListPage<Row>> =>
    listPage<Row>(call.tx, spec(branchOf(call, input.branchCode)), input.options);

export const listReferrals = listing<ReferralRow>(referralList);
export const listFamilies = listing<FamilyRow>(familyList);
export const listSocialMap = listing<Place>(socialMapList);

export async function listWaiting(
  _deps: None,
  call: IntakeCall,
  input: ListInput,
): Promise<ListPage<WaitingEntry>> {
  const page = await listPage<WaitingRow>(
    call.tx,
    waitingList(branchOf(call, input.branchCode)),
    input.options,
  );
  return { ...page, rows: page.rows.map((r) => explained(r, call.today)) };
}

export async function listWarmReferrals(
  _deps: None,
  call: IntakeCall,
  input: ListInput,
): Promise<ListPage<WarmRow & { warmReferral: WarmReferral }>> {
  const page = await listPage<WarmRow>(
    call.tx,
    warmReferralList(branchOf(call, input.branchCode)),
    input.options,
  );
  const rows = [];
  for (const row of page.rows)
    rows.push({ ...row, warmReferral: await loadWarmReferral(call.tx, row.id) });
  return { ...page, rows };
}

/** An export streams the same query as the list, and prints its filter. */
const exporting = <Row>(
  title: string,
  spec: (branchCode: string) => ListSpec,
  columns: Record<string, (row: Row) => string | number>,
) =>
  async function* (_deps: None, call: IntakeCall, input: ListInput): AsyncGenerator<string> {
    const branch = branchOf(call, input.branchCode);
    call.audit(`export:${title}`, branch);
    yield csvText([...exportHead(title, call.today, input.options), Object.keys(columns)], true);
    for await (const rows of listAll<Row>(call.tx, spec(branch), input.options)) {
      yield csvText(rows.map((r) => Object.values(columns).map((read) => read(r))));
    }
  };

export const exportReferrals = exporting<ReferralRow>('aanmeldingen', referralList, {
  datum: (r) => r.occurredOn,
  gezin: (r) => r.familyName,
  kinderen: (r) => r.children.join(', '),
  leerjaren: (r) => r.grades.join(', '),
  gemeente: (r) => r.municipality,
  status: (r) => r.status,
  soort_aanmelder: (r) => r.referrerKind,
  organisatie: (r) => r.referrerOrganisation,
  bezoek: (r) => r.visitOn,
  taal: (r) => r.language,
});
export const exportFamilies = exporting<FamilyRow>('gezinnen', familyList, {
  gezin: (r) => r.familyName,
  kinderen: (r) => r.children.join(', '),
  leerjaren: (r) => r.grades.join(', '),
  gemeente: (r) => r.municipality,
  taal: (r) => r.language,
  status: (r) => r.status,
  laatste_gebeurtenis: (r) => r.lastEventOn,
});
export const exportWaiting = exporting<WaitingRow>('wachtlijst', waitingList, {
  plaats: (r) => r.position,
  gezin: (r) => r.familyName,
  leerjaren: (r) => r.grades.join(', '),
  sinds: (r) => r.since,
  reden: (r) => r.waitReason,
  laatste_contact: (r) => r.lastContactOn,
  volgend_contact: (r) => r.nextContactOn,
});

/** The branch was in touch with a waiting family. */
export async function recordWaitingContact(
  _deps: None,
  call: IntakeCall,
  input: {
    referralId: string;
    occurredOn: string;
    note: string;
    nextContactOn: string;
    revision: number;
  },
): Promise<WaitingEntry> {
  const waiting = await loadWaiting(call.tx, input.referralId);
  expectRevision(input.revision, waiting.revision);
  const c = new Checks();
  const occurredOn =
    c.date('occurred_on', input.occurredOn, { notAfter: call.today, notBefore: waiting.since }) ||
    call.today;
  const note = c.text('note', input.note, { max: 2_000 });
  c.date('next_contact_on', input.nextContactOn, { notBefore: occurredOn });
  c.done();
  const referral = await loadReferral(call.tx, waiting.referralId);
  const { document } = await profileVersion(call.tx, referral.branchCode, referral.profileVersion);
  const nextContactOn =
    input.nextContactOn || nextContact(occurredOn, document.intake.waitingContactDays);
  await saveContact(
    call.tx,
    { ...waiting, lastContactOn: occurredOn, nextContactOn },
    input.revision,
  );
  const { familyId, branchCode } = waiting;
  await addToTimeline(call.tx, {
    familyId,
    branchCode,
    occurredOn,
    kind: 'WAITING_CONTACT',
    by: nameOf(call.principal),
    values: { note },
  });
  await touchFamily(call.tx, familyId, { occurredOn });
  call.audit(familyId, branchCode);
  const options = {
    search: '',
    filters: [{ field: 'referral_id', values: [waiting.referralId] }],
    sort: '',
    cursor: '',
    limit: 1,
  };
  const [row] = (await listPage<WaitingRow>(call.tx, waitingList(branchCode), options)).rows;
  return explained(row as WaitingRow, call.today);
}

/** A named place on the branch's social map. */
export async function keepSocialMapPlace(
  _deps: None,
  call: IntakeCall,
  place: Place,
): Promise<Place> {
  const c = new Checks();
  const kept: Place = {
    ...place,
    name: c.text('place.name', place.name, { max: 160, required: true }),
    phone: c.text('place.phone', place.phone, { max: 60 }),
    email: c.text('place.email', place.email, { max: 254 }),
    address: c.text('place.address', place.address, { max: 240 }),
    lastConfirmedOn: c.date('place.last_confirmed_on', place.lastConfirmedOn, {
      notAfter: call.today,
    }),
  };
  for (const [i, d] of place.domains.entries())
    c.that(/^[a-z][a-z_]{1,40}$/.test(d), `place.domains[${i}]`, 'VALUE_UNKNOWN');
  if (place.id === '') kept.branchCode = branchOf(call, place.branchCode);
  c.done();
  if (place.id !== '') {
    const there = await loadPlace(call.tx, place.id, 'place.id');
    kept.branchCode = there.branchCode;
  } else if (!call.scope.branches.includes(kept.branchCode)) {
    throw new Refusal('not_found', 'NOT_FOUND', {
      fields: [{ field: 'place.branch_code', reason: 'NOT_FOUND' }],
    });
  }
  return await savePlace(call.tx, kept);
}

/** Names beside another service's rows: a coordinator's own branch, a tutor's own families while the family agrees to share. */
export async function getFamilyLabels(
  _deps: None,
  call: IntakeCall,
  familyIds: string[],
): Promise<FamilyLabel[]> {
  const c = new Checks();
  c.that(familyIds.length <= 200, 'family_ids', 'VALUE_OUT_OF_RANGE');
  c.done();
  const coordinator =
    call.principal.kind === 'person' && call.principal.roles.includes('coordinator');
  const under = coordinator ? await withEmergencies(call) : () => ({});
  const labels = await familyLabels(call.tx, familyIds, coordinator ? '' : call.actor);
  for (const label of labels)
    call.audit(label.familyId, label.branchCode, {
      what: 'name',
      ...under({ id: label.familyId, branchCode: label.branchCode }),
    });
  return labels;
}

/** What asks for the coordinator, and above all: who of elsewhere opened a file of ours that nobody has seen yet. */
export async function getToday(
  _deps: None,
  call: IntakeCall,
  given: string,
): Promise<{ lines: TodayRow[]; emergencies: EmergencyAccess[] }> {
  const branchCode = branchOf(call, given);
  return {
    lines: await todayRows(call.tx, branchCode, call.today),
    emergencies: await unseenEmergencies(call.tx, branchCode),
  };
}
