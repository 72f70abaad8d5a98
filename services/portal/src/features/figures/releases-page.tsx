import { Button, NativeSelect, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Release } from '@katrol/proto/katrol/reporting/v1/json';
import { ReportingService } from '#api/names.ts';
import { useQuery } from '#api/query.ts';
import { useSession } from '#app/session.tsx';
import { useAnyCode } from '#ui/codes.ts';
import { useCommand } from '#ui/form/use-command.ts';
import { AppLink } from '#ui/link.tsx';
import { Empty, Page, Section, Waiting } from '#ui/page.tsx';
import { Trouble } from '#ui/refusal.tsx';
import { When } from '#ui/when.tsx';
import { TablesAsked } from './ask-table.tsx';
import { PeriodFilter, sayYear, usePeriod } from './period-filter.tsx';

const { listReleases, makeRelease } = ReportingService.method;

/** What was released: figures for everybody outside a branch. */
export function ReleasesPage() {
  const { t } = useTranslation();
  const { me } = useSession();
  const releases = useQuery(listReleases, {});
  const rows = releases.data?.releases ?? [];
  return (
    <Page title={t('figures.releases')} lead={t('figures.releasesLead')}>
      {me?.roles.includes('operator') ? <TablesAsked /> : null}
      {me?.roles.includes('operator') ? <Make rows={rows} /> : null}
      {releases.isError ? <Trouble error={releases.error} /> : null}
      {releases.isPending ? <Waiting /> : null}
      {releases.data && rows.length === 0 ? <Empty title={t('figures.noReleases')} /> : null}
      <ul className="cards" data-testid="releases">
        {rows.map((row) => (
          <Row key={row.id} of={row} rows={rows} />
        ))}
      </ul>
      <Text className="quiet">{t('figures.researcher')}</Text>
    </Page>
  );
}

function Row({ of, rows }: { of: Release; rows: Release[] }) {
  const { t } = useTranslation();
  const code = useAnyCode();
  const corrected = rows.find(({ id }) => id === of.correctsId);
  const { kind = '', year = 0 } = of.period ?? {};
  return (
    <li className="card line">
      <div>
        <span className="strong">{t('figures.release', { number: of.number })}</span>{' '}
        {code('PeriodKind', kind)} {sayYear(kind, year)}
        <Text className="quiet">
          {t('figures.made')} <When at={of.madeOn} /> · {t('figures.shown')} {of.shown} ·{' '}
          {t('figures.hidden')} {of.hidden}
          {corrected ? ` · ${t('figures.correctsNumber', { number: corrected.number })}` : ''}
        </Text>
        {of.note ? <Text>{of.note}</Text> : null}
      </div>
      <AppLink
        to="/verslagen/$id"
        params={{ id: of.id }}
        aria-label={t('figures.openOne', { number: of.number })}
      >
        {t('figures.open')}
      </AppLink>
    </li>
  );
}

const RELEASED = ['school_year', 'three_school_years'] as const;

function Make({ rows }: { rows: Release[] }) {
  const { t } = useTranslation();
  const period = usePeriod();
  const [note, setNote] = useState('');
  const [correctsId, setCorrects] = useState('');
  const make = useCommand(makeRelease, {
    saved: t('figures.done'),
    done: () => {
      setNote('');
      setCorrects('');
    },
  });
  const numbered = rows.map(({ id, number }) => ({
    value: id,
    label: t('figures.release', { number }),
  }));
  return (
    <Section title={t('figures.make')}>
      <div className="two">
        <PeriodFilter kinds={RELEASED} />
        <NativeSelect
          id="release-corrects"
          label={t('figures.corrects')}
          data={[{ value: '', label: t('figures.nothing') }, ...numbered]}
          value={correctsId}
          onChange={(event) => setCorrects(event.currentTarget.value)}
        />
        <Textarea
          id="release-note"
          label={t('figures.note')}
          value={note}
          maxLength={1_000}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
      </div>
      <Button
        mt="md"
        loading={make.saving}
        onClick={() => void make.run({ period, note, correctsId })}
        data-testid="make-release"
      >
        {t('figures.make')}
      </Button>
      <div role="status">
        {make.saving ? <Text className="quiet">{t('figures.making')}</Text> : null}
      </div>
    </Section>
  );
}
