import type { ConsentState, TimelineKind } from '@katrol/proto/katrol/intake/v1/codes';
import { consentRules, inForce, stops, type ConsentFile, type Rules } from '../domain/consent.ts';
import { changesOf, knownState, type Change, type Known } from '../domain/consent-changes.ts';
import { startStatus } from '../domain/referral.ts';
import type { ProfileDocument } from '../domain/profile.ts';
import { facts } from '../facts.ts';
import type { IntakeCall } from '../store/client.ts';
import { consentFile, knownOf, nextSequence, placeNames, saveInForce } from '../store/consents.ts';
import { happened, onTimeline, touchFamily, type Family } from '../store/families.ts';
import { filesOf } from '../store/files.ts';
import { profileOn } from '../store/profiles.ts';
import { referralsOf } from '../store/referrals.ts';
import {
  agreeToReferral,
  endRegistration,
  restore,
  resumeWarmReferrals,
  stopWarmReferrals,
  unacceptReferrals,
} from '../store/stopping.ts';
import { tellDeciders } from './told-deciders.ts';

type Whose = Pick<Family, 'id' | 'branchCode'>;

export type Settling = {
  /** the day it was said, or the calendar changed it */
  on: string;
  /** what it belongs to, so that it can be taken back whole */
  conversation?: string;
  /** this conversation is taken back */
  undone?: true;
};

type Work = Settling & {
  family: Whose;
  file: ConsentFile;
  rules: Rules;
  profile: ProfileDocument;
  known: readonly Known[];
};

/**
 * Works out what is in force of a family's consents and, where that became otherwise, saves it,
 * tells it, and stops what depended on it. Whoever changes what consent depends on calls it, and
 * holds the family's consents first.
 */
export async function settle(call: IntakeCall, family: Whose, o: Settling): Promise<void> {
  const { branchCode } = family;
  for (const id of await filesOf(call.tx, family.id)) await settleFile(call, { id, branchCode }, o);
}

/** Each file of a family keeps and tells its own, by what stands in all of them. */
async function settleFile(call: IntakeCall, family: Whose, o: Settling): Promise<void> {
  const { tx, today } = call;
  const file = await consentFile(tx, family.id);
  const holds = await profileOn(tx, family.branchCode, today);
  const { document: profile } = holds;
  const rules = consentRules(profile);
  const known = await knownOf(tx, family.id);
  const changes = changesOf(file, known, { rules, today, on: o.on });
  const work = { ...o, family, file, rules, profile, known };
  await tell(call, work, changes);
  if (o.undone && o.conversation) await comeBack(call, family, o.conversation);
  await follow(call, work, changes);
  await tellDeciders(call, family, holds);
  await inStep(call, family);
}

/** What the conversation stopped stands as it did: who waited waits again. */
async function comeBack(call: IntakeCall, family: Whose, conversation: string): Promise<void> {
  const { id: familyId, branchCode } = family;
  for (const w of await restore(call.tx, familyId, conversation)) {
    const waits = { ...w, familyId, branchCode, occurredOn: call.today };
    call.tell(facts.waitingBegan, waits);
  }
}

async function tell(call: IntakeCall, w: Work, changes: readonly Change[]): Promise<void> {
  const { family, conversation, undone } = w;
  const { id: familyId, branchCode } = family;
  const told = changes.filter((one) => one.tells);
  let sequence = told.length > 0 ? await nextSequence(call.tx, familyId, told.length) : 0;
  const key = { purpose: 'statistics', receiver: '', childId: '' } as const;
  const statistics = inForce(w.file, key, w.rules, call.today).given;
  for (const change of changes) {
    const { key, before, after, tells } = change;
    if (!tells) {
      await saveInForce(call.tx, family, change, undefined);
      continue;
    }
    await saveInForce(call.tx, family, change, { sequence, at: call.now, conversation });
    const takenBack = undone && before && before.toldIn === conversation ? before.sequence : 0;
    call.tell(facts.consentChanged, {
      ...key,
      familyId,
      branchCode,
      given: after.given,
      until: after.until,
      occurredOn: w.on,
      sequence,
      statistics,
      undoes: takenBack,
    });
    sequence += 1;
  }
}

/** What depended on it stops here too, or may go on. */
async function follow(call: IntakeCall, w: Work, changes: readonly Change[]): Promise<void> {
  await followRegistration(call, w);
  for (const change of changes) {
    const { key, before, after } = change;
    if (key.childId !== '') continue;
    if (key.purpose === 'referral') await followReferral(call, w, change);
    if (key.purpose === 'sharing_with_service') await followPlace(call, w, change);
    if (after.state === 'ended' && before?.state === 'yes') {
      onTimeline(call, w.family, {
        kind: 'CONSENT_ENDED',
        on: w.on,
        values: { purpose: key.purpose },
      });
    }
  }
}

/** Waiting and support end when registration is agreed to for no child any more. */
async function followRegistration(call: IntakeCall, w: Work): Promise<void> {
  const of = { purpose: 'registration', receiver: '' } as const;
  const none = (stateOf: (childId: string) => ConsentState): boolean =>
    w.file.children.length > 0 && w.file.children.every((child) => stops(stateOf(child.id)));
  const stopped = none((childId) => knownState(w.known, { ...of, childId }));
  const now = none((childId) => inForce(w.file, { ...of, childId }, w.rules, call.today).state);
  if (stopped || !now) return;
  const { id: familyId, branchCode } = w.family;
  const stop = { on: call.today, conversation: w.conversation };
  const { waited, ended } = await endRegistration(call.tx, familyId, stop);
  for (const { referralId, since } of waited) {
    const whose = { referralId, familyId, branchCode };
    call.tell(facts.waitingEnded, { ...whose, why: 'closed', since, occurredOn: call.today });
  }
  if (ended > 0) onTimeline(call, w.family, { kind: 'REGISTRATION_STOPPED' });
}

const SAID_NO: readonly ConsentState[] = ['no', 'disagreement', 'young_person_said_no'];

async function followReferral(call: IntakeCall, w: Work, change: Change): Promise<void> {
  const { before, after } = change;
  const { conversation, family } = w;
  const was = before ? stops(before.state) : false;
  if (stops(after.state) && !was) {
    const saidNo = SAID_NO.includes(after.state);
    const stop = { on: w.on, conversation };
    const many = await unacceptReferrals(call.tx, family.id, stop, saidNo);
    if (many > 0) onTimeline(call, family, { kind: 'REFERRAL_DECLINED', on: w.on });
  }
  if (!after.given || before?.given) return;
  for (const r of await referralsOf(call.tx, [family.id])) {
    if (r.status !== 'consent_awaited' || r.forgottenOn !== '') continue;
    const priorConsent = { ...r.priorConsent, familyAgreed: true };
    const status = startStatus({ ...r, priorConsent }, w.profile);
    await agreeToReferral(call.tx, r.id, { status, conversation });
  }
}

async function followPlace(call: IntakeCall, w: Work, { key, after }: Change): Promise<void> {
  const { family } = w;
  if (after.given) {
    await resumeWarmReferrals(call.tx, family.id, key.receiver);
    return;
  }
  if (!stops(after.state)) return;
  const many = await stopWarmReferrals(call.tx, family.id, key.receiver, call.today);
  if (many === 0) return;
  const kind: TimelineKind = 'WARM_REFERRAL_STOPPED';
  const name = (await placeNames(call.tx, [key.receiver])).get(key.receiver) ?? '';
  await happened(call, family, { kind, values: { name } });
}

/** What lists show of the family follows its newest referral. */
async function inStep({ tx }: IntakeCall, { id }: Whose): Promise<void> {
  const [newest] = await referralsOf(tx, [id]);
  await touchFamily(tx, id, newest ? { status: newest.status } : {});
}
