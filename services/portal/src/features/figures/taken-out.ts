import { useTranslation } from 'react-i18next';
import type { Measure } from '@katrol/proto/katrol/reporting/v1/codes';
import type { Period, Release, Report } from '@katrol/proto/katrol/reporting/v1/json';
import { useBranch } from '#app/session.tsx';
import { useAnyCode } from '#ui/codes.ts';
import type { Cells, Column, Top } from '#ui/export/taken.ts';
import type { Search } from '#ui/url.ts';
import { isoDay } from '#ui/when.tsx';
import { sayYear } from './period-filter.tsx';
import { useIndicators, useSay, useSayArea, useSayRow } from './words.ts';

type Days = Pick<Period, 'kind' | 'year'> & Partial<Pick<Period, 'from' | 'until'>>;

/** What stands above every sheet of figures: of whom, which days, which filter, taken when. */
function useTop(): (title: string, period: Days, filter: string) => Top {
  const { t } = useTranslation();
  const code = useAnyCode();
  return (title, { kind, year, from, until }, filter) => [
    [title, ''],
    [t('figures.period'), `${code('PeriodKind', kind)} ${sayYear(kind, year)}`],
    ...(from && until
      ? ([
          [t('figures.from'), from],
          [t('figures.lastDay'), until],
        ] as const)
      : []),
    [t('figures.filter'), filter || t('figures.noFilter')],
    [t('figures.takenOn'), isoDay()],
  ];
}

/** Which families a page shows, in words. */
export function useSayFilter(): (search: Search) => string {
  const { t } = useTranslation();
  const code = useAnyCode();
  const sayArea = useSayArea();
  return ({ gemeente, taal }) =>
    [
      gemeente ? `${t('figures.municipality')}: ${sayArea(gemeente)}` : '',
      taal ? `${t('figures.language')}: ${code('LanguageBand', taal)}` : '',
    ]
      .filter(Boolean)
      .join(', ');
}

/** A branch's own figures as a sheet. */
export function useFiguresSheet(): { columns: Column[]; top: ReturnType<typeof useBranchTop> } {
  const { t } = useTranslation();
  const say = useSay();
  const sayRow = useSayRow();
  const indicators = useIndicators();
  const top = useBranchTop();
  const of = (cells: Cells) => indicators.get(cells('indicator'));
  return {
    top,
    columns: [
      { title: t('figures.indicator'), cell: (cells) => say(of(cells)?.title) },
      {
        title: t('figures.what'),
        words: true,
        cell: (cells) => sayRow(of(cells), cells('code')),
      },
      { title: t('figures.number'), kind: 'number', cell: (cells) => cells('aantal') },
      { title: t('figures.beforePeriod'), kind: 'number', cell: (cells) => cells('vorig') },
      {
        title: t('figures.unitTitle'),
        cell: (cells) => t(`figures.unit.${(of(cells)?.measure || 'count') as Measure}`),
      },
      { title: t('figures.counted'), cell: (cells) => say(of(cells)?.counted) },
    ],
  };
}

/** The same top with the branch in it. */
export function useBranchTop(): (title: string, period: Days, filter: string) => Top {
  const { t } = useTranslation();
  const { name } = useBranch();
  const top = useTop();
  return (title, period, filter) => {
    const [head = [title, ''] as const, ...rest] = top(title, period, filter);
    return [head, [t('figures.branch'), name], ...rest];
  };
}

/** What a figure was counted from, as a sheet: nobody has a name in it. */
export function useCountedColumns(code: string): Column[] {
  const { t } = useTranslation();
  const indicator = useIndicators().get(code);
  const sayRow = useSayRow();
  return [
    {
      title: t('figures.familyNumber'),
      kind: 'number',
      cell: (cells) => cells('gezin nr.'),
    },
    {
      title: t('figures.tutorNumber'),
      kind: 'number',
      cell: (cells) => cells('begeleider nr.'),
    },
    { title: t('figures.day'), kind: 'day', cell: (cells) => cells('dag') },
    { title: t('figures.until'), kind: 'day', cell: (cells) => cells('tot') },
    {
      title: t('figures.code'),
      words: true,
      cell: (cells) => (indicator?.by ? sayRow(indicator, cells('code')) : ''),
    },
  ];
}

/** A release as a sheet, in words. */
export function useReleaseSheet(of: Release | undefined, search: Search): SheetOf {
  const { t } = useTranslation();
  const say = useSay();
  const sayRow = useSayRow();
  const sayArea = useSayArea();
  const indicators = useIndicators();
  const top = useTop();
  const about = (cells: Cells) => indicators.get(cells('indicator'));
  const filter = [
    search.plaats ? sayArea(search.plaats) : '',
    search.cijfer ? say(indicators.get(search.cijfer)?.title) : '',
  ];
  const { number = 0, period = emptyPeriod, madeOn = '', hash = '' } = of ?? {};
  return {
    top: [
      ...top(t('figures.release', { number }), period, filter.filter(Boolean).join(', ')),
      [t('figures.made'), madeOn],
      [t('figures.fingerprint'), hash],
      [t('figures.hiddenCell'), t('figures.hiddenSentence')],
    ],
    columns: [
      { title: t('figures.indicator'), cell: (cells) => say(about(cells)?.title) },
      { title: t('figures.area'), words: true, cell: (cells) => sayArea(cells('plaats')) },
      {
        title: t('figures.what'),
        words: true,
        cell: (cells) => sayRow(about(cells), cells('code')),
      },
      {
        title: t('figures.number'),
        kind: 'number',
        cell: (cells) => shownOr(cells('aantal'), t('figures.hiddenCell')),
      },
      { title: t('figures.share'), kind: 'number', cell: (cells) => cells('van 100') },
      {
        title: t('figures.unitTitle'),
        cell: (cells) => t(`figures.unit.${(about(cells)?.measure || 'count') as Measure}`),
      },
      { title: t('figures.counted'), cell: (cells) => say(about(cells)?.counted) },
    ],
  };
}

type SheetOf = { top: Top; columns: Column[] };
const emptyPeriod: Days = { kind: 'school_year', year: 0 };
const shownOr = (value: string, hidden: string): string => (/^\d+$/.test(value) ? value : hidden);

/** A report for a funder as a sheet, with its titles in the language of the screen. */
export function useReportSheet(of: Report | undefined): SheetOf {
  const { t } = useTranslation();
  const say = useSay();
  const sayArea = useSayArea();
  const top = useTop();
  const { definition, period = emptyPeriod, area = '', lines = [], releaseNumber = 0 } = of ?? {};
  return {
    top: [
      ...top(say(definition?.title), period, area === '' ? '' : sayArea(area)),
      [t('figures.releases'), t('figures.release', { number: releaseNumber })],
      ...(definition?.draft ? [[t('figures.draft'), ''] as const] : []),
      [t('figures.source'), definition?.source ?? ''],
      [t('figures.hiddenCell'), t('figures.hiddenSentence')],
    ],
    columns: [
      {
        title: t('figures.what'),
        words: true,
        cell: (cells) => say(lines[Number(cells('regel')) - 1]?.title),
      },
      {
        title: t('figures.number'),
        kind: 'number',
        cell: (cells) => shownOr(cells('aantal'), t('figures.hiddenCell')),
      },
    ],
  };
}
