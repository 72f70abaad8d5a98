import { Text, Textarea } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { HelpRequest } from '@katrol/proto/katrol/matching/v1/messages_pb';
import { FormFrame } from '../form/form-frame.tsx';
import { useKatrolForm } from '../form/use-form.ts';
import { Section } from '../page.tsx';
import { When } from '../when.tsx';
import type { Commands, PlanProps } from './commands.ts';

/** Help that the tutor asked for, and its answer. */
export function Help({ of, commands, mayAnswer = true }: PlanProps & { mayAnswer?: boolean }) {
  const { t } = useTranslation();
  if (!of.help.length) return null;
  const sorted = [...of.help].sort(
    (a, b) =>
      Number(Boolean(a.answeredOn)) - Number(Boolean(b.answeredOn)) ||
      b.askedOn.localeCompare(a.askedOn),
  );
  return (
    <Section title={t('trajectory.help')} id="hulp">
      <ul className="plain">
        {sorted.map((one) => (
          <li key={one.id}>
            <Text className="quiet">
              <When at={one.askedOn} />
            </Text>
            <Text>{one.note || t('trajectory.helpNoNote')}</Text>
            {one.answeredOn ? (
              <blockquote className="quote">
                {one.answer} <When at={one.answeredOn} />
              </blockquote>
            ) : null}
            {!one.answeredOn && mayAnswer ? <AnswerForm one={one} commands={commands} /> : null}
            {!one.answeredOn && !mayAnswer ? (
              <Text className="quiet">{t('trajectory.helpWaits')}</Text>
            ) : null}
          </li>
        ))}
      </ul>
    </Section>
  );
}

function AnswerForm({ one, commands }: { one: HelpRequest; commands: Commands }) {
  const { t } = useTranslation();
  const form = useKatrolForm({
    draft: `help:${one.id}`,
    initial: { answer: '' },
    call: (values, options) =>
      commands.answerHelp({ helpRequestId: one.id, revision: one.revision, ...values }, options),
  });
  return (
    <FormFrame of={form} submit={t('trajectory.sendAnswer')} testId="answer-help-form">
      <Textarea label={t('trajectory.yourAnswer')} {...form.field('answer')} />
    </FormFrame>
  );
}
