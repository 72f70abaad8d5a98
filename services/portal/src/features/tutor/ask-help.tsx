import { useTranslation } from 'react-i18next';
import type { Trajectory } from '@katrol/proto/katrol/matching/v1/json';
import { MatchingService } from '#api/names.ts';
import { Field } from '#ui/form/field.tsx';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { useKatrolForm } from '#ui/form/use-form.ts';

type Props = { of: Trajectory; anchor: string; close: () => void };

/** Help with one tap: the note may stay empty. */
export function AskHelp({ of, anchor, close }: Props) {
  const { t } = useTranslation();
  const form = useKatrolForm({
    rpc: MatchingService.method.askForHelp,
    draft: `ask-help:${of.id}`,
    initial: { trajectoryId: of.id },
    saved: t('tutor.helpAsked', { name: anchor }),
    done: close,
  });
  return (
    <FormFrame of={form} submit={t('tutor.sendHelp')} cancel={close} testId="help-form">
      <p className="tight">{t('tutor.helpText', { name: anchor })}</p>
      <Field of={form} at="note" label={t('tutor.helpNote')} />
    </FormFrame>
  );
}
