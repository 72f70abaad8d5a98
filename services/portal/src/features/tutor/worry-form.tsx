import { useTranslation } from 'react-i18next';
import type { Trajectory } from '@katrol/proto/katrol/matching/v1/json';
import { MatchingService } from '#api/names.ts';
import { Field } from '#ui/form/field.tsx';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { useKatrolForm } from '#ui/form/use-form.ts';
import { WhoToCall } from '#ui/trajectory/worries.tsx';

type Props = { of: Trajectory; anchor: string; close: () => void };

/** A worry about safety: one tap, to the coordinator only; whom to call stands beside it. */
export function WorryForm({ of, anchor, close }: Props) {
  const { t } = useTranslation();
  const name = anchor || t('tutor.anchorUnnamed');
  const form = useKatrolForm({
    rpc: MatchingService.method.raiseWorry,
    draft: `worry:${of.id}`,
    initial: { trajectoryId: of.id },
    saved: t('tutor.worrySent', { name }),
    done: close,
  });
  return (
    <FormFrame of={form} submit={t('tutor.sendWorry')} cancel={close} testId="worry-form">
      <p className="tight">{t('tutor.worryText', { name })}</p>
      <WhoToCall />
      <Field of={form} at="note" label={t('tutor.worryNote')} />
    </FormFrame>
  );
}
