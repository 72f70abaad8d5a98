import { useTranslation } from 'react-i18next';
import type { HelpRequest } from '@katrol/proto/katrol/matching/v1/json';
import { MatchingService } from '#api/names.ts';
import { Field } from '../form/field.tsx';
import { FormFrame } from '../form/form-frame.tsx';
import { useKatrolForm } from '../form/use-form.ts';

/** The answer to a tutor who asked for help. */
export function AnswerForm({ one }: { one: HelpRequest }) {
  const { t } = useTranslation();
  const form = useKatrolForm({
    rpc: MatchingService.method.answerHelp,
    draft: `help:${one.id}`,
    initial: { helpRequestId: one.id, revision: one.revision },
  });
  return (
    <FormFrame of={form} submit={t('trajectory.sendAnswer')} testId="answer-help-form">
      <Field of={form} at="answer" label={t('trajectory.yourAnswer')} />
    </FormFrame>
  );
}
