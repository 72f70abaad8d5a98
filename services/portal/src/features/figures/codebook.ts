import { useTranslation } from 'react-i18next';
import { codeLists } from '@katrol/proto/code-lists';
import type { Indicator, Release } from '@katrol/proto/katrol/reporting/v1/json';
import type { Measure } from '@katrol/proto/katrol/reporting/v1/codes';
import { useIndicators, useSay, useSayArea, useSayRow } from './words.ts';

/** The columns of a released file, as they are headed there. */
export const FILE_COLUMNS = [
  'cijfer',
  'plaats',
  'code',
  'aantal',
  'van 100',
  'eenheid',
  'zo geteld',
  'indicator',
] as const;

type Said = { code: string; says: string };
export type CodebookFigure = {
  code: string;
  title: string;
  version: number;
  /** of the document of today, where it is another one */
  versionToday: number;
  unit: string;
  /** of what a share is: the sum of the rows, or each once */
  denominator: string;
  counted: string;
  source: string;
  codes: Said[];
};

const listOf = ({ codeList }: Indicator): readonly string[] =>
  Object.entries(codeLists as Record<string, readonly string[]>).find(
    ([name]) => name === codeList,
  )?.[1] ?? [];

const unique = (codes: readonly string[]): string[] => [...new Set(codes)];

/** Every figure of a release with every code that may stand in it, in words. */
export function useCodebook(of: Release | undefined): { figures: CodebookFigure[]; areas: Said[] } {
  const { t } = useTranslation();
  const say = useSay();
  const sayRow = useSayRow();
  const sayArea = useSayArea();
  const indicators = useIndicators();
  const tables = of?.tables ?? [];
  const figures = tables.map(({ indicator: code, version, cells }) => {
    const indicator = indicators.get(code);
    const shown = cells.map((cell) => cell.code);
    const codes = indicator ? unique([...listOf(indicator), ...shown, 'unknown', 'all']) : shown;
    const measure = (indicator?.measure || 'count') as Measure;
    const adds = measure === 'count' || measure === 'hours';
    return {
      code,
      title: say(indicator?.title) || code,
      version,
      versionToday: indicator?.version ?? version,
      unit: t(`figures.unit.${measure}`),
      denominator: t(
        `figures.${indicator?.arrow ? 'shareNever' : adds ? 'shareOfSum' : 'shareOfOnce'}`,
      ),
      counted: say(indicator?.counted),
      source: indicator?.source ?? '',
      codes: codes.map((one) => ({ code: one, says: sayRow(indicator, one) })),
    };
  });
  const areas = unique(tables.flatMap(({ cells }) => cells.map(({ area }) => area)));
  return { figures, areas: areas.map((one) => ({ code: one, says: sayArea(one) })) };
}

/** The codebook as rows of a sheet. */
export function useCodebookRows(of: Release | undefined): string[][] {
  const { t } = useTranslation();
  const { figures, areas } = useCodebook(of);
  return [
    [t('figures.column'), t('figures.meaning')],
    ...FILE_COLUMNS.map((column) => [column, t(`figures.columns.${column}`)]),
    [],
    [
      t('figures.indicator'),
      t('figures.code'),
      t('figures.meaning'),
      t('figures.unitTitle'),
      t('figures.share'),
      t('figures.counted'),
      t('figures.source'),
      t('figures.version'),
    ],
    ...figures.flatMap(({ code, title, unit, denominator, counted, source, version, codes }) => [
      [code, '', title, unit, denominator, counted, source, String(version)],
      ...codes.map((one) => [code, one.code, one.says]),
    ]),
    [],
    [t('figures.area'), t('figures.meaning')],
    ...areas.map(({ code, says }) => [code, says]),
    [],
    [t('figures.suppressionTitle'), t('figures.suppression')],
  ];
}
