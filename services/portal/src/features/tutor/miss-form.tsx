import { Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Session, Trajectory } from '@katrol/proto/katrol/matching/v1/messages_pb';
import { sendLater } from '#api/outbox.ts';
import { matching } from '#api/transport.ts';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { OneOf } from '#ui/form/ticks.tsx';
import { useKatrolForm } from '#ui/form/use-form.ts';
import { isoDay } from '#ui/when.tsx';

type Props = { of: Trajectory; session?: Session; close: () => void };

/** It could not happen: opens a conversation, blames nobody. */
export function MissForm({ of, session, close }: Props) {
  const { t } = useTranslation();
  const planned = session?.plannedFor.slice(0, 10) ?? '';
  const fixed = {
    trajectoryId: of.id,
    sessionId: session?.id ?? '',
    revision: session?.revision ?? 0,
  };
  const form = useKatrolForm<
    {
      occurredOn: string;
      missedBy: string;
      whatMadeItHard: string;
      whatIsNeeded: string;
      nextPlannedFor: string;
    },
    unknown
  >({
    draft: `miss:${session?.id ?? of.id}`,
    initial: {
      occurredOn: planned || isoDay(),
      missedBy: '',
      whatMadeItHard: '',
      whatIsNeeded: '',
      nextPlannedFor: '',
    },
    call: (values, options) => matching.missSession({ ...values, ...fixed }, options),
    later: (values, key) => sendLater('missSession', { ...values, ...fixed }, key),
    saved: t('tutor.missedSaved'),
    done: close,
  });
  const { values, setFieldValue } = form.form;
  return (
    <FormFrame of={form} submit={t('tutor.saveMissed')} cancel={close} testId="miss-form">
      <p className="tight">{t('tutor.missedText')}</p>
      <OneOf
        label={t('tutor.whoCouldNot')}
        list="missedBy"
        codes={['family', 'tutor', 'branch']}
        value={values.missedBy}
        onChange={(missedBy) => setFieldValue('missedBy', missedBy)}
        field="missedBy"
      />
      <Textarea label={t('tutor.whatMadeItHard')} {...form.field('whatMadeItHard')} />
      <Textarea
        label={t('tutor.whatIsNeeded')}
        description={t('tutor.whatIsNeededHelp')}
        {...form.field('whatIsNeeded')}
      />
      <TextInput type="date" label={t('tutor.on')} {...form.field('occurredOn')} />
      <TextInput
        type="datetime-local"
        label={t('tutor.nextWhen')}
        description={t('tutor.nextWhenHelp')}
        {...form.field('nextPlannedFor')}
      />
    </FormFrame>
  );
}
