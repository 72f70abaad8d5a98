import type { ReferrerKind } from '@katrol/proto/katrol/intake/v1/codes';
import type { Referral } from '@katrol/proto/katrol/intake/v1/messages_pb';
import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import { referrerFirstNames } from './names.ts';
import type { FamilyPlan } from './plan-families.ts';
import type { Step } from './step.ts';
import * as texts from './texts.ts';

const intake = IntakeService.method;

function referrerOf({ r, profile, plan }: Step): {
  kind: ReferrerKind;
  name: string;
  organisation: string;
  email: string;
  phone: string;
} {
  const open = profile?.intake?.referrers ?? [];
  const wanted = r.pick(['school', 'school', 'school', 'clb', 'ocmw', 'parent', 'parent']);
  const kind = plan.state !== 'consent_awaited' && open.includes(wanted) ? wanted : 'school';
  const name = r.pick(referrerFirstNames);
  const school = plan.children[0]?.school ?? '';
  const organisation =
    kind === 'school'
      ? school
      : kind === 'parent'
        ? ''
        : kind === 'clb'
          ? `CLB ${plan.town}`
          : `OCMW ${plan.town}`;
  if (kind === 'parent') return { kind, name: '', organisation, email: '', phone: '' };
  const email = r.chance(0.4) ? `${name.toLowerCase()}.${r.between(100, 999)}@school.invalid` : '';
  const phone = r.chance(0.4) ? `0499 05 ${r.between(10, 99)} ${r.between(10, 99)}` : '';
  return { kind, name, organisation, email, phone };
}

/** What another referral says otherwise. */
export type Otherwise = {
  /** of the command; each has its own key */
  what?: string;
  /** the file that it joins */
  familyId?: string;
  plan?: Partial<FamilyPlan>;
};

/** A family's question comes in: for the first time, or another time and then otherwise. */
export async function enter(s: Step, o: Otherwise = {}): Promise<Referral> {
  const { r, branch, calendar } = s;
  const plan = { ...s.plan, ...o.plan };
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
          email: r.chance(0.25) ? `thuis.${r.between(1_000, 9_999)}@gezin.invalid` : '',
          language: plan.language,
          howToReach: r.chance(0.3) ? 'Na 17 uur' : '',
        },
        // asked, but not yet informed: not accepted yet
        priorConsent: { familyAgreed: agreed || r.chance(0.5), familyInformed: agreed },
        address: { streetAndNumber: plan.street, municipality: plan.town },
      },
      familyId: o.familyId ?? '',
    },
    s.key(o.what ?? 'enter'),
  );
}
