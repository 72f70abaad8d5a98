import { TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Referral } from '@katrol/proto/katrol/intake/v1/messages_pb';
import { intake } from '#api/transport.ts';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { OneOf } from '#ui/form/ticks.tsx';
import { useKatrolForm } from '#ui/form/use-form.ts';
import { isoDay } from '#ui/when.tsx';

export const VISIT_PLACES = ['home', 'school', 'by_phone', 'elsewhere'];

/** When and where the first conversation takes place. */
export function PlanVisitForm({ referral, close }: { referral: Referral; close: () => void }) {
  const { t } = useTranslation();
  const form = useKatrolForm({
    draft: `plan-visit:${referral.id}`,
    initial: {
      plannedFor: referral.visit?.plannedFor || `${isoDay(3)}T16:00`,
      place: referral.visit?.place || 'home',
    },
    call: (values, options) =>
      intake.planVisit(
        { referralId: referral.id, revision: referral.revision, ...values },
        options,
      ),
    done: close,
  });
  return (
    <FormFrame of={form} submit={t('families.planVisit')} cancel={close} testId="plan-visit-form">
      <TextInput
        type="datetime-local"
        label={t('families.visitWhen')}
        maw={280}
        {...form.field('plannedFor')}
      />
      <OneOf
        label={t('families.visitWhere')}
        list="visitPlace"
        codes={VISIT_PLACES}
        value={form.form.values.place}
        onChange={(place) => form.form.setFieldValue('place', place)}
        field="place"
      />
    </FormFrame>
  );
}
