import { useTranslation } from 'react-i18next';
import type { Indicator, Words } from '@katrol/proto/katrol/reporting/v1/json';
import { municipality } from '@katrol/places';
import { ReportingService, SchoolLiaisonService, VolunteerTrainingService } from '#api/names.ts';
import { useAllRows } from '#api/pages.ts';
import { useQuery } from '#api/query.ts';
import { useBranch, useBranchName, useSession } from '#app/session.tsx';
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

/** Universities by code. */
function useUniversityName(): (code: string) => string {
  const { data } = useQuery(VolunteerTrainingService.method.listUniversities, {});
  const names = new Map((data?.universities ?? []).map(({ code, name }) => [code, name]));
  return (code) => names.get(code) ?? code;
}

/** The branch's schools by id, for a coordinator: also those that nobody came from. */
export function useSchools(): Map<string, string> {
  const { code: branchCode } = useBranch();
  const { me } = useSession();
  const enabled = branchCode !== '' && Boolean(me?.roles.includes('coordinator'));
  const { data } = useAllRows(SchoolLiaisonService.method.listSchools, { branchCode }, { enabled });
  return new Map((data ?? []).map(({ id, name }) => [id, name]));
}

/** A place of a figure in words: a municipality, a province, the towns of a branch. */
export function useSayArea(): (area: string) => string {
  const { t } = useTranslation();
  const branchName = useBranchName();
  const universityName = useUniversityName();
  return (area) => {
    const [kind, name = ''] = area.split(':');
    if (area === 'all') return t('figures.everywhere');
    if (area === 'unknown' || area === '') return t('figures.unknownArea');
    if (kind === 'province') return t('figures.province', { name });
    if (kind === 'branch') return t('figures.branchArea', { name: branchName(name) });
    return municipality(area)?.name ?? universityName(area);
  };
}

/** A row of a figure in words: a code of its list, a place, or a word of a branch's own. */
export function useSayRow(): (indicator: Indicator | undefined, code: string) => string {
  const { t } = useTranslation();
  const say = useAnyCode();
  const sayArea = useSayArea();
  const schools = useSchools();
  return (indicator, code) => {
    if (code === 'all') return t('figures.together');
    if (code === '' || code === 'unknown') return t('figures.notKnown');
    if (indicator?.by === 'municipality' || indicator?.by === 'university') return sayArea(code);
    if (indicator?.by === 'about') return schools.get(code) ?? t('figures.notKnown');
    const list = indicator?.codeList.split('.').at(-1);
    return list ? say(list as AnyList, code) : code.replaceAll('_', ' ');
  };
}

/** A month as people say it, by its first day. */
export function useSayMonth(): (month: string) => string {
  const { i18n } = useTranslation();
  return (month) =>
    new Intl.DateTimeFormat(i18n.language, { month: 'long', year: 'numeric' }).format(
      new Date(`${month}T12:00`),
    );
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
