import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ReferralClosing, type ReferralStatus } from '@katrol/proto/katrol/intake/v1/codes';
import type { Referral } from '@katrol/proto/katrol/intake/v1/json';
import { IntakeService } from '#api/names.ts';
import { Field } from '#ui/form/field.tsx';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { useKatrolForm } from '#ui/form/use-form.ts';
import { isoDay } from '#ui/when.tsx';

type Props = { referral: Referral; close: () => void };

// where something was decided, it was no mistake and asked once
const DECIDED: readonly (ReferralStatus | '')[] = ['trajectory', 'led_elsewhere'];
const WENT: readonly ReferralClosing[] = ['not_wanted', 'moved', 'not_reachable'];

/** An honest way out: no other place is made up, and nothing is decided over a family's head. */
export function CloseForm({ referral, close }: Props) {
  const { t } = useTranslation();
  const { id: referralId, revision, status } = referral;
  const form = useKatrolForm({
    rpc: IntakeService.method.closeReferral,
    draft: `close:${referralId}`,
    initial: { referralId, revision, occurredOn: isoDay() },
    done: close,
  });
  const { why } = form.values;
  return (
    <FormFrame of={form} submit={t('waysOut.save')} cancel={close} testId="close-form">
      <Field
        of={form}
        at="why"
        label={t('waysOut.why')}
        codes={DECIDED.includes(status) ? WENT : ReferralClosing}
        chips
      />
      {why ? <Text className="quiet">{t(`waysOut.what.${why}`)}</Text> : null}
      {DECIDED.includes(status) ? <Text>{t('waysOut.stops')}</Text> : null}
      <Field
        of={form}
        at="familySay"
        label={t('waysOut.familySay')}
        description={t('families.familySaidHelp')}
      />
      <Field of={form} at="note" label={t('waysOut.note')} />
      <Field of={form} at="occurredOn" label={t('families.on')} maw={220} />
    </FormFrame>
  );
}
