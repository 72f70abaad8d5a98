import { Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Family } from '@katrol/proto/katrol/intake/v1/json';
import type {
  Receiver,
  SchoolAnswer,
  SchoolMessage,
} from '@katrol/proto/katrol/school_liaison/v1/json';
import { SchoolLiaisonService } from '#api/names.ts';
import { directionOf } from '#i18n/direction.ts';
import { useCodes } from '#ui/codes.ts';
import { Field } from '#ui/form/field.tsx';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { useCommand } from '#ui/form/use-command.ts';
import { useKatrolForm } from '#ui/form/use-form.ts';
import { useUrl } from '#ui/url.ts';
import { When } from '#ui/when.tsx';
import { askable, languagesFor, usePersonName } from './person.ts';

const { chooseReading, confirmStopped } = SchoolLiaisonService.method;

// what nobody said yet is no answer
const SAID_SINCE = ['removed', 'kept'];

/** Who gets it, or what each who got it made of it. */
export function AtReceivers({ message }: { message: SchoolMessage }) {
  const { t } = useTranslation();
  const code = useCodes();
  if (!message.sentAt)
    return (
      <Text className="quiet">
        {t('school.receivers')}: {message.receivers.map((one) => one.name).join(', ')}
        {message.mayDiscuss ? ` · ${t('school.mayDiscuss')}` : ''}
      </Text>
    );
  return message.receivers.map((one) => (
    <div key={one.contactId}>
      <Text className="quiet" data-testid="receiver">
        {t(one.openedAt ? 'school.opened' : 'school.notOpened', { name: one.name })}{' '}
        {one.openedAt ? <When at={one.openedAt} /> : null}
        {one.receipt ? ` · ${code('StopReceiptKind', one.receipt)} ${one.receiptNote}` : ''}
      </Text>
      {one.receipt === 'read_before' ? <ReceiptSaid message={message} receiver={one} /> : null}
    </div>
  ));
}

type ReceiptProps = { message: SchoolMessage; receiver: Receiver };

/** What a school says by phone that it did with what it had read. */
function ReceiptSaid({ message, receiver }: ReceiptProps) {
  const { t } = useTranslation();
  const [{ open }] = useUrl();
  const [noting, setNoting] = useState(open === message.id);
  const { contactId, name } = receiver;
  const close = () => setNoting(false);
  const form = useKatrolForm({
    rpc: confirmStopped,
    initial: { messageId: message.id, contactId, receipt: 'removed' },
    done: close,
  });
  if (!noting)
    return (
      <Button size="sm" variant="light" className="no-print" onClick={() => setNoting(true)}>
        {t('school.noteReceipt', { name })}
      </Button>
    );
  return (
    <FormFrame of={form} submit={t('ui.save')} cancel={close} testId="receipt-form">
      <Text>{t('school.noteReceipt', { name })}</Text>
      <Field of={form} at="receipt" label={t('school.receiptSaid')} codes={SAID_SINCE} chips />
      {form.values.receipt === 'kept' ? (
        <Field of={form} at="note" label={t('school.receiptWhy')} />
      ) : null}
    </FormFrame>
  );
}

type AnswerProps = { family: Family; message: SchoolMessage; answer: SchoolAnswer };

/** Exactly as it was written; who wants to read it together is named. */
export function Answer({ family, message, answer }: AnswerProps) {
  const { t } = useTranslation();
  const name = usePersonName(family);
  const read = useCommand(chooseReading);
  // also who has no link is told: together, on the phone or at home
  const readers = new Set([
    ...answer.readings.map((one) => one.personId),
    ...(message.begunBy === 'parent' ? [message.begunByPerson] : askable(family)),
  ]);
  return (
    <div data-testid="school-answer">
      <Text className="quiet">
        {t('school.schoolSaid', { name: answer.contactName })} · <When at={answer.saidAt} />
        {answer.correctsId ? ` · ${t('school.corrected')}` : ''}
      </Text>
      <Text className="quote">{answer.text}</Text>
      <AnswerTranslations family={family} answer={answer} />
      {[...readers].map((personId) => {
        const reading = answer.readings.find((one) => one.personId === personId);
        return reading?.readAt ? (
          <Text key={personId} className="quiet">
            {t('school.hasRead', { name: name(personId) })} · <When at={reading.readAt} />
          </Text>
        ) : (
          <Group key={personId} gap="xs">
            {reading?.choice === 'together' ? (
              <Text>{t('school.wantsTogether', { name: name(personId) })}</Text>
            ) : null}
            <Button
              size="sm"
              variant={reading?.choice === 'together' ? 'light' : 'subtle'}
              className="no-print"
              loading={read.saving}
              onClick={() =>
                void read.run({ answerId: answer.id, personId, choice: 'together', read: true })
              }
            >
              {t('school.readTogether', { name: name(personId) })}
            </Button>
          </Group>
        );
      })}
    </div>
  );
}

/** What it says in the languages of the parents; the school's own words stay as they are. */
function AnswerTranslations({ family, answer }: { family: Family; answer: SchoolAnswer }) {
  const { t } = useTranslation();
  const code = useCodes();
  const [open, setOpen] = useState('');
  const known = answer.translations.map((one) => one.language);
  const missing = languagesFor(family, 'nl').filter((one) => !known.includes(one));
  return (
    <>
      {answer.translations.map((one) => (
        <div key={one.language}>
          <Text className="quiet">
            {t('school.translationIn', { language: code('Language', one.language) })} ·{' '}
            {code('TranslatedBy', one.by)} {one.name}
          </Text>
          <Text className="quote" lang={one.language} dir={directionOf(one.language)}>
            {one.text}
          </Text>
        </div>
      ))}
      {missing.map((language) =>
        open === language ? (
          <TranslateForm
            key={language}
            answerId={answer.id}
            language={language}
            close={() => setOpen('')}
          />
        ) : (
          <Button
            key={language}
            size="sm"
            variant="subtle"
            className="no-print"
            onClick={() => setOpen(language)}
          >
            {t('school.addTranslation', { language: code('Language', language) })}
          </Button>
        ),
      )}
    </>
  );
}

type TranslateProps = { answerId: string; language: string; close: () => void };

function TranslateForm({ answerId, language, close }: TranslateProps) {
  const { t } = useTranslation();
  const code = useCodes();
  const form = useKatrolForm({
    rpc: SchoolLiaisonService.method.translateAnswer,
    draft: `answer:${answerId}:${language}`,
    initial: { answerId, translation: { language, by: 'person' as const } },
    done: close,
  });
  return (
    <FormFrame of={form} submit={t('ui.save')} cancel={close} testId="translate-answer-form">
      <Field
        of={form}
        at="translation.text"
        label={t('school.translationIn', { language: code('Language', language) })}
      />
      <Field of={form} at="translation.by" label={t('school.translatedBy')} />
      <Field of={form} at="translation.name" label={t('school.translatorName')} />
    </FormFrame>
  );
}
