import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { PeriodKind } from '@katrol/proto/katrol/reporting/v1/codes';
import { isCode } from '@katrol/contract';
import { useChoices } from '#ui/codes.ts';
import { isoDay } from '#ui/when.tsx';
import { useUrl } from '#ui/url.ts';
import { yearOf } from './this-year.ts';

const FIRST_YEAR = 2020;

/** The school year of today, by the year in which it begins. */
export const thisSchoolYear = (): number => yearOf('school_year', isoDay());

/** Which period stands in the address; the school year of today unless it says otherwise. */
export function usePeriod(): { kind: PeriodKind; year: number } {
  const [search] = useUrl();
  const asked = search.periode ?? '';
  const year = Number(search.jaar);
  const kind = isCode(PeriodKind, asked) ? asked : 'school_year';
  return { kind, year: year >= FIRST_YEAR ? year : yearOf(kind, isoDay()) };
}

/** A year as people say it: 2026, or 2026-2027 where it spans two. */
export const sayYear = (kind: string, year: number): string => {
  if (kind === 'calendar_year') return String(year);
  return kind === 'three_school_years' ? `${year - 2}-${year + 1}` : `${year}-${year + 1}`;
};

/** The choice of a period, kept in the address. */
export function PeriodFilter({ kinds = PeriodKind }: { kinds?: readonly PeriodKind[] }) {
  const { t } = useTranslation();
  const choices = useChoices();
  const [, change] = useUrl();
  const { kind, year } = usePeriod();
  const last = Math.max(year, thisSchoolYear() + 1);
  const years = Array.from({ length: last - FIRST_YEAR + 1 }, (_, i) => FIRST_YEAR + i);
  return (
    <>
      <NativeSelect
        id="figures-period"
        label={t('figures.period')}
        data={choices('PeriodKind', kinds)}
        value={kind}
        onChange={(event) => change({ periode: event.currentTarget.value })}
      />
      <NativeSelect
        id="figures-year"
        label={t('figures.year')}
        data={years.toReversed().map((one) => ({ value: String(one), label: sayYear(kind, one) }))}
        value={String(year)}
        onChange={(event) => change({ jaar: event.currentTarget.value })}
      />
    </>
  );
}
