import { Button, NativeSelect, Text } from '@mantine/core';
import { useQuery } from '@connectrpc/connect-query';
import { useQuery as useTexts } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { IconPrinter } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Family } from '@katrol/proto/katrol/intake/v1/messages_pb';
import { FAMILY_LANGUAGES, familyTexts } from '#i18n/for-families/index.ts';
import { IntakeService } from '#api/names.ts';
import { useChoices, useCodes } from '#ui/codes.ts';
import { ButtonLink } from '#ui/link.tsx';
import { Page, Waiting } from '#ui/page.tsx';
import { Trouble } from '#ui/refusal.tsx';
import { useUrl } from '#ui/url.ts';
import { useRecord } from './record-lines.ts';
import { RecordSheet } from './record-sheet.tsx';

/** Who looked at a family's file, when and why: on screen, and on paper in the family's language. */
export function RecordPage() {
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const { t } = useTranslation();
  const family = useQuery(IntakeService.method.getFamily, { id });
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

function OneRecord({ family }: { family: Family }) {
  const { t, i18n } = useTranslation();
  const code = useCodes();
  const [{ taal }, change] = useUrl();
  const own = family.contact?.language ?? '';
  const language =
    [taal, i18n.language, 'nl'].find(
      (one): one is string => one !== undefined && FAMILY_LANGUAGES.includes(one),
    ) ?? 'nl';
  const lines = useRecord(family.id);
  const texts = useTexts({
    queryKey: ['for-families', language],
    queryFn: () => familyTexts(language),
    staleTime: Infinity,
  });
  const choices = useChoices()(
    'language',
    [...FAMILY_LANGUAGES].sort((a, b) => Number(b === own) - Number(a === own)),
  );
  const name =
    family.contact?.familyName || family.children.map((child) => child.firstName).join(', ');
  return (
    <Page
      title={t('record.titleOf', { name })}
      lead={t('record.lead')}
      actions={
        <ButtonLink to={`/gezinnen/${family.id}`} variant="subtle">
          {t('record.back')}
        </ButtonLink>
      }
    >
      <div className="toolbar no-print record-tools">
        <NativeSelect
          label={t('record.language')}
          data={choices}
          value={language}
          onChange={(event) => change({ taal: event.currentTarget.value })}
          data-testid="record-language"
        />
        <Button
          leftSection={<IconPrinter size={18} aria-hidden />}
          disabled={!lines.data || !texts.data}
          onClick={() => window.print()}
          data-testid="print"
        >
          {t('record.print')}
        </Button>
      </div>
      {own && !FAMILY_LANGUAGES.includes(own) ? (
        <Text className="no-print">
          {t('record.notInLanguage', { language: code('language', own) })}
        </Text>
      ) : null}
      {lines.isError ? <Trouble error={lines.error} retry={() => void lines.refetch()} /> : null}
      {lines.data && texts.data ? (
        <RecordSheet
          family={family}
          name={name}
          lines={lines.data}
          of={{ language, texts: texts.data }}
        />
      ) : lines.isError ? null : (
        <Waiting lines={8} />
      )}
    </Page>
  );
}
