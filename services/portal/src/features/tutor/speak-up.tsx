import { Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SchoolLiaisonService } from '#api/names.ts';
import { Field } from '#ui/form/field.tsx';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { useKatrolForm } from '#ui/form/use-form.ts';
import { Section } from '#ui/page.tsx';

const { raiseSignal, askAtReturnMoment } = SchoolLiaisonService.method;
type Of = { branchCode: string };

/** What a tutor sees of how schools work, and asks them: about the work, never about somebody. */
export function SpeakUp({ branchCode }: Of) {
  const { t } = useTranslation();
  const [says, setSays] = useState<'nothing' | 'signal' | 'question'>('nothing');
  const close = () => setSays('nothing');
  return (
    <Section title={t('tutor.speakUp')}>
      <Text className="quiet">{t('tutor.speakUpText')}</Text>
      {says === 'signal' ? (
        <SignalForm branchCode={branchCode} close={close} />
      ) : says === 'question' ? (
        <QuestionForm branchCode={branchCode} close={close} />
      ) : (
        <Group gap="xs">
          <Button variant="light" onClick={() => setSays('signal')}>
            {t('tutor.giveSignal')}
          </Button>
          <Button variant="light" onClick={() => setSays('question')}>
            {t('tutor.askSchools')}
          </Button>
        </Group>
      )}
    </Section>
  );
}

type Props = Of & { close: () => void };

function SignalForm({ branchCode, close }: Props) {
  const { t } = useTranslation();
  const form = useKatrolForm({
    rpc: raiseSignal,
    draft: 'tutor-signal:new',
    initial: { branchCode, theme: 'homework' },
    saved: t('tutor.signalGiven'),
    done: close,
  });
  return (
    <FormFrame of={form} submit={t('tutor.sendSignal')} cancel={close} testId="signal-form">
      <Field of={form} at="theme" label={t('tutor.signalTheme')} chips />
      <Field of={form} at="text" label={t('tutor.signalText')} minRows={3} />
    </FormFrame>
  );
}

function QuestionForm({ branchCode, close }: Props) {
  const { t } = useTranslation();
  const form = useKatrolForm({
    rpc: askAtReturnMoment,
    draft: 'return-question:new',
    initial: { branchCode },
    saved: t('tutor.questionKept'),
    done: close,
  });
  return (
    <FormFrame of={form} submit={t('tutor.sendQuestion')} cancel={close} testId="question-form">
      <Field of={form} at="text" label={t('tutor.questionText')} minRows={3} />
    </FormFrame>
  );
}
