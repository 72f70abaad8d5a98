import { useTranslation } from 'react-i18next';
import type { Indicator, Words } from '@katrol/proto/katrol/reporting/v1/json';
import { municipality } from '@katrol/places';
import { ReportingService } from '#api/names.ts';
import { useQuery } from '#api/query.ts';
import { useBranchName } from '#app/session.tsx';
import { useAnyCode, type AnyList } from '#ui/codes.ts';

/** Words of a document, in the language of the screen. */
export function useSay(): (words: Words | undefined) => string {
  const { i18n } = useTranslation();
  return (words) => {
    if (!words) return '';
    if (i18n.language.startsWith('fr')) return words.fr;
    return i18n.language.startsWith('en') ? words.en : words.nl;
  };
}

/** What is counted and how, by its code. */
export function useIndicators(): Map<string, Indicator> {
  const { data } = useQuery(ReportingService.method.listIndicators, {});
  return new Map((data?.indicators ?? []).map((one) => [one.code, one]));
}

/** A place of a figure in words: a municipality, a province, the towns of a branch. */
export function useSayArea(): (area: string) => string {
  const { t } = useTranslation();
  const branchName = useBranchName();
  return (area) => {
    const [kind, name = ''] = area.split(':');
    if (area === 'all') return t('figures.everywhere');
    if (area === 'unknown' || area === '') return t('figures.unknownArea');
    if (kind === 'province') return t('figures.province', { name });
    if (kind === 'branch') return t('figures.branchArea', { name: branchName(name) });
    return municipality(area)?.name ?? area;
  };
}

/** A row of a figure in words: a code of its list, a place, or a word of a branch's own. */
export function useSayRow(): (indicator: Indicator | undefined, code: string) => string {
  const { t } = useTranslation();
  const say = useAnyCode();
  const sayArea = useSayArea();
  return (indicator, code) => {
    if (code === 'all') return t('figures.together');
    if (code === '' || code === 'unknown') return t('figures.notKnown');
    if (indicator?.by === 'municipality') return sayArea(code);
    const list = indicator?.codeList.split('.').at(-1);
    return list ? say(list as AnyList, code) : code.replaceAll('_', ' ');
  };
}

/** A value with its unit: families and sessions are plain numbers, a median is in days. */
export function useSayValue(): (indicator: Indicator | undefined, value: number) => string {
  const { t } = useTranslation();
  return (indicator, value) => {
    if (indicator?.measure === 'median_days') return t('figures.days', { count: value });
    if (indicator?.measure === 'hours') return t('figures.hours', { count: value });
    return String(value);
  };
}
