import { Checkbox, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ReferralForm, SubmitReferralResponse } from '@katrol/proto/katrol/intake/v1/json';
import { IntakeService } from '#api/names.ts';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { useKatrolForm } from '#ui/form/use-form.ts';
import {
  ChildrenFields,
  PriorConsentFields,
  ReachFields,
  ReasonFields,
  ReferrerFields,
  SelfQuestion,
} from './referral-fields.tsx';
import { startOf, tidied } from './referral-values.ts';

/** What somebody fills in who refers a family, or who asks for itself. */
export function PublicForm({
  of,
  self,
  sent,
}: {
  of: ReferralForm;
  self: boolean;
  sent: (answer: SubmitReferralResponse) => void;
}) {
  const { t, i18n } = useTranslation();
  const kinds = of.referrers.filter((kind) => kind !== 'parent');
  const code = of.branch?.code ?? '';
  const form = useKatrolForm({
    rpc: IntakeService.method.submitReferral,
    draft: `public-referral:${code}:${self ? 'self' : 'third'}`,
    ofNobody: true,
    initial: startOf(code, self ? 'parent' : (kinds[0] ?? 'other'), self ? i18n.language : ''),
    tidy: tidied,
    done: sent,
    saved: '',
  });
  return (
    <FormFrame
      of={form}
      submit={self ? t('referral.sendQuestion') : t('referral.send')}
      testId="referral-form"
    >
      <Stack>
        {self ? <SelfQuestion of={form} /> : <ReferrerFields of={form} kinds={kinds} />}
        <ChildrenFields of={form} self={self} />
        <ReachFields of={form} self={self} />
        {self ? null : <ReasonFields of={form} />}
        {!self && of.priorConsentAndInformation ? <PriorConsentFields of={form} /> : null}
        <Checkbox
          label={t('referral.stayOnDevice')}
          description={t('referral.stayOnDeviceText')}
          checked={form.onDevice}
          onChange={(event) => form.stayOnDevice(event.currentTarget.checked)}
        />
        <Text className="quiet">
          {self ? t('referral.voluntarySelf') : t('referral.voluntary')}
        </Text>
      </Stack>
    </FormFrame>
  );
}
