import { nameOf } from '@katrol/events';
import { ReferralSubmittedSchema } from '@katrol/proto/katrol/intake/v1/events_pb';
import { isIsoDate, notFound } from '@katrol/runtime';
import {
  receive,
  startStatus,
  type NewReferral,
  type PriorConsent,
  type Referral,
} from '../domain/referral.ts';
import { next } from '../domain/referral.ts';
import type { Profile } from '../domain/profile.ts';
import type { IntakeCall } from '../store/client.ts';
import {
  addChildren,
  addToTimeline,
  createFamily,
  likelyDuplicates,
  loadFamily,
  touchFamily,
  type Likely,
} from '../store/families.ts';
import { findBranch, profileOn, profileVersion } from '../store/profiles.ts';
import { createReferral, loadReferral, saveReferral, type Imported } from '../store/referrals.ts';
import { kindCodes } from '../wire/codes.ts';

type None = Record<string, never>;
export type Received = { referralId: string; familyId: string; consentAwaited: boolean };

/** Keeps a checked referral, with a new family or joined to one that is there, and tells it. */
export async function keepReferral(
  call: IntakeCall,
  profile: Profile,
  given: NewReferral,
  extra: { familyId?: string; imported?: Imported } = {},
): Promise<Received> {
  const { referral, status } = receive(given, profile.document, call.today);
  const { branchCode, occurredOn } = referral;
  const familyId = extra.familyId
    ? await join(call, extra.familyId, referral, status)
    : await newFamily(call, referral, status);
  const { imported } = extra;
  const id = await createReferral(call.tx, {
    ...referral,
    familyId,
    status,
    profileVersion: profile.version,
    now: call.now,
    ...(imported ? { imported } : {}),
  });
  const values = {
    referrer_kind: referral.referrer.kind,
    organisation: referral.referrer.organisation,
  };
  await addToTimeline(call.tx, {
    familyId,
    branchCode,
    occurredOn,
    kind: 'REFERRAL_SUBMITTED',
    by: nameOf(call.principal),
    values,
  });
  const referrerKind = kindCodes.wire(referral.referrer.kind);
  call.audit(familyId, branchCode);
  call.tell(
    ReferralSubmittedSchema,
    { referralId: id, familyId, branchCode, referrerKind, occurredOn },
    familyId,
  );
  return { referralId: id, familyId, consentAwaited: status === 'consent_awaited' };
}

async function newFamily(call: IntakeCall, r: NewReferral, status: string): Promise<string> {
  const { branchCode, contact, address, children, occurredOn } = r;
  return (
    await createFamily(call.tx, {
      branchCode,
      contact,
      address,
      children,
      status,
      occurredOn,
      now: call.now,
    })
  ).familyId;
}

async function join(
  call: IntakeCall,
  familyId: string,
  r: NewReferral,
  status: string,
): Promise<string> {
  const family = await loadFamily(call.tx, familyId, 'family_id');
  if (family.branchCode !== r.branchCode) throw notFound('family_id');
  const known = new Set(family.children.map((c) => c.firstName.toLowerCase()));
  await addChildren(
    call.tx,
    familyId,
    r.branchCode,
    r.children.filter((c) => !known.has(c.firstName.toLowerCase())),
  );
  await touchFamily(call.tx, familyId, { status, occurredOn: r.occurredOn });
  return familyId;
}

/** The public form: anybody may submit, and is told whom the family will meet. */
export async function submitReferral(
  _deps: None,
  call: IntakeCall,
  input: NewReferral,
): Promise<Received & { anchorName: string; anchorPhone: string }> {
  const branch = await findBranch(call.tx, input.branchCode);
  if (!branch || (branch.validUntil !== '' && branch.validUntil < call.today))
    throw notFound('branch_code');
  // the past may be told by those who sign in; the form is about today
  const received = await keepReferral(call, await profileOn(call.tx, branch.code, call.today), {
    ...input,
    occurredOn: '',
  });
  return { ...received, anchorName: branch.anchorName, anchorPhone: branch.anchorPhone };
}

/** A coordinator enters a referral, taken by phone or of a past day; it may join a family that is there. */
export async function enterReferral(
  _deps: None,
  call: IntakeCall,
  input: { referral: NewReferral; familyId: string },
): Promise<Referral> {
  // the branch is named inside of the referral, where the door's own check does not look
  if (!call.scope.branches.includes(input.referral.branchCode))
    throw notFound('referral.branch_code');
  const day = isIsoDate(input.referral.occurredOn) ? input.referral.occurredOn : call.today;
  const profile = await profileOn(call.tx, input.referral.branchCode, day);
  const received = await keepReferral(call, profile, input.referral, { familyId: input.familyId });
  return await loadReferral(call.tx, received.referralId);
}

export async function findLikelyDuplicates(
  _deps: None,
  call: IntakeCall,
  input: Pick<NewReferral, 'branchCode' | 'contact' | 'children'>,
): Promise<Likely[]> {
  return await likelyDuplicates(call.tx, input.branchCode, input.contact, input.children);
}

/** The family said yes, or was informed, after all: an awaited referral is accepted once both hold. */
export async function confirmPriorConsent(
  _deps: None,
  call: IntakeCall,
  input: { referralId: string; priorConsent: PriorConsent; revision: number },
): Promise<Referral> {
  const referral = await loadReferral(call.tx, input.referralId);
  const { document } = await profileVersion(call.tx, referral.branchCode, referral.profileVersion);
  const priorConsent = {
    familyAgreed: referral.priorConsent.familyAgreed || input.priorConsent.familyAgreed,
    familyInformed: referral.priorConsent.familyInformed || input.priorConsent.familyInformed,
  };
  const accepted = startStatus({ ...referral, priorConsent }, document) === 'submitted';
  const status = next(referral.status, 'confirm_prior_consent', document);
  const changed = { ...referral, priorConsent, status: accepted ? status : referral.status };
  await saveReferral(call.tx, changed, input.revision);
  await touchFamily(call.tx, referral.familyId, { status: changed.status });
  call.audit(referral.familyId, referral.branchCode);
  return await loadReferral(call.tx, referral.id);
}
