import { useTranslation } from 'react-i18next';
import type { Referral } from '@katrol/proto/katrol/intake/v1/json';
import { IntakeService } from '#api/names.ts';
import { Field } from '#ui/form/field.tsx';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { useKatrolForm } from '#ui/form/use-form.ts';
import { isoDay } from '#ui/when.tsx';

/** When and where the first conversation takes place. */
export function PlanVisitForm({ referral, close }: { referral: Referral; close: () => void }) {
  const { t } = useTranslation();
  const form = useKatrolForm({
    rpc: IntakeService.method.planVisit,
    draft: `plan-visit:${referral.id}`,
    initial: {
      referralId: referral.id,
      revision: referral.revision,
      plannedFor: referral.visit?.plannedFor || `${isoDay(3)}T16:00`,
      place: referral.visit?.place || 'home',
    },
    done: close,
  });
  return (
    <FormFrame of={form} submit={t('families.planVisit')} cancel={close} testId="plan-visit-form">
      <Field of={form} at="plannedFor" label={t('families.visitWhen')} maw={280} />
      <Field of={form} at="place" label={t('families.visitWhere')} chips />
    </FormFrame>
  );
}
