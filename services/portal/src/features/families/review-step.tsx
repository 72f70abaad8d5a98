import { Button, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Referral } from '@katrol/proto/katrol/intake/v1/json';
import { IntakeService } from '#api/names.ts';
import { Field } from '#ui/form/field.tsx';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { useKatrolForm } from '#ui/form/use-form.ts';
import { Section } from '#ui/page.tsx';
import { useUrl } from '#ui/url.ts';
import { useSayDate } from '#ui/when.tsx';

/** A reason that led elsewhere, or made wait, is looked at again on its day. */
export function ReviewStep({ referral }: { referral: Referral }) {
  const { t } = useTranslation();
  const sayDate = useSayDate();
  const [search, change] = useUrl();
  const mine = `bekijk-${referral.id}`;
  const on = referral.decision?.reviewOn ?? '';
  if (on === '') return null;
  return (
    <Section title={t('waysOut.review.title')} id="opnieuw-bekijken">
      <Text mb="sm">{t('waysOut.review.text', { on: sayDate(on) })}</Text>
      {search.doe === mine ? (
        <ReviewForm referral={referral} close={() => change({ doe: undefined })} />
      ) : (
        <Button variant="light" onClick={() => change({ doe: mine })}>
          {t('waysOut.review.do')}
        </Button>
      )}
    </Section>
  );
}

function ReviewForm({ referral, close }: { referral: Referral; close: () => void }) {
  const { t } = useTranslation();
  const { id: referralId, revision } = referral;
  const form = useKatrolForm({
    rpc: IntakeService.method.recordReview,
    draft: `review:${referralId}`,
    initial: { referralId, revision },
    done: close,
  });
  return (
    <FormFrame of={form} submit={t('waysOut.review.save')} cancel={close} testId="review-form">
      <Field of={form} at="note" label={t('waysOut.review.note')} />
      <Field of={form} at="reviewOn" label={t('waysOut.review.again')} maw={220} />
    </FormFrame>
  );
}
