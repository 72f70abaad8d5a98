import { useTranslation } from 'react-i18next';
import { useParams } from '@tanstack/react-router';
import { useFamilyLabels, useTutorLabels } from '#api/labels.ts';
import { ReportingService } from '#api/names.ts';
import { useBranch } from '#app/session.tsx';
import { useAnyCode } from '#ui/codes.ts';
import { DataList } from '#ui/list/data-list.tsx';
import type { ListSetup } from '#ui/list/types.ts';
import { useList } from '#ui/list/use-list.ts';
import { TakeOutButtons } from '#ui/export/take-out-buttons.tsx';
import { AppLink } from '#ui/link.tsx';
import { Empty, Page, Section } from '#ui/page.tsx';
import { isoDay, When } from '#ui/when.tsx';
import { HowCounted } from './figure-card.tsx';
import { usePeriod, sayYear } from './period-filter.tsx';
import { useBranchTop, useCountedColumns } from './taken-out.ts';
import { useIndicators, useSay, useSayRow } from './words.ts';

const { exportCounted, listCounted } = ReportingService.method;
type Setup = ListSetup<typeof listCounted>;

/** What a figure was counted from, row by row, with how it was counted. */
export function CountedPage() {
  const { t } = useTranslation();
  const { indicator: code = '' } = useParams({ strict: false });
  const indicator = useIndicators().get(code);
  const say = useSay();
  const sayCode = useAnyCode();
  const { kind, year } = usePeriod();
  const setup = useNamed(useSetup(code));
  return (
    <Page
      title={indicator ? say(indicator.title) : t('figures.countedTitle')}
      lead={`${t('figures.countedTitle')}, ${sayCode('PeriodKind', kind)} ${sayYear(kind, year)}`}
      actions={
        <>
          <AppLink to="/cijfers">{t('figures.back')}</AppLink>
          <TakeOut code={code} setup={setup} />
        </>
      }
    >
      {indicator ? (
        <Section title={t('figures.counted')}>
          <HowCounted of={indicator} />
        </Section>
      ) : null}
      <DataList setup={setup} />
    </Page>
  );
}

function TakeOut({ code, setup }: { code: string; setup: Setup }) {
  const { t } = useTranslation();
  const indicator = useIndicators().get(code);
  const say = useSay();
  const sayRow = useSayRow();
  const top = useBranchTop();
  const { options } = useList(setup);
  const columns = useCountedColumns(code);
  const chosen = options.filters.flatMap(({ values }) => values);
  const filter = chosen.map((value) => sayRow(indicator, value)).join(', ');
  const request = { ...setup.of, options: { ...options, cursor: '', limit: 0 } };
  const head = top(say(indicator?.title), usePeriod(), filter);
  const file = {
    name: `${t('figures.file')}-${code}-${isoDay()}`,
    rpc: exportCounted,
    request,
    top: [...head, [t('figures.noNames'), ''] as const],
    columns,
  };
  return <TakeOutButtons of={file} testId="export-counted" />;
}

function useSetup(indicatorCode: string): Setup {
  const { t } = useTranslation();
  const { code: branchCode } = useBranch();
  const period = usePeriod();
  const indicator = useIndicators().get(indicatorCode);
  const sayRow = useSayRow();
  return {
    name: 'counted',
    label: t('figures.countedTitle'),
    rpc: listCounted,
    of: { branchCode, period, indicator: indicatorCode },
    defaultSort: '-day',
    rowKey: (row) => row.id,
    columns: [
      { id: 'day', label: t('figures.day'), sort: 'day', cell: (row) => <When at={row.day} /> },
      { id: 'until', label: t('figures.until'), cell: (row) => <When at={row.until} /> },
      {
        id: 'code',
        label: t('figures.code'),
        cell: (row) => (indicator?.by ? sayRow(indicator, row.code) : ''),
      },
    ],
    filters: indicator?.by
      ? [{ field: 'code', label: t('figures.code'), say: (value) => sayRow(indicator, value) }]
      : [],
    empty: <Empty title={t('figures.countedEmpty')} />,
  };
}

/** The list with who it is about in front: names are other services' to give. */
function useNamed(setup: Setup): Setup {
  const { t } = useTranslation();
  const { rows } = useList(setup);
  const families = useFamilyLabels(rows.map(({ familyId }) => familyId));
  const tutors = useTutorLabels(rows.map(({ tutorId }) => tutorId));
  const named = (row: (typeof rows)[number]) => families.get(row.familyId)?.familyName ?? '';
  return {
    ...setup,
    columns: [
      {
        id: 'family',
        label: t('figures.family'),
        cell: (row) =>
          row.familyId ? (
            <AppLink to="/gezinnen/$id" params={{ id: row.familyId }}>
              {named(row) || t('figures.family')}
            </AppLink>
          ) : (
            ''
          ),
      },
      {
        id: 'tutor',
        label: t('figures.tutor'),
        cell: (row) => tutors.get(row.tutorId)?.name ?? '',
      },
      ...setup.columns,
    ],
  };
}
