import { DecisionOutcome } from '@katrol/proto/katrol/intake/v1/events_pb';
import {
  Answer,
  ConsentMeans,
  ConsentPurpose,
  type Family,
  type Referral,
} from '@katrol/proto/katrol/intake/v1/messages_pb';
import {
  PlaceKind,
  ReferrerKind,
  type ProfileDocument,
} from '@katrol/proto/katrol/intake/v1/profile_pb';
import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import type { Calendar } from './calendar.ts';
import { townOf, type Branch } from './consortium.ts';
import { each } from './load.ts';
import { referrerFirstNames } from './names.ts';
import { stageOf, supported, type FamilyPlan } from './plan-families.ts';
import type { Person } from './portal.ts';
import { Random } from './random.ts';
import * as texts from './texts.ts';

const intake = IntakeService.method;

/** What the steps of one branch share. */
export type Desk = {
  me: Person;
  branch: Branch;
  profile: ProfileDocument | undefined;
  calendar: Calendar;
};
type Step = Desk & { plan: FamilyPlan; r: Random; key: (what: string) => string };

export const stepOf = (desk: Desk, plan: FamilyPlan, what: string): Step => ({
  ...desk,
  plan,
  r: new Random(`${what} ${desk.branch.code} ${plan.key}`),
  key: (step) => `demo-${desk.branch.code}-${plan.key}-${step}`,
});

/** The places a branch leads families to. Gives their ids. */
export async function loadPlaces({ me, branch, calendar }: Desk, count: number): Promise<string[]> {
  const r = new Random(`places ${branch.code}`);
  const town = townOf(branch).split(/,| en /)[0] ?? '';
  const ids: string[] = [];
  await each([...r.some(texts.places, count).entries()], 2, async ([n, { name, domains }]) => {
    const place = {
      branchCode: branch.code,
      name: name.replace('{town}', town),
      domains: [...domains],
      phone: `0499 03 ${10 + n} 00`,
      address: `Markt ${n + 1}, ${town}`,
      lastConfirmedOn: calendar.ago(10 + n * 31),
    };
    ids[n] = (await me(intake.keepSocialMapPlace, { place }, `demo-${branch.code}-place-${n}`)).id;
  });
  return ids;
}

/** From a family's question to the decision taken with it, as far as its state goes. Gives the family where it goes on to support. */
export async function loadFamily(
  desk: Desk,
  plan: FamilyPlan,
  places: string[],
): Promise<Family | undefined> {
  const s = stepOf(desk, plan, 'intake');
  let referral = await enter(s);
  if (plan.state === 'submitted' || plan.state === 'consent_awaited') return undefined;
  if (plan.state === 'visit_planned' || plan.state === 'visit_to_write_up') {
    const day = desk.calendar.ago(
      plan.state === 'visit_planned' ? -s.r.between(1, 7) : s.r.between(1, 3),
    );
    await s.me(
      intake.planVisit,
      {
        referralId: referral.id,
        plannedFor: `${day}T16:30`,
        place: 'home',
        revision: referral.revision,
      },
      s.key('plan'),
    );
    return undefined;
  }
  referral = await visit(s, referral);
  if (plan.state === 'visited') return undefined;
  const family = await consents(s, referral.familyId);
  await decide(s, referral, { family, places });
  return supported(plan.state) || plan.state === 'asked' ? family : undefined;
}

function referrerOf({ r, profile, plan }: Step): {
  kind: ReferrerKind;
  name: string;
  organisation: string;
} {
  const open = profile?.intake?.referrers ?? [];
  const wanted = r.pick([
    ReferrerKind.SCHOOL,
    ReferrerKind.SCHOOL,
    ReferrerKind.SCHOOL,
    ReferrerKind.CLB,
    ReferrerKind.OCMW,
    ReferrerKind.PARENT,
    ReferrerKind.PARENT,
  ]);
  const kind =
    plan.state !== 'consent_awaited' && open.includes(wanted) ? wanted : ReferrerKind.SCHOOL;
  const name = r.pick(referrerFirstNames);
  const school = plan.children[0]?.school ?? '';
  const organisation =
    kind === ReferrerKind.SCHOOL
      ? school
      : kind === ReferrerKind.PARENT
        ? ''
        : kind === ReferrerKind.CLB
          ? `CLB ${plan.town}`
          : `OCMW ${plan.town}`;
  return { kind, name: kind === ReferrerKind.PARENT ? '' : name, organisation };
}

async function enter(s: Step): Promise<Referral> {
  const { plan, r, branch, calendar } = s;
  const agreed = plan.state !== 'consent_awaited';
  return await s.me(
    intake.enterReferral,
    {
      referral: {
        branchCode: branch.code,
        referrer: referrerOf(s),
        reason: r.pick(texts.reasons),
        expectation: r.pick(texts.expectations),
        familyQuestion: r.pick(texts.questions),
        children: plan.children,
        occurredOn: calendar.ago(plan.asked),
        contact: {
          familyName: plan.familyName,
          phone: plan.phone,
          language: plan.language,
          howToReach: r.chance(0.3) ? 'Na 17 uur' : '',
        },
        // asked, but not yet informed: not accepted yet
        priorConsent: { familyAgreed: agreed || r.chance(0.5), familyInformed: agreed },
        address: { streetAndNumber: plan.street, municipality: plan.town },
      },
    },
    s.key('enter'),
  );
}

async function visit(s: Step, referral: Referral): Promise<Referral> {
  const { plan, r, profile } = s;
  const rules = profile?.intake;
  const answer = (exclusion: boolean): Answer =>
    exclusion ? Answer.NOT_MET : r.pick([Answer.MET, Answer.MET, Answer.NOT_MET, Answer.UNKNOWN]);
  return await s.me(
    intake.recordVisit,
    {
      referralId: referral.id,
      heldOn: s.calendar.ago(plan.visited),
      place: 'home',
      familyQuestion: r.pick(texts.questions),
      saidVoluntary: true,
      answers: (rules?.conversationGuide ?? [])
        .slice(0, 3)
        .map((q) => ({ code: q.code, text: r.pick(texts.guideAnswers) })),
      languageSupports: plan.language === 'nl' ? [] : r.some(rules?.languageSupports ?? [], 1),
      indicators: [
        ...(rules?.criteriaSet?.criteria ?? []).map((c) => ({
          code: c.code,
          answer: answer(false),
        })),
        ...(rules?.exclusions ?? []).map((x) => ({ code: x.code, answer: answer(true) })),
      ],
      lifeDomains: lifeDomains(s),
      revision: referral.revision,
    },
    s.key('visit'),
  );
}

const lifeDomains = ({ plan, r }: Step): string[] =>
  plan.state.startsWith('led')
    ? ['homework']
    : [
        'homework',
        ...r.some(
          ['housing', 'money', 'administration', 'social_network', 'language', 'health'],
          r.between(1, 2),
        ),
      ];

async function consents(s: Step, familyId: string): Promise<Family> {
  const { plan, r } = s;
  const language = plan.language === 'ti' || r.chance(0.4) ? plan.language : 'nl';
  const means = language === 'nl' ? ConsentMeans.SPOKEN : ConsentMeans.WITH_INTERPRETER;
  const ask = (purpose: ConsentPurpose, given: boolean) =>
    s.me(
      intake.recordConsent,
      {
        familyId,
        purpose,
        given,
        means,
        language,
        givenBy: r.pick(['moeder', 'vader', 'grootmoeder']),
        occurredOn: s.calendar.ago(plan.visited),
      },
      s.key(`consent-${purpose}`),
    );
  let family = await ask(ConsentPurpose.REGISTRATION, true);
  if (supported(plan.state) || plan.state === 'asked')
    family = await ask(ConsentPurpose.SHARING_WITH_TUTOR, true);
  if (r.chance(0.35)) family = await ask(ConsentPurpose.SHARING_WITH_SCHOOL, r.chance(0.7));
  return family;
}

type Around = { family: Family; places: string[] };

async function decide(s: Step, referral: Referral, { family, places }: Around): Promise<void> {
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
      { ...common, outcome: DecisionOutcome.WAIT, waitReason },
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
    await leadElsewhere(s, common, r.pick(places));
  } else {
    await s.me(
      intake.decideOnReferral,
      { ...common, outcome: DecisionOutcome.TRAJECTORY, needs: needsOf(s, family) },
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
    outcome: DecisionOutcome.LEAD_ELSEWHERE,
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
  const home = profile?.support?.places.includes(PlaceKind.HOME) ?? true;
  return {
    children: family.children.map((c) => ({
      childId: c.id,
      grade: c.grade,
      stage: stageOf(c.grade),
    })),
    slots: plan.slots,
    languages: [plan.language],
    cell: plan.cell,
    placeKind: home ? PlaceKind.HOME : PlaceKind.SCHOOL,
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
