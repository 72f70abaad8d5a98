import { Textarea } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Trajectory } from '@katrol/proto/katrol/matching/v1/messages_pb';
import { matching } from '#api/transport.ts';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { useKatrolForm } from '#ui/form/use-form.ts';

/** Help with one tap: the note may stay empty. */
export function AskHelp({
  of,
  anchor,
  close,
}: {
  of: Trajectory;
  anchor: string;
  close: () => void;
}) {
  const { t } = useTranslation();
  const form = useKatrolForm({
    draft: `ask-help:${of.id}`,
    initial: { note: '' },
    call: (values, options) => matching.askForHelp({ trajectoryId: of.id, ...values }, options),
    saved: t('tutor.helpAsked', { name: anchor }),
    done: close,
  });
  return (
    <FormFrame of={form} submit={t('tutor.sendHelp')} cancel={close} testId="help-form">
      <p className="tight">{t('tutor.helpText', { name: anchor })}</p>
      <Textarea label={t('tutor.helpNote')} {...form.field('note')} />
    </FormFrame>
  );
}
