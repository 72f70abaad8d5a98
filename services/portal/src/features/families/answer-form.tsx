import { NativeSelect, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ApprovalMeans } from '@katrol/proto/katrol/school_liaison/v1/codes';
import type { Family } from '@katrol/proto/katrol/intake/v1/json';
import type { SchoolMessage } from '@katrol/proto/katrol/school_liaison/v1/json';
import { SchoolLiaisonService } from '#api/names.ts';
import { Field } from '#ui/form/field.tsx';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { useKatrolForm } from '#ui/form/use-form.ts';
import { usePersonName } from './person.ts';

type Props = { family: Family; message: SchoolMessage; close: () => void };

// by the own link only the person answers
const NOTED = ApprovalMeans.filter((one) => one !== 'link');

/** What somebody said to the text as it stands: spoken, with an interpreter, on the spot. */
export function AnswerForm({ family, message, close }: Props) {
  const { t } = useTranslation();
  const name = usePersonName(family);
  const newest = message.versions.at(-1);
  const people = [
    ...family.parents.filter((one) => !one.held).map((one) => one.id),
    ...family.children.filter((one) => one.id === message.childId).map((one) => one.id),
  ];
  const form = useKatrolForm({
    rpc: SchoolLiaisonService.method.answerMessage,
    initial: {
      messageId: message.id,
      version: newest?.version ?? 1,
      hash: newest?.hash ?? '',
      personId: message.talkTo[0] ?? people[0] ?? '',
      answer: 'yes',
      means: 'spoken',
      language: family.contact.language || 'nl',
    },
    // another version may stand by the time it is sent: then that one is read first
    tidy: (values) => ({ ...values, version: newest?.version ?? 1, hash: newest?.hash ?? '' }),
    done: close,
  });
  const { means, answer } = form.values;
  return (
    <FormFrame of={form} submit={t('ui.save')} cancel={close} testId="answer-form">
      <Text className="quiet">{t('school.readAloud')}</Text>
      <NativeSelect
        label={t('school.answerOf')}
        data={people.map((id) => ({ value: id, label: name(id) }))}
        {...form.field('personId')}
      />
      <Field of={form} at="answer" label={t('school.said')} chips />
      <Field of={form} at="means" label={t('school.means')} codes={NOTED} />
      {means === 'with_interpreter' ? (
        <Field of={form} at="interpretedBy" label={t('school.interpreter')} />
      ) : null}
      {answer === 'change' ? <Field of={form} at="note" label={t('school.note')} /> : null}
    </FormFrame>
  );
}
