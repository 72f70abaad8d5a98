import { Button, NativeSelect, Text } from '@mantine/core';
import { useQuery as useTexts } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FamilyLanguage } from '@katrol/proto/katrol/intake/v1/json';
import { IntakeService } from '#api/names.ts';
import { useQuery } from '#api/query.ts';
import { useBranch } from '#app/session.tsx';
import { DUTCH, setOf, SETS, shippedIn, type Sentences } from '#i18n/family-sentences.ts';
import { useAnyCode } from '#ui/codes.ts';
import { Field } from '#ui/form/field.tsx';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { useKatrolForm } from '#ui/form/use-form.ts';
import { ButtonLink } from '#ui/link.tsx';
import { Page, Section, Waiting } from '#ui/page.tsx';
import { Trouble } from '#ui/refusal.tsx';
import { useUrl } from '#ui/url.ts';
import { isoDay } from '#ui/when.tsx';
import { ReadBy } from './languages-page.tsx';
import { SentenceRow, type Said } from './sentence-row.tsx';

const { getFamilyLanguage, keepFamilyLanguage } = IntakeService.method;

/** One language on one page: the Dutch at the left, what families read at the right. */
export function LanguagePage() {
  const { language } = useParams({ from: '/talen-voor-gezinnen/$language' });
  const { t } = useTranslation();
  const code = useAnyCode();
  const { code: branchCode } = useBranch();
  const own = useQuery(getFamilyLanguage, { branchCode, language });
  const shipped = useTexts({
    queryKey: ['shipped-in', language],
    queryFn: () => shippedIn(language),
    staleTime: Infinity,
  });
  return (
    <Page
      title={t('languages.titleOf', { language: code('Language', language) })}
      lead={t('languages.leadOf')}
      actions={
        <ButtonLink to="/talen-voor-gezinnen" variant="subtle">
          {t('languages.back')}
        </ButtonLink>
      }
    >
      {own.isError ? (
        <Trouble error={own.error} retry={() => void own.refetch()} />
      ) : own.data && shipped.data ? (
        <>
          <Reading of={own.data} branchCode={branchCode} />
          <AllSentences of={own.data} branchCode={branchCode} shipped={shipped.data} />
        </>
      ) : (
        <Waiting lines={8} />
      )}
    </Page>
  );
}

type OfBranch = { of: FamilyLanguage; branchCode: string };

/** That somebody who speaks it read all of it. */
function Reading({ of, branchCode }: OfBranch) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <div>
      <ReadBy of={of} />
      {open ? (
        <ReadForm of={of} branchCode={branchCode} close={() => setOpen(false)} />
      ) : (
        <Button size="sm" variant="light" onClick={() => setOpen(true)}>
          {t('languages.noteRead')}
        </Button>
      )}
    </div>
  );
}

function ReadForm({ of, branchCode, close }: OfBranch & { close: () => void }) {
  const { t } = useTranslation();
  const { language, revision } = of;
  const form = useKatrolForm({
    rpc: keepFamilyLanguage,
    draft: `language-read:${branchCode}:${language}`,
    initial: { branchCode, language, readBy: '', readOn: isoDay(), revision },
    done: close,
  });
  return (
    <FormFrame of={form} submit={t('ui.save')} cancel={close} testId="read-form">
      <Text className="quiet">{t('languages.noteReadText')}</Text>
      <Field of={form} at="readBy" label={t('languages.reader')} />
      <Field of={form} at="readOn" label={t('languages.readOn')} />
    </FormFrame>
  );
}

const FILTERS = ['all', 'missing', 'changed'] as const;
type Filter = (typeof FILTERS)[number];

const isShown = (filter: Filter, { own, shipped }: Said): boolean =>
  filter === 'all' || (filter === 'missing' ? !own?.text && shipped === '' : Boolean(own?.text));

function AllSentences({ of, branchCode, shipped }: OfBranch & { shipped: Sentences }) {
  const { t } = useTranslation();
  const [{ toon }, change] = useUrl();
  const [open, setOpen] = useState('');
  const filter = FILTERS.find((one) => one === toon) ?? 'all';
  const known = new Map(of.sentences.map((one) => [one.key, one]));
  const said: Said[] = Object.entries(DUTCH).map(([key, dutch]) => ({
    key,
    dutch,
    shipped: shipped[key] ?? '',
    own: known.get(key),
  }));
  const shown = said.filter((one) => one.key === open || isShown(filter, one));
  const next = (key: string) => shown[shown.findIndex((one) => one.key === key) + 1]?.key ?? '';
  return (
    <>
      <NativeSelect
        label={t('languages.show')}
        data={FILTERS.map((one) => ({
          value: one,
          label: `${t(`languages.filter.${one}`)} (${said.filter((s) => isShown(one, s)).length})`,
        }))}
        value={filter}
        onChange={(event) => change({ toon: event.currentTarget.value })}
        data-testid="sentences-shown"
      />
      {shown.length === 0 ? <Text>{t('languages.nothing')}</Text> : null}
      {SETS.map((set) => {
        const rows = shown.filter((one) => setOf(one.key) === set);
        return rows.length === 0 ? null : (
          <Section key={set} title={t(`languages.${set}`)}>
            <ul className="plain">
              {rows.map((one) => (
                <SentenceRow
                  key={one.key}
                  said={one}
                  where={{ branchCode, language: of.language }}
                  open={open === one.key}
                  setOpen={(on) => setOpen(on ? one.key : '')}
                  done={() => setOpen(filter === 'missing' ? next(one.key) : '')}
                />
              ))}
            </ul>
          </Section>
        );
      })}
    </>
  );
}
