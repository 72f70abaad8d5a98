import { Alert, Button, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Family } from '@katrol/proto/katrol/intake/v1/json';
import type { SchoolMessage } from '@katrol/proto/katrol/school_liaison/v1/json';
import { SchoolLiaisonService } from '#api/names.ts';
import { Field } from '#ui/form/field.tsx';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { useKatrolForm } from '#ui/form/use-form.ts';
import { askable } from './person.ts';
import { NOTED, SaidBy } from './said-by.tsx';

type Props = { family: Family; message: SchoolMessage; close: () => void };

/** Each parent, and the young person who is asked too. */
const whoMaySay = (family: Family, { childId, talkTo, approvals }: SchoolMessage) => [
  ...askable(family),
  ...[childId].filter(
    (id) => talkTo.includes(id) || approvals.some(({ personId }) => personId === id),
  ),
];

/** What somebody said to the text as it stands: spoken, with an interpreter, on the spot. */
export function AnswerForm({ family, message, close }: Props) {
  const { t } = useTranslation();
  const newest = message.versions.at(-1);
  const people = whoMaySay(family, message);
  const form = useKatrolForm({
    rpc: SchoolLiaisonService.method.answerMessage,
    initial: {
      messageId: message.id,
      version: newest?.version ?? 1,
      hash: newest?.hash ?? '',
      personId: message.talkTo[0] ?? people[0] ?? '',
      answer: 'yes',
      means: 'spoken',
    },
    done: close,
  });
  // the yes is to what stood here when the form opened: another text is read first
  const changed = newest !== undefined && newest.hash !== form.values.hash;
  const readNew = () => {
    form.set('version', newest?.version ?? 1);
    form.set('hash', newest?.hash ?? '');
  };
  const { means, answer } = form.values;
  return (
    <FormFrame of={form} submit={t('ui.save')} cancel={close} testId="answer-form">
      {changed ? (
        <Alert role="alert" variant="outline" title={t('refusal.TEXT_CHANGED')}>
          <Button size="sm" variant="light" type="button" onClick={readNew}>
            {t('school.readNew')}
          </Button>
        </Alert>
      ) : (
        <Text className="quiet">{t('school.readAloud')}</Text>
      )}
      <SaidBy family={family} people={people} {...form.field('personId')} />
      <Field of={form} at="answer" label={t('school.said')} chips />
      <Field of={form} at="means" label={t('school.means')} codes={NOTED} />
      {means === 'with_interpreter' ? (
        <Field of={form} at="interpretedBy" label={t('school.interpreter')} />
      ) : null}
      {answer === 'change' ? <Field of={form} at="note" label={t('school.note')} /> : null}
    </FormFrame>
  );
}
