import { Button, Checkbox, Group, Text } from '@mantine/core';
import { useQuery } from '@connectrpc/connect-query';
import { useTranslation } from 'react-i18next';
import {
  ReferralStatus,
  type Family,
  type Referral,
} from '@katrol/proto/katrol/intake/v1/messages_pb';
import { IntakeService } from '#api/names.ts';
import { intake } from '#api/transport.ts';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { useKatrolForm } from '#ui/form/use-form.ts';
import { Section } from '#ui/page.tsx';
import { useUrl } from '#ui/url.ts';
import { When } from '#ui/when.tsx';
import { AdvicePart } from './advice-part.tsx';
import { DecideForm } from './decide-form.tsx';
import { PlanVisitForm } from './plan-visit-form.tsx';
import { RecordVisitForm } from './record-visit-form.tsx';

type Step = 'plan' | 'visit' | 'decide';
const STEPS: Partial<Record<ReferralStatus, Step[]>> = {
  [ReferralStatus.SUBMITTED]: ['plan', 'visit'],
  [ReferralStatus.VISIT_PLANNED]: ['visit', 'plan'],
  [ReferralStatus.VISITED]: ['decide', 'visit'],
  [ReferralStatus.WAITING]: ['decide'],
};

/** What comes next for a referral, and the form that does it. Decided ones ask for nothing. */
export function NextStep({ referral, family }: { referral: Referral; family: Family }) {
  const { t } = useTranslation();
  const [search, change] = useUrl();
  const profile = useQuery(IntakeService.method.getProfile, {
    branchCode: family.branchCode,
    version: referral.profileVersion,
  });
  const steps = STEPS[referral.status] ?? [];
  const open = steps.find((step) => step === search.doe);
  const close = () => change({ doe: undefined });
  if (referral.status === ReferralStatus.CONSENT_AWAITED)
    return (
      <Section title={t('families.nextStep')} id="volgende-stap">
        <ConfirmConsent referral={referral} />
      </Section>
    );
  if (!steps.length) return null;
  return (
    <Section title={t('families.nextStep')} id="volgende-stap">
      <Text mb="sm">
        {t(`families.step.${ReferralStatus[referral.status]}`)}{' '}
        {referral.visit?.plannedFor && referral.status === ReferralStatus.VISIT_PLANNED ? (
          <When at={referral.visit.plannedFor} />
        ) : null}
      </Text>
      {open ? null : (
        <Group>
          {steps.map((step, index) => (
            <Button
              key={step}
              variant={index ? 'light' : 'filled'}
              onClick={() => change({ doe: step })}
            >
              {t(
                referral.status === ReferralStatus.VISITED && step === 'visit'
                  ? 'families.do.amend'
                  : `families.do.${step}`,
              )}
            </Button>
          ))}
        </Group>
      )}
      {open === 'plan' ? <PlanVisitForm referral={referral} close={close} /> : null}
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

function ConfirmConsent({ referral }: { referral: Referral }) {
  const { t } = useTranslation();
  const form = useKatrolForm({
    initial: {
      priorConsent: {
        familyAgreed: referral.priorConsent?.familyAgreed ?? false,
        familyInformed: referral.priorConsent?.familyInformed ?? false,
      },
    },
    call: (values, options) =>
      intake.confirmPriorConsent(
        { referralId: referral.id, revision: referral.revision, ...values },
        options,
      ),
  });
  return (
    <FormFrame of={form} submit={t('families.confirmConsent')}>
      <Text>{t('families.consentAwaited')}</Text>
      <Checkbox label={t('families.familyAgreed')} {...form.check('priorConsent.familyAgreed')} />
      <Checkbox
        label={t('families.familyInformed')}
        {...form.check('priorConsent.familyInformed')}
      />
    </FormFrame>
  );
}
