import { nameOf, type AuditHow } from '@katrol/events';
import { ConsentChangedSchema } from '@katrol/proto/katrol/intake/v1/events_pb';
import { Checks, Refusal, expectRevision } from '@katrol/runtime';
import { consentMeans, standing, type Consent, type ConsentPurpose } from '../domain/consent.ts';
import { orderReasons, waitingDays } from '../domain/waiting-list.ts';
import {
  checkAddress,
  checkChild,
  checkContact,
  type Address,
  type Contact,
  type NewChild,
  type Referral,
} from '../domain/referral.ts';
import type { IntakeCall } from '../store/client.ts';
import {
  addChildren,
  addConsent,
  addToTimeline,
  consentsOf,
  loadChild,
  loadFamily,
  saveChild,
  saveFamily,
  timelineOf,
  touchFamily,
  withdrawConsent as withdraw,
  type Family,
  type TimelineLine,
} from '../store/families.ts';
import { emergenciesOf, type EmergencyAccess } from '../store/emergencies.ts';
import { waitingList, type WaitingRow } from '../store/lists.ts';
import { referralsOf } from '../store/referrals.ts';
import { warmReferralsOf, type WarmReferral } from '../store/waiting.ts';
import { listPage } from '@katrol/store';
import { withEmergencies } from './emergency.ts';

type None = Record<string, never>;

export type WaitingEntry = WaitingRow & { orderReasons: string[]; waitingDays: number };
export type FamilyPage = Family & {
  referrals: Referral[];
  consents: Consent[];
  warmReferrals: WarmReferral[];
  waiting: WaitingEntry | undefined;
  timeline: TimelineLine[];
  emergencies: EmergencyAccess[];
  /** under which the caller reads this; empty for who works in the family's branch */
  emergencyId: string;
};

export const explained = (row: WaitingRow, today: string): WaitingEntry => ({
  ...row,
  orderReasons: orderReasons(row),
  waitingDays: waitingDays(row.since, today),
});

/** A family's one page. Reading it is on record. */
export async function familyPage(
  call: IntakeCall,
  id: string,
  under: (family: Family) => AuditHow = () => ({}),
): Promise<FamilyPage> {
  const family = await loadFamily(call.tx, id);
  const how = under(family);
  call.audit(family.id, family.branchCode, how);
  const referrals = await referralsOf(call.tx, id);
  // a place in the row is among others, whom who reads in an emergency does not see
  const waits = how.reason ? undefined : referrals.find((r) => r.status === 'waiting');
  const options = {
    search: '',
    filters: [{ field: 'referral_id', values: [waits?.id ?? ''] }],
    sort: '',
    cursor: '',
    limit: 1,
  };
  const [row] = waits
    ? (await listPage<WaitingRow>(call.tx, waitingList(family.branchCode), options)).rows
    : [];
  return {
    ...family,
    referrals,
    consents: await consentsOf(call.tx, id),
    warmReferrals: await warmReferralsOf(call.tx, id),
    waiting: row ? explained(row, call.today) : undefined,
    timeline: await timelineOf(call.tx, id),
    emergencies: await emergenciesOf(call.tx, id),
    emergencyId: how.reason?.split(':')[1] ?? '',
  };
}

/** The page as its own branch reads it, or, while it is open for them, who came from elsewhere in an emergency. */
export async function getFamily(_deps: None, call: IntakeCall, id: string): Promise<FamilyPage> {
  return await familyPage(call, id, await withEmergencies(call));
}

/** Changes how the family is reached and where it lives. */
export async function editFamily(
  _deps: None,
  call: IntakeCall,
  input: { familyId: string; contact: Contact; address: Address; revision: number },
): Promise<FamilyPage> {
  const family = await loadFamily(call.tx, input.familyId, 'family_id');
  expectRevision(input.revision, family.revision);
  const c = new Checks();
  const changed = {
    ...family,
    contact: checkContact(c, input.contact),
    address: checkAddress(c, input.address),
  };
  c.done();
  await saveFamily(call.tx, changed, input.revision);
  return await familyPage(call, family.id);
}

/** Siblings are one family. */
export async function addChild(
  _deps: None,
  call: IntakeCall,
  input: { familyId: string; child: NewChild },
): Promise<FamilyPage> {
  const family = await loadFamily(call.tx, input.familyId, 'family_id');
  const c = new Checks();
  const child = checkChild(c, input.child, 'child');
  c.that(family.children.length < 12, 'child', 'VALUE_OUT_OF_RANGE');
  c.done();
  await addChildren(call.tx, family.id, family.branchCode, [child]);
  const { id: familyId, branchCode } = family;
  await addToTimeline(call.tx, {
    familyId,
    branchCode,
    occurredOn: call.today,
    kind: 'CHILD_ADDED',
    by: nameOf(call.principal),
    values: { child: child.firstName },
  });
  await touchFamily(call.tx, family.id, { occurredOn: call.today });
  return await familyPage(call, family.id);
}

export async function editChild(
  _deps: None,
  call: IntakeCall,
  input: { childId: string; child: NewChild; revision: number },
): Promise<FamilyPage> {
  const child = await loadChild(call.tx, input.childId);
  expectRevision(input.revision, child.revision);
  const c = new Checks();
  const changed = { ...child, ...checkChild(c, input.child, 'child') };
  c.done();
  await saveChild(call.tx, changed, input.revision);
  await touchFamily(call.tx, child.familyId, {});
  return await familyPage(call, child.familyId);
}

export type ConsentInput = {
  familyId: string;
  purpose: ConsentPurpose | '';
  given: boolean;
  means: string;
  language: string;
  givenBy: string;
  occurredOn: string;
};

/** Records what the family said for one purpose, with how and in which language it was asked. */
export async function recordConsent(
  _deps: None,
  call: IntakeCall,
  input: ConsentInput,
): Promise<FamilyPage> {
  const family = await loadFamily(call.tx, input.familyId, 'family_id');
  const c = new Checks();
  c.that(input.purpose !== '', 'purpose', 'VALUE_MISSING');
  c.code('means', input.means, consentMeans, true);
  c.that(
    /^[a-z]{2,3}$/.test(input.language),
    'language',
    input.language === '' ? 'VALUE_MISSING' : 'VALUE_UNKNOWN',
  );
  const consent = {
    purpose: input.purpose || 'registration',
    given: input.given,
    means: input.means,
    language: input.language,
    givenBy: c.text('given_by', input.givenBy, { max: 120 }),
    occurredOn: c.date('occurred_on', input.occurredOn, { notAfter: call.today }) || call.today,
    recordedBy: nameOf(call.principal),
  };
  c.done();
  await addConsent(call.tx, family, consent);
  await consentChanged(call, family, {
    kind: consent.given ? 'CONSENT_GIVEN' : 'CONSENT_REFUSED',
    ...consent,
  });
  return await familyPage(call, family.id);
}

/** Any day: what depended on it stops that day, because the services hear it. */
export async function withdrawConsent(
  _deps: None,
  call: IntakeCall,
  input: { familyId: string; purpose: ConsentPurpose | ''; occurredOn: string },
): Promise<FamilyPage> {
  const family = await loadFamily(call.tx, input.familyId, 'family_id');
  const purpose = input.purpose || 'registration';
  const stands = standing(await consentsOf(call.tx, family.id), purpose);
  const c = new Checks();
  c.that(input.purpose !== '', 'purpose', 'VALUE_MISSING');
  const occurredOn =
    c.date('occurred_on', input.occurredOn, {
      notAfter: call.today,
      notBefore: stands?.occurredOn ?? '',
    }) || call.today;
  c.done();
  if (!stands)
    throw new Refusal('failed_precondition', 'INTAKE_CONSENT_MISSING', { meta: { purpose } });
  await withdraw(call.tx, stands.id, occurredOn);
  await consentChanged(call, family, {
    kind: 'CONSENT_WITHDRAWN',
    purpose,
    given: false,
    occurredOn,
  });
  return await familyPage(call, family.id);
}

async function consentChanged(
  call: IntakeCall,
  family: Family,
  c: { kind: string; purpose: ConsentPurpose; given: boolean; occurredOn: string },
): Promise<void> {
  const { id: familyId, branchCode } = family;
  const { purpose, given, occurredOn } = c;
  await addToTimeline(call.tx, {
    familyId,
    branchCode,
    occurredOn,
    kind: c.kind,
    by: nameOf(call.principal),
    values: { purpose },
  });
  await touchFamily(call.tx, familyId, { occurredOn });
  call.tell(ConsentChangedSchema, { familyId, branchCode, purpose, given, occurredOn }, familyId);
}
