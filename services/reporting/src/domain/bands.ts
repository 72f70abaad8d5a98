import type { LanguageBand, WaitBand } from '@katrol/proto/katrol/reporting/v1/codes';

/** Dutch only, Dutch and another, another; '' where no language is known (domain.md, section 5). */
export function languageBand(languages: readonly string[]): LanguageBand | '' {
  const known = languages.filter((one) => one !== '');
  if (known.length === 0) return '';
  if (known.every((one) => one === 'nl')) return 'dutch';
  return known.includes('nl') ? 'mixed' : 'other';
}

/** How long, in bands: each until so many days, the last without end. */
export const waitBands: readonly { band: WaitBand; untilDays: number }[] = [
  { band: 'up_to_2_weeks', untilDays: 14 },
  { band: 'up_to_6_weeks', untilDays: 42 },
  { band: 'up_to_3_months', untilDays: 91 },
  { band: 'up_to_6_months', untilDays: 182 },
  { band: 'longer', untilDays: Number.POSITIVE_INFINITY },
];
