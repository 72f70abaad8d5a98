import { Button, Group, Text } from '@mantine/core';
import { useQuery } from '#api/query.ts';
import { useTranslation } from 'react-i18next';
import type { ReferralStatus } from '@katrol/proto/katrol/intake/v1/codes';
import type { Family, Referral } from '@katrol/proto/katrol/intake/v1/json';
import { IntakeService } from '#api/names.ts';
import { Field } from '#ui/form/field.tsx';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { useKatrolForm } from '#ui/form/use-form.ts';
import { Section } from '#ui/page.tsx';
import { useUrl } from '#ui/url.ts';
import { When } from '#ui/when.tsx';
import { AdvicePart } from './advice-part.tsx';
import { CloseForm } from './close-form.tsx';
import { DecideForm } from './decide-form.tsx';
import { EndedStep } from './ended-step.tsx';
import { Forgetting } from './forgetting.tsx';
import { PlanVisitForm } from './plan-visit-form.tsx';
import { RecordVisitForm } from './record-visit-form.tsx';

type Step = 'plan' | 'visit' | 'decide' | 'close';
const STEPS = {
  submitted: ['plan', 'visit', 'decide', 'close'],
  visit_planned: ['visit', 'plan', 'decide', 'close'],
  visited: ['decide', 'visit', 'close'],
  waiting: ['decide', 'close'],
} as const satisfies Partial<Record<ReferralStatus, Step[]>>;
const ENDED: readonly ReferralStatus[] = [
  'not_wanted',
  'by_mistake',
  'double',
  'moved',
  'not_reachable',
  'led_elsewhere',
];
type Open = keyof typeof STEPS;
const isOpen = (status: string): status is Open => status in STEPS;

/** What comes next for a referral, and the form that does it. Decided ones ask for nothing. */
export function NextStep({ referral, family }: { referral: Referral; family: Family }) {
  const { t } = useTranslation();
  const [search, change] = useUrl();
  const profile = useQuery(IntakeService.method.getProfile, {
    branchCode: family.branchCode,
    version: referral.profileVersion,
  });
  const { status } = referral;
  if (!isOpen(status)) return <OtherStep referral={referral} />;
  const steps: readonly Step[] = STEPS[status];
  const open = steps.find((step) => step === search.doe);
  const close = () => change({ doe: undefined });
  return (
    <Section title={t('families.nextStep')} id="volgende-stap">
      <Text mb="sm">
        {t(`families.step.${status}`)}{' '}
        {referral.visit?.plannedFor && status === 'visit_planned' ? (
          <When at={referral.visit.plannedFor} />
        ) : null}
      </Text>
      {open ? null : (
        <Group>
          {steps.map((step, index) => (
            <Button
              key={step}
              variant={step === 'close' ? 'subtle' : index ? 'light' : 'filled'}
              onClick={() => change({ doe: step })}
            >
              {t(
                status === 'visited' && step === 'visit'
                  ? 'families.do.amend'
                  : `families.do.${step}`,
              )}
            </Button>
          ))}
        </Group>
      )}
      {open === 'plan' ? <PlanVisitForm referral={referral} close={close} /> : null}
      {open === 'close' ? <CloseForm referral={referral} close={close} /> : null}
      {open === 'visit' && profile.data ? (
        <RecordVisitForm referral={referral} profile={profile.data} close={close} />
      ) : null}
      {open === 'decide' && profile.data ? (
        <div className="plain">
          <AdvicePart referral={referral} />
          <DecideForm referral={referral} family={family} profile={profile.data} close={close} />
        </div>
      ) : null}
    </Section>
  );
}

/** What there is to do where no form of ours comes next. */
function OtherStep({ referral }: { referral: Referral }) {
  const { t } = useTranslation();
  const { status } = referral;
  if (status === 'consent_awaited') return <Awaited referral={referral} />;
  if (status === 'trajectory')
    return (
      <Section title={t('families.nextStep')} id="volgende-stap">
        <Away referral={referral} />
      </Section>
    );
  if (status !== '' && ENDED.includes(status)) return <EndedStep referral={referral} />;
  return null;
}

/** The way out of a question that has a step of its own, or none. */
function Away({ referral }: { referral: Referral }) {
  const { t } = useTranslation();
  const [search, change] = useUrl();
  const mine = `weg-${referral.id}`;
  const close = () => change({ doe: undefined });
  if (search.doe === mine) return <CloseForm referral={referral} close={close} />;
  return (
    <Button variant="subtle" onClick={() => change({ doe: mine })}>
      {t('families.do.close')}
    </Button>
  );
}

/** The family's yes is still to come, or it said no. */
function Awaited({ referral }: { referral: Referral }) {
  const { t } = useTranslation();
  const { declinedOn, forgottenOn } = referral;
  return (
    <Section title={t('families.nextStep')} id="volgende-stap">
      {declinedOn ? <Text>{t('families.declined')}</Text> : null}
      {declinedOn || forgottenOn ? null : <ConfirmConsent referral={referral} />}
      <Forgetting of={referral} />
      <Away referral={referral} />
    </Section>
  );
}

function ConfirmConsent({ referral }: { referral: Referral }) {
  const { t } = useTranslation();
  const { id: referralId, revision, priorConsent } = referral;
  const form = useKatrolForm({
    rpc: IntakeService.method.confirmPriorConsent,
    initial: { referralId, revision, priorConsent },
  });
  return (
    <FormFrame of={form} submit={t('families.confirmConsent')}>
      <Text>{t('families.consentAwaited')}</Text>
      <Field of={form} at="priorConsent.familyAgreed" label={t('families.familyAgreed')} />
      <Field of={form} at="priorConsent.familyInformed" label={t('families.familyInformed')} />
    </FormFrame>
  );
}
