import { stageOf } from '@katrol/contract';
import type { Family, Referral } from '@katrol/proto/katrol/intake/v1/messages_pb';
import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import { agreeToPlace } from './consents.ts';
import type { State } from './plan-families.ts';
import type { Step } from './step.ts';
import * as texts from './texts.ts';

const intake = IntakeService.method;
type Around = { family: Family; places: string[] };

const waits: State[] = ['waiting', 'contact_due', 'asked_again', 'withdrawn'];

/** What is decided with a family: to wait, to lead it elsewhere, or to support it. */
export async function decide(
  s: Step,
  referral: Referral,
  { family, places }: Around,
): Promise<Referral> {
  const { plan, r, calendar } = s;
  const occurredOn = calendar.ago(plan.decided);
  const common = {
    referralId: referral.id,
    familySay: r.pick(texts.says),
    occurredOn,
    revision: referral.revision,
  };
  if (plan.state.startsWith('led')) {
    const placeId = r.pick(places);
    await agreeToPlace(s, family.id, { id: placeId, on: calendar.ago(plan.visited) });
    return await leadElsewhere(s, common, placeId);
  }
  // whoever waits is demand too: what is needed is known
  const needs = needsOf(s, family);
  if (waits.includes(plan.state)) return await wait(s, { ...common, needs });
  const decision = { ...common, outcome: 'trajectory' as const, needs };
  return await s.me(intake.decideOnReferral, decision, s.key('decide'));
}

type Common = { referralId: string; familySay: string; occurredOn: string; revision: number };

async function wait(
  s: Step,
  common: Common & { needs: ReturnType<typeof needsOf> },
): Promise<Referral> {
  const { plan, r, calendar } = s;
  const waitReason = r.pick(['no_tutor', 'no_slot', 'family_asked']);
  const decision = { ...common, outcome: 'wait' as const, waitReason };
  const decided = await s.me(intake.decideOnReferral, decision, s.key('decide'));
  if (plan.state !== 'waiting') return decided;
  const contact = {
    referralId: common.referralId,
    occurredOn: calendar.ago(r.between(3, 20)),
    note: r.pick(texts.waitingNotes),
    revision: 1,
  };
  await s.me(intake.recordWaitingContact, contact, s.key('contact'));
  return decided;
}

const excluded: State[] = ['led_excluded', 'led_reviewed'];

async function leadElsewhere(s: Step, common: Common, placeId: string): Promise<Referral> {
  const { plan, r, calendar, profile } = s;
  const checkOn = calendar.ago(plan.decided - 21);
  const exclusions =
    excluded.includes(plan.state) || r.chance(0.6)
      ? r.some(
          (profile?.intake?.exclusions ?? []).map((x) => x.code),
          1,
        )
      : [];
  const warmReferral = { placeId, handOver: r.pick(texts.handOvers), checkOn };
  const decision = {
    ...common,
    outcome: 'lead_elsewhere' as const,
    reason: 'De vraag ging vooral over huiswerk.',
    warmReferral,
    exclusions,
  };
  const decided = await s.me(intake.decideOnReferral, decision, s.key('decide'));
  if (plan.state !== 'led_arrived') return decided;
  const { warmReferrals } = await s.me(intake.getFamily, { id: decided.familyId });
  const [warm] = warmReferrals;
  if (!warm) return decided;
  await s.me(
    intake.checkArrival,
    {
      warmReferralId: warm.id,
      outcome: 'arrived',
      note: 'Het gezin gaat er elke week naartoe.',
      occurredOn: checkOn,
      revision: 1,
    },
    s.key('arrived'),
  );
  return decided;
}

function needsOf({ plan, r, branch, profile }: Step, family: Family) {
  const secondary = plan.children.every((c) => c.grade.startsWith('S'));
  // some ask for what no tutor here offers: that is what recruitment sees
  const rare = plan.tutor === '' && r.chance(0.3) ? ['secondary_sciences'] : [];
  const home = profile?.support?.places.includes('home') ?? true;
  return {
    children: family.children.map((c) => ({
      childId: c.id,
      grade: c.grade,
      stage: stageOf(c.grade),
    })),
    slots: plan.slots,
    languages: [plan.language],
    cell: plan.cell,
    placeKind: home ? ('home' as const) : ('school' as const),
    subjects: [
      ...r.some(
        secondary ? ['study_choice', 'homework_planning'] : ['reading', 'mathematics', 'dutch'],
        r.between(1, 2),
      ),
      ...rare,
    ],
    lifeDomains: r.some(
      ['housing', 'administration', 'language'],
      branch.profile === 'student-tutoring' ? 0 : 1,
    ),
  };
}
