import { notFound } from '@katrol/runtime';
import type { Plain } from '@katrol/contract';
import type {
  ConfirmPriorConsentRequest,
  EnterReferralRequest,
} from '@katrol/proto/katrol/intake/v1/messages_pb';
import { next, receive, startStatus, type NewReferral, type Referral } from '../domain/referral.ts';
import { differencesOf, sameName, type Difference } from '../domain/difference.ts';
import type { Profile } from '../domain/profile.ts';
import { facts } from '../facts.ts';
import type { IntakeCall } from '../store/client.ts';
import { addChildren } from '../store/children.ts';
import { holdConsents } from '../store/consents.ts';
import {
  createFamily,
  likelyDuplicates,
  loadFamily,
  onTimeline,
  touchFamily,
  type Likely,
} from '../store/families.ts';
import { findBranch, profileOn } from '../store/profiles.ts';
import { createReferral, saveReferral, type Imported } from '../store/referrals.ts';
import { loadCase, shownReferral } from './case.ts';
import { settle } from './settle.ts';
import { tellFamily } from './told-family.ts';
import { expectReferralWanted } from './wanted.ts';

export type Received = { referralId: string; familyId: string; consentAwaited: boolean };

/** Keeps a checked referral, with a new family or joined to one that is there, and tells it. */
export async function keepReferral(
  call: IntakeCall,
  profile: Profile,
  given: NewReferral,
  extra: { familyId?: string; imported?: Imported; at?: string } = {},
): Promise<Received> {
  const { tx, now } = call;
  const { referral, status } = receive(given, profile.document, call.today, extra.at);
  const { branchCode, occurredOn, referrer } = referral;
  const { familyId, differences } = extra.familyId
    ? await join(call, extra.familyId, referral)
    : { familyId: await createFamily(tx, { ...referral, status, now }), differences: [] };
  const referralId = await createReferral(tx, {
    referral,
    familyId,
    status,
    profileVersion: profile.version,
    now,
    imported: extra.imported,
    differences,
  });
  if (extra.familyId) {
    await touchFamily(tx, familyId, { status, occurredOn });
    // for a child that came with it somebody decides too
    await settle(call, { id: familyId, branchCode }, { on: call.today });
  }
  await tellFamily(call, familyId);
  const values = { referrer_kind: referrer.kind, organisation: referrer.organisation };
  const family = { id: familyId, branchCode };
  onTimeline(call, family, { kind: 'REFERRAL_SUBMITTED', on: occurredOn, values });
  call.audit(familyId, branchCode);
  const referrerKind = referrer.kind;
  call.tell(facts.referralSubmitted, {
    referralId,
    familyId,
    branchCode,
    referrerKind,
    occurredOn,
  });
  return { referralId, familyId, consentAwaited: status === 'consent_awaited' };
}

/** Joins a family that is there: new children come in, what is said otherwise is offered. */
async function join(
  { tx }: IntakeCall,
  familyId: string,
  r: NewReferral,
): Promise<{ familyId: string; differences: Difference[] }> {
  await holdConsents(tx, familyId);
  const family = await loadFamily(tx, familyId, 'family_id');
  if (family.branchCode !== r.branchCode) throw notFound('family_id');
  const others = r.children.filter(
    (child) => !family.children.some((known) => sameName(known.firstName, child.firstName)),
  );
  addChildren(tx, family, { children: others, on: r.occurredOn });
  return { familyId: family.id, differences: differencesOf(family, r) };
}

/** The public form: anybody may submit, and is told whom the family will meet. */
export async function submitReferral(
  call: IntakeCall,
  input: NewReferral,
): Promise<Received & { anchorName: string; anchorPhone: string }> {
  const branch = await findBranch(call.tx, input.branchCode);
  const over = branch && branch.validUntil !== '' && branch.validUntil < call.today;
  if (!branch || over) throw notFound('branch_code');
  // the past may be told by those who sign in; the form is about today
  const profile = await profileOn(call.tx, branch.code, call.today);
  const received = await keepReferral(call, profile, { ...input, occurredOn: '' });
  return { ...received, anchorName: branch.anchorName, anchorPhone: branch.anchorPhone };
}

/**
 * A coordinator enters a referral, taken by phone or of a past day; it may join a family that is
 * there.
 */
export async function enterReferral(
  call: IntakeCall,
  { referral, familyId }: Plain<EnterReferralRequest>,
): Promise<Referral> {
  const day = referral.occurredOn || call.today;
  const profile = await profileOn(call.tx, referral.branchCode, day);
  const { referralId } = await keepReferral(call, profile, referral, {
    familyId,
    at: 'referral.',
  });
  return await shownReferral(call, referralId);
}

export const findLikelyDuplicates = (
  { tx }: IntakeCall,
  { branchCode, contact, children }: Pick<NewReferral, 'branchCode' | 'contact' | 'children'>,
): Promise<Likely[]> => likelyDuplicates(tx, branchCode, contact, children);

/** The family said yes, or was informed, after all: a referral is accepted once both hold. */
export async function confirmPriorConsent(
  call: IntakeCall,
  { referralId, priorConsent: said, revision }: Plain<ConfirmPriorConsentRequest>,
): Promise<Referral> {
  const { referral, profile } = await loadCase(call, referralId, revision);
  await expectReferralWanted(call, referral);
  const { priorConsent: known, familyId } = referral;
  const priorConsent = {
    familyAgreed: known.familyAgreed || said.familyAgreed,
    familyInformed: known.familyInformed || said.familyInformed,
  };
  const confirmed = next(referral.status, 'confirm_prior_consent', profile.document);
  const accepted = startStatus({ ...referral, priorConsent }, profile.document) === 'submitted';
  const status = accepted ? confirmed : referral.status;
  await saveReferral(call.tx, { ...referral, priorConsent, status });
  await touchFamily(call.tx, familyId, { status });
  return await shownReferral(call, referralId);
}
