import type { ReferralClosing } from '@katrol/proto/katrol/intake/v1/codes';
import type { Family, Referral } from '@katrol/proto/katrol/intake/v1/messages_pb';
import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import { agreeToPlace, says } from './consents.ts';
import { enter } from './enter.ts';
import { origins } from './names.ts';
import type { FamilyPlan, State } from './plan-families.ts';
import { gradesOf } from './plan-tutors.ts';
import type { Step } from './step.ts';
import * as texts from './texts.ts';

const intake = IntakeService.method;

type Leaving = (s: Step, referral: Referral, places: string[]) => Promise<unknown>;

// What becomes of a question before anybody visits.
const leaving: Partial<Record<State, Leaving>> = {
  not_wanted: (s, referral) => close(s, referral, 'not_wanted'),
  by_mistake: (s, referral) => close(s, referral, 'by_mistake'),
  moved: (s, referral) => close(s, referral, 'moved'),
  not_reachable: (s, referral) => close(s, referral, 'not_reachable'),
  double: async (s, { familyId }) => await close(s, await another(s, familyId), 'double'),
  reopened: async (s, referral) => {
    const { id: referralId, revision } = await close(s, referral, 'not_wanted');
    const occurredOn = s.calendar.ago(1);
    const back = { referralId, reason: s.r.pick(texts.backs), occurredOn, revision };
    return await s.me(intake.reopenReferral, back, s.key('reopen'));
  },
  merged: (s, { familyId }) => merge(s, familyId),
  declined: (s, { familyId }) => {
    const on = s.calendar.ago(s.plan.asked - s.r.between(2, 5));
    return says(s, familyId, { purpose: 'referral', answer: 'no', on, what: 'declines' });
  },
  led_unmet: leadUnmet,
};

/** A question that ends, or turns out otherwise, before a visit. True: that is all there is of it. */
export async function leaves(s: Step, referral: Referral, places: string[]): Promise<boolean> {
  const way = leaving[s.plan.state];
  if (way) await way(s, referral, places);
  return way !== undefined;
}

const close = (s: Step, { id, revision }: Referral, why: ReferralClosing): Promise<Referral> =>
  s.me(
    intake.closeReferral,
    {
      referralId: id,
      why,
      familySay: why === 'not_wanted' ? s.r.pick(texts.notNow) : '',
      note: texts.closedBecause[why],
      occurredOn: s.calendar.ago(Math.min(s.plan.asked, s.r.between(2, 6))),
      revision,
    },
    s.key('way-out'),
  );

/** Somebody else refers the family once more, and knows it a little otherwise. */
const another = (s: Step, familyId: string): Promise<Referral> =>
  enter(s, { what: 'again', familyId, plan: otherwise(s) });

const otherwise = ({ plan, r, branch }: Step): Partial<FamilyPlan> => ({
  phone: `0499 04 ${r.between(10, 99)} ${r.between(10, 99)}`,
  asked: Math.min(plan.asked, 7),
  children: plan.children.map((child, n) =>
    n === 0 ? { ...child, grade: r.pick(gradesOf(branch.profile)) } : child,
  ),
});

/** Two files of one family: who refers it anew spells its name otherwise. */
async function merge(s: Step, intoFamilyId: string): Promise<void> {
  const plan = { ...otherwise(s), familyName: `${s.plan.familyName} - thuis`, asked: 5 };
  const { familyId } = await enter(s, { what: 'other-file', plan });
  // a load that goes on did it before
  const { merged } = await s.me(intake.getFamily, { id: intoFamilyId });
  if (merged.length > 0) return;
  const pair = { familyId, intoFamilyId };
  const { sameChildren, revision, intoRevision } = await s.me(intake.previewMerge, pair);
  const one = { ...pair, sameChildren, revision, intoRevision };
  await s.me(intake.mergeFamilies, one, s.key('merge'));
}

/** Led elsewhere by phone: spoken about, in the family's own words, with its yes to that place. */
async function leadUnmet(s: Step, referral: Referral, places: string[]): Promise<void> {
  const { plan, r, calendar } = s;
  const placeId = r.pick(places);
  const occurredOn = calendar.ago(plan.decided);
  await agreeToPlace(s, referral.familyId, { id: placeId, on: occurredOn });
  const warmReferral = {
    placeId,
    handOver: r.pick(texts.handOvers),
    checkOn: calendar.ago(plan.decided - 21),
  };
  const decision = {
    referralId: referral.id,
    outcome: 'lead_elsewhere' as const,
    spokenAt: 'by_phone' as const,
    reason: r.pick(texts.unmetReasons),
    familySay: r.pick(texts.unmetSays),
    occurredOn,
    warmReferral,
    revision: referral.revision,
  };
  await s.me(intake.decideOnReferral, decision, s.key('decide'));
}

/** What came after the decision: a no, a second referral, or looking at it again. */
export async function afterwards(s: Step, { id, familyId, revision }: Referral): Promise<void> {
  const { plan, r, calendar } = s;
  const on = calendar.ago(r.between(2, 8));
  if (plan.state === 'asked_again') await another(s, familyId);
  if (plan.state === 'withdrawn')
    await says(s, familyId, { purpose: 'registration', answer: 'no', on, what: 'withdraws' });
  if (plan.state === 'led_stopped') {
    const { warmReferrals } = await s.me(intake.getFamily, { id: familyId });
    const receiver = warmReferrals[0]?.place?.id ?? '';
    const no = { purpose: 'sharing_with_service', receiver, answer: 'no' } as const;
    await says(s, familyId, { ...no, on, what: 'no-place' });
  }
  if (plan.state === 'led_reviewed') {
    const review = { note: r.pick(texts.reviews), reviewOn: calendar.ago(-90), revision };
    await s.me(intake.recordReview, { referralId: id, ...review }, s.key('review'));
  }
}

/** The family moved, or a sibling came, since it asked: its needs are to be looked at again. */
export async function news(s: Step, { id: familyId }: Family): Promise<void> {
  const { plan, r, branch } = s;
  if (plan.news === 'sibling') {
    const known = plan.children.map((c) => c.firstName);
    const names = origins.find((o) => o.language === plan.language)?.first ?? [];
    const firstName = r.pick(names.filter((name) => !known.includes(name)));
    const child = { firstName, grade: r.pick(gradesOf(branch.profile)), school: '' };
    const birthDate = born(s, child.grade);
    await s.me(intake.addChild, { familyId, child, birthDate }, s.key('sibling'));
  }
  if (plan.news !== 'moved') return;
  const { contact, address, revision } = await s.me(intake.getFamily, { id: familyId });
  const streetAndNumber = `Havenstraat ${r.between(1, 90)}`;
  // a load that goes on did it before
  if (address?.streetAndNumber === streetAndNumber) return;
  const now = { municipality: plan.town, streetAndNumber };
  const edited = { familyId, contact, address: now, revision };
  await s.me(intake.editFamily, edited, s.key('moved'));
}

/** A day in the year in which most children of a grade were born. */
function born({ r, calendar }: Step, grade: string): string {
  const age = { K: 2, L: 5, S: 11 }[grade.charAt(0)] ?? 5;
  const year = Number(calendar.ago(calendar.schoolYearDays).slice(0, 4));
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${year - age - Number(grade.charAt(1))}-${two(r.between(1, 12))}-${two(r.between(1, 28))}`;
}
