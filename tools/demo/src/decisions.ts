import { stageOf } from '@katrol/contract';
import type { Family, Referral } from '@katrol/proto/katrol/intake/v1/messages_pb';
import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import { agreeToPlace } from './consents.ts';
import type { Step } from './step.ts';
import * as texts from './texts.ts';

const intake = IntakeService.method;
type Around = { family: Family; places: string[] };

/** What is decided with a family: to wait, to lead it elsewhere, or to support it. */
export async function decide(
  s: Step,
  referral: Referral,
  { family, places }: Around,
): Promise<void> {
  const { plan, r, calendar } = s;
  const occurredOn = calendar.ago(plan.decided);
  const common = {
    referralId: referral.id,
    familySay: r.pick(texts.says),
    occurredOn,
    revision: referral.revision,
  };
  if (plan.state === 'waiting' || plan.state === 'contact_due') {
    const waitReason = r.pick(['no_tutor', 'no_slot', 'family_asked']);
    await s.me(
      intake.decideOnReferral,
      { ...common, outcome: 'wait', waitReason },
      s.key('decide'),
    );
    if (plan.state === 'contact_due') return;
    const contact = {
      referralId: referral.id,
      occurredOn: calendar.ago(r.between(3, 20)),
      note: r.pick(texts.waitingNotes),
      revision: 1,
    };
    await s.me(intake.recordWaitingContact, contact, s.key('contact'));
  } else if (plan.state.startsWith('led')) {
    const placeId = r.pick(places);
    await agreeToPlace(s, family.id, { id: placeId, on: calendar.ago(plan.visited) });
    await leadElsewhere(s, common, placeId);
  } else {
    await s.me(
      intake.decideOnReferral,
      { ...common, outcome: 'trajectory', needs: needsOf(s, family) },
      s.key('decide'),
    );
  }
}

async function leadElsewhere(
  s: Step,
  common: { referralId: string; occurredOn: string },
  placeId: string,
): Promise<void> {
  const { plan, r, calendar, profile } = s;
  const checkOn = calendar.ago(plan.decided - 21);
  const exclusions = r.chance(0.6)
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
  if (plan.state !== 'led_arrived') return;
  const { warmReferrals } = await s.me(intake.getFamily, { id: decided.familyId });
  const [warm] = warmReferrals;
  if (!warm) return;
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
