import { Button, NativeSelect, Text } from '@mantine/core';
import { useQuery } from '#api/query.ts';
import { useQuery as useTexts } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { IconPrinter } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Family } from '@katrol/proto/katrol/intake/v1/json';
import { wordedRecord, type Sentences } from '#i18n/family-sentences.ts';
import { FAMILY_LANGUAGES, familyTexts } from '#i18n/for-families/index.ts';
import { IntakeService } from '#api/names.ts';
import { useChoices, useCodes } from '#ui/codes.ts';
import { ButtonLink } from '#ui/link.tsx';
import { Page, Waiting } from '#ui/page.tsx';
import { Trouble } from '#ui/refusal.tsx';
import { useUrl } from '#ui/url.ts';
import { useRecord } from './record-lines.ts';
import { RecordSheet } from './record-sheet.tsx';

const { getFamily, listFamilyLanguages } = IntakeService.method;

/**
 * Who looked at a family's file, when and why: on screen, and on paper in the family's language.
 */
export function RecordPage() {
  const { id } = useParams({ from: '/gezinnen/$id/wie-keek-mee' });
  const { t } = useTranslation();
  const family = useQuery(getFamily, { id });
  if (family.isError)
    return (
      <Page title={t('record.title')}>
        <Trouble error={family.error} retry={() => void family.refetch()} />
      </Page>
    );
  if (!family.data)
    return (
      <Page title={t('record.title')}>
        <Waiting lines={8} />
      </Page>
    );
  return <OneRecord family={family.data} />;
}

/** The languages that ship and those that the branch has words in, and those words. */
function useOffered(branchCode: string) {
  const { data } = useQuery(listFamilyLanguages, { branchCode });
  const worded = (data?.languages ?? []).filter(({ sentences }) =>
    sentences.some((one) => one.text !== '' && one.key.startsWith('record.')),
  );
  return {
    offered: [...new Set([...FAMILY_LANGUAGES, ...worded.map((one) => one.language)])],
    wordsIn: (language: string): Sentences => {
      const own = worded.find((one) => one.language === language);
      return Object.fromEntries(own?.sentences.map((one) => [one.key, one.text]) ?? []);
    },
  };
}

function OneRecord({ family }: { family: Family }) {
  const { t, i18n } = useTranslation();
  const code = useCodes();
  const [{ taal }, change] = useUrl();
  const spoken = family.contact.language;
  const { offered, wordsIn } = useOffered(family.branchCode);
  const language =
    [taal, i18n.language, 'nl'].find(
      (one): one is string => one !== undefined && offered.includes(one),
    ) ?? 'nl';
  const record = useRecord(family.id);
  const texts = useTexts({
    queryKey: ['for-families', language],
    queryFn: () => familyTexts(language),
    staleTime: Infinity,
  });
  const name =
    family.contact.familyName || family.children.map((child) => child.firstName).join(', ');
  return (
    <Page
      title={t('record.titleOf', { name })}
      lead={t('record.lead')}
      actions={
        <ButtonLink to="/gezinnen/$id" params={{ id: family.id }} variant="subtle">
          {t('record.back')}
        </ButtonLink>
      }
    >
      <PrintTools
        spoken={spoken}
        offered={offered}
        language={language}
        change={(chosen) => change({ taal: chosen })}
        ready={Boolean(record.lines && texts.data)}
      />
      {spoken && !offered.includes(spoken) ? (
        <Text className="no-print">
          {t('record.notInLanguage', { language: code('Language', spoken) })}
        </Text>
      ) : null}
      {record.error ? <Trouble error={record.error} retry={record.retry} /> : null}
      {record.lines && texts.data ? (
        <RecordSheet
          family={family}
          name={name}
          lines={record.lines}
          of={{ language, texts: wordedRecord(texts.data, wordsIn(language)) }}
        />
      ) : record.error ? null : (
        <Waiting lines={8} />
      )}
    </Page>
  );
}

type ToolsProps = {
  /** the family's own language, offered first */
  spoken: string;
  offered: string[];
  language: string;
  change: (language: string) => void;
  ready: boolean;
};

function PrintTools({ spoken, offered, language, change, ready }: ToolsProps) {
  const { t } = useTranslation();
  const choices = useChoices()(
    'Language',
    [...offered].sort((a, b) => Number(b === spoken) - Number(a === spoken)),
  );
  return (
    <div className="toolbar no-print record-tools">
      <NativeSelect
        label={t('record.language')}
        data={choices}
        value={language}
        onChange={(event) => change(event.currentTarget.value)}
        data-testid="record-language"
      />
      <Button
        leftSection={<IconPrinter size={18} aria-hidden />}
        disabled={!ready}
        onClick={() => window.print()}
        data-testid="print"
      >
        {t('record.print')}
      </Button>
    </div>
  );
}
