import type { LifeDomain } from '@katrol/proto/katrol/common/v1/codes';
import type { Answer } from '@katrol/proto/katrol/intake/v1/codes';
import type { Family, Referral } from '@katrol/proto/katrol/intake/v1/messages_pb';
import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import { townOf } from './consortium.ts';
import { consents } from './consents.ts';
import { decide } from './decisions.ts';
import { enter } from './enter.ts';
import { each } from './load.ts';
import { supported, type FamilyPlan } from './plan-families.ts';
import { Random } from './random.ts';
import { stepOf, type Desk, type Step } from './step.ts';
import * as texts from './texts.ts';
import { afterwards, leaves, news } from './ways-out.ts';

const intake = IntakeService.method;

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

/**
 * From a family's question to the decision taken with it, as far as its state goes. Gives the
 * family where it goes on to support.
 */
export async function loadFamily(
  desk: Desk,
  plan: FamilyPlan,
  places: string[],
): Promise<Family | undefined> {
  const s = stepOf(desk, plan, 'intake');
  let referral = await enter(s);
  if (plan.state === 'submitted' || plan.state === 'consent_awaited') return undefined;
  if (await leaves(s, referral, places)) return undefined;
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
  const decided = await decide(s, referral, { family, places });
  await afterwards(s, decided);
  await news(s, family);
  return supported(plan.state) || plan.state === 'asked' ? family : undefined;
}

async function visit(s: Step, referral: Referral): Promise<Referral> {
  const { plan, r, profile } = s;
  const rules = profile?.intake;
  const answer = (exclusion: boolean): Answer =>
    exclusion ? 'not_met' : r.pick(['met', 'met', 'not_met', 'unknown']);
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

const lifeDomains = ({ plan, r }: Step): LifeDomain[] =>
  plan.state.startsWith('led')
    ? ['homework']
    : [
        'homework',
        ...r.some(
          ['housing', 'money', 'administration', 'social_network', 'language', 'health'],
          r.between(1, 2),
        ),
      ];
