import { Button, NativeSelect, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Language } from '@katrol/proto/katrol/common/v1/codes';
import type { FamilyLanguage } from '@katrol/proto/katrol/intake/v1/json';
import { IntakeService } from '#api/names.ts';
import { useQuery } from '#api/query.ts';
import { useBranch } from '#app/session.tsx';
import { DUTCH, missingIn, SHIPPED } from '#i18n/family-sentences.ts';
import { useAnyCode, useChoices } from '#ui/codes.ts';
import { Dialog } from '#ui/dialog.tsx';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { useKatrolForm } from '#ui/form/use-form.ts';
import { ButtonLink } from '#ui/link.tsx';
import { Page, Waiting } from '#ui/page.tsx';
import { Trouble } from '#ui/refusal.tsx';
import { useGo } from '#ui/url.ts';
import { When } from '#ui/when.tsx';

const { listFamilyLanguages, keepFamilyLanguage } = IntakeService.method;
// asked for by branches, and not shipped
const ASKED_FOR = ['ti', 'ps', 'so', 'ckb', 'kmr'];

const untouched = (language: string): FamilyLanguage => ({
  language,
  readBy: '',
  readOn: '',
  notedBy: '',
  sinceRead: 0,
  families: 0,
  sentences: [],
  revision: 0,
});

/** Every language that families read, that ships, or that was asked for; most read first. */
function allOf(known: FamilyLanguage[]): FamilyLanguage[] {
  const there = new Set(known.map((one) => one.language));
  const others = [...SHIPPED, ...ASKED_FOR].filter((one) => !there.has(one)).map(untouched);
  return [...known, ...others].sort(
    (a, b) => b.families - a.families || a.language.localeCompare(b.language),
  );
}

/** What families read in their languages: how whole it is, and who read it as a speaker. */
export function LanguagesPage() {
  const { t } = useTranslation();
  const { code: branchCode } = useBranch();
  const [begins, setBegins] = useState(false);
  const languages = useQuery(listFamilyLanguages, { branchCode });
  return (
    <Page
      title={t('languages.title')}
      lead={t('languages.lead')}
      actions={<Button onClick={() => setBegins(true)}>{t('languages.begin')}</Button>}
    >
      {languages.isError ? (
        <Trouble error={languages.error} retry={() => void languages.refetch()} />
      ) : languages.data ? (
        <ul className="plain" data-testid="family-languages">
          {allOf(languages.data.languages).map((one) => (
            <OneLanguage key={one.language} of={one} />
          ))}
        </ul>
      ) : (
        <Waiting lines={8} />
      )}
      <Dialog opened={begins} onClose={() => setBegins(false)} title={t('languages.begin')}>
        <BeginForm branchCode={branchCode} close={() => setBegins(false)} />
      </Dialog>
    </Page>
  );
}

function OneLanguage({ of }: { of: FamilyLanguage }) {
  const { t } = useTranslation();
  const code = useAnyCode();
  const name = code('Language', of.language);
  const all = Object.keys(DUTCH).length;
  const missing = missingIn(of);
  const own = of.sentences.filter((one) => one.text !== '').length;
  return (
    <li className="section" data-testid={`language-${of.language}`}>
      <Text fw={600}>{name}</Text>
      <Text className="quiet">
        {missing === 0
          ? t('languages.whole')
          : missing === all
            ? t('languages.notYet')
            : t('languages.partly', { said: all - missing, all })}
        {own > 0 && SHIPPED.includes(of.language) ? ` · ${t('languages.own', { count: own })}` : ''}
        {of.families > 0 ? ` · ${t('languages.families')}: ${of.families}` : ''}
      </Text>
      <ReadBy of={of} />
      <ButtonLink
        to="/talen-voor-gezinnen/$language"
        params={{ language: of.language }}
        variant="light"
        size="sm"
        aria-label={t('languages.openOne', { language: name })}
      >
        {t('languages.open')}
      </ButtonLink>
    </li>
  );
}

/** Who read it as a speaker and when, or that nobody has yet. */
export function ReadBy({ of }: { of: FamilyLanguage }) {
  const { t } = useTranslation();
  return (
    <Text data-testid="read-by">
      {t('languages.readBy')}:{' '}
      {of.readBy ? (
        <>
          {of.readBy}, <When at={of.readOn} />
        </>
      ) : (
        t('languages.readByNobody')
      )}
      {of.sinceRead > 0 ? ` · ${t('languages.sinceRead', { count: of.sinceRead })}` : ''}
    </Text>
  );
}

type Begun = { chosen: string; language: string };

function BeginForm({ branchCode, close }: { branchCode: string; close: () => void }) {
  const { t } = useTranslation();
  const go = useGo();
  const choices = useChoices();
  const offered = [...ASKED_FOR, ...Language.filter((one) => !ASKED_FOR.includes(one))].filter(
    (one) => !SHIPPED.includes(one),
  );
  const form = useKatrolForm({
    rpc: keepFamilyLanguage,
    initial: { chosen: offered[0] ?? '', language: '' } as Begun,
    request: (values: Begun) => ({ branchCode, language: values.language || values.chosen }),
    done: ({ language }) => {
      close();
      go({ to: '/talen-voor-gezinnen/$language', params: { language } });
    },
    saved: '',
  });
  return (
    <FormFrame of={form} submit={t('languages.begin')} cancel={close} testId="begin-language">
      <NativeSelect
        label={t('languages.beginWhich')}
        data={choices('Language', offered)}
        value={form.values.chosen}
        onChange={(event) => form.set('chosen', event.currentTarget.value)}
      />
      <TextInput label={t('languages.other')} {...form.field('language')} maxLength={3} />
    </FormFrame>
  );
}
