import { Checkbox, NativeSelect, Stack, Text, Textarea } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { TranslatedBy } from '@katrol/proto/katrol/school_liaison/v1/codes';
import type { Family } from '@katrol/proto/katrol/intake/v1/json';
import type { SchoolMessage, Thread } from '@katrol/proto/katrol/school_liaison/v1/json';
import { SchoolLiaisonService } from '#api/names.ts';
import { useAllRows } from '#api/pages.ts';
import { useChoices, useCodes } from '#ui/codes.ts';
import { Field } from '#ui/form/field.tsx';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { useKatrolForm } from '#ui/form/use-form.ts';
import { atSchoolToday } from '#ui/school/today.ts';
import { childName, languagesFor } from './person.ts';

const { draftMessage, listSchools } = SchoolLiaisonService.method;

type Props = {
  family: Family;
  thread: Thread;
  message?: SchoolMessage;
  /** of a session, with what its tutor wrote */
  report?: { sessionId: string; text: string };
  close: () => void;
};

/** What the form begins with: the newest form of a message, or nothing. */
function drafted(message: SchoolMessage | undefined, firstChild: string, languages: string[]) {
  const newest = message?.versions.at(-1);
  const known = new Map(newest?.translations.map((one) => [one.language, one]));
  return {
    id: message?.id ?? '',
    childId: message?.childId ?? firstChild,
    purpose: message?.purpose || ('inform' as const),
    contactIds: message?.receivers.map((one) => one.contactId) ?? [],
    text: newest?.text ?? '',
    mayDiscuss: message?.mayDiscuss ?? true,
    revision: message?.revision ?? 0,
    translations: languages.map((language) => ({
      language,
      text: known.get(language)?.text ?? '',
      by: known.get(language)?.by || ('person' as const),
      name: known.get(language)?.name ?? '',
    })),
  };
}

/** A text for the school; the parents read exactly this, in their language beside the Dutch. */
export function MessageForm({ family, thread, message, report, close }: Props) {
  const { t } = useTranslation();
  const { branchCode, id: familyId } = family;
  const newest = message?.versions.at(-1);
  const own = message?.begunBy === 'parent';
  const there = atSchoolToday(thread.pupils);
  const first = there[0]?.childId ?? '';
  const languages = languagesFor(family, newest?.language ?? 'nl');
  const form = useKatrolForm({
    rpc: draftMessage,
    draft: `message:${message?.id ?? `new:${report?.sessionId ?? familyId}`}`,
    initial: { branchCode, familyId, ...drafted(message, first, languages), ...report },
    tidy: (values) => ({
      ...values,
      childName: childName(family, values.childId),
      translations: values.translations.filter((one) => one.text.trim() !== ''),
    }),
    done: close,
  });
  const { childId } = form.values;
  return (
    <FormFrame of={form} submit={t('school.saveDraft')} cancel={close} testId="message-form">
      {message ? null : (
        <NativeSelect
          label={t('school.about')}
          data={there.map((one) => ({
            value: one.childId,
            label: childName(family, one.childId),
          }))}
          {...form.field('childId')}
        />
      )}
      <Field of={form} at="purpose" label={t('school.purpose')} />
      {own ? (
        <Text className="quote" dir="auto">
          {newest?.text}
        </Text>
      ) : (
        <Textarea
          label={t('school.text')}
          description={t('school.textHelp')}
          minRows={4}
          autosize
          {...form.field('text')}
        />
      )}
      <Receivers
        branchCode={branchCode}
        schoolId={there.find((one) => one.childId === childId)?.schoolId ?? ''}
        onlyNamed={thread.contactPolicy === 'named_contact'}
        chosen={form.values.contactIds}
        choose={(ids) => form.set('contactIds', ids)}
      />
      <Field of={form} at="mayDiscuss" label={t('school.mayDiscuss')} />
      {languages.map((language, index) => (
        <TranslationFields key={language} form={form} index={index} language={language} />
      ))}
    </FormFrame>
  );
}

type ReceiversProps = {
  branchCode: string;
  schoolId: string;
  /** the profile lets it go to whom the school named, or who stands in for them */
  onlyNamed: boolean;
  chosen: string[];
  choose: (ids: string[]) => void;
};

/** By name, before anybody is asked: a yes is to these people. */
function Receivers({ branchCode, schoolId, onlyNamed, chosen, choose }: ReceiversProps) {
  const { t } = useTranslation();
  const code = useCodes();
  const all = useAllRows(listSchools, { branchCode });
  const there = all.data?.find((one) => one.id === schoolId)?.contacts ?? [];
  const named = there.filter((one) => one.named);
  const contacts = onlyNamed
    ? there.filter((one) => one.named || named.some(({ deputyId }) => deputyId === one.id))
    : there;
  return (
    <Checkbox.Group label={t('school.receivers')} value={chosen} onChange={choose}>
      <Stack gap="xs" mt="xs">
        {contacts.map((one) => (
          <Checkbox
            key={one.id}
            value={one.id}
            label={`${one.name} (${code('SchoolRole', one.role)})`}
          />
        ))}
        {contacts.length ? null : <Text className="quiet">{t('refusal.CONTACT_UNKNOWN')}</Text>}
      </Stack>
    </Checkbox.Group>
  );
}

type DraftForm = ReturnType<typeof useKatrolForm<typeof draftMessage>>;

function TranslationFields({
  form,
  index,
  language,
}: {
  form: DraftForm;
  index: number;
  language: string;
}) {
  const { t } = useTranslation();
  const code = useCodes();
  const choices = useChoices();
  const at = <K extends string>(key: K) => `translations.${index}.${key}` as const;
  return (
    <>
      <Textarea
        label={t('school.translationIn', { language: code('Language', language) })}
        minRows={3}
        autosize
        dir="auto"
        {...form.field(at('text'))}
      />
      <NativeSelect
        label={t('school.translatedBy')}
        data={choices('TranslatedBy', TranslatedBy)}
        {...form.field(at('by'))}
      />
      <Field of={form} at={at('name')} label={t('school.translatorName')} />
    </>
  );
}
