import { useTranslation } from 'react-i18next';
import { DAY_MS, isoDay } from './day.ts';

export { isoDay };

/** ISO date, local date and time, or an instant -> Date; undefined when it is none. */
export function toDate(text: string): Date | undefined {
  if (!text) return undefined;
  const date = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T12:00`) : new Date(text);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

const hasTime = (text: string) => text.includes('T');

function spoken(text: string, language: string, exact: boolean): string {
  const date = toDate(text);
  if (!date) return '';
  const otherYear = date.getFullYear() !== new Date().getFullYear();
  const day = new Intl.DateTimeFormat(language, {
    weekday: exact ? 'long' : 'short',
    day: 'numeric',
    month: exact ? 'long' : 'short',
    ...(exact || otherYear ? { year: 'numeric' } : {}),
  }).format(date);
  if (!hasTime(text)) return day;
  return `${day}, ${clock(date.getHours() * 60 + date.getMinutes(), language)}`;
}

/** Minutes after midnight as people write them: "16.00", "16 h 00", "16:00". */
export function clock(minutes: number, language: string): string {
  const hour = String(Math.floor(minutes / 60));
  const minute = String(minutes % 60).padStart(2, '0');
  if (language.startsWith('nl')) return `${hour}.${minute}`;
  if (language.startsWith('fr')) return `${hour} h ${minute}`;
  return `${hour.padStart(2, '0')}:${minute}`;
}

/** A function that says a date as people do: "di 3 nov, 16.00". */
export function useSayDate(): (text: string) => string {
  const { i18n } = useTranslation();
  return (text) => spoken(text, i18n.language, false);
}

/** A date as people say it, the exact one on hover; nothing when there is none. */
export function When({ at }: { at: string }) {
  const { i18n } = useTranslation();
  if (!toDate(at)) return null;
  return (
    <time dateTime={at} title={spoken(at, i18n.language, true)}>
      {spoken(at, i18n.language, false)}
    </time>
  );
}

/** The first of these weekly hours that is still to come, as local date and time; '' for none. */
export function nextHour(hours: { weekday: number; fromMinute: number }[]): string {
  const now = `${isoDay(0)}T${asClock(new Date().getHours() * 60 + new Date().getMinutes())}`;
  return (
    Array.from({ length: 8 }, (_, ahead) => isoDay(ahead))
      .flatMap((day) =>
        hours
          .filter(({ weekday }) => weekday % 7 === new Date(`${day}T12:00`).getDay())
          .map(({ fromMinute }) => `${day}T${asClock(fromMinute)}`),
      )
      .filter((at) => at > now)
      .sort()[0] ?? ''
  );
}
const asClock = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

/** Whole days between a date and today; negative when it is still to come. */
export function daysSince(text: string): number {
  const date = toDate(text);
  if (!date) return 0;
  const noon = new Date();
  noon.setHours(12, 0, 0, 0);
  date.setHours(12, 0, 0, 0);
  return Math.round((noon.getTime() - date.getTime()) / DAY_MS);
}

/** "3 weken geleden", "overmorgen". */
export function Ago({ at }: { at: string }) {
  const { i18n } = useTranslation();
  if (!toDate(at)) return null;
  const days = daysSince(at);
  const format = new Intl.RelativeTimeFormat(i18n.language, { numeric: 'auto' });
  const size = Math.abs(days);
  const text =
    size < 14
      ? format.format(-days, 'day')
      : size < 70
        ? format.format(-Math.round(days / 7), 'week')
        : format.format(-Math.round(days / 30), 'month');
  return (
    <time dateTime={at} title={spoken(at, i18n.language, true)}>
      {text}
    </time>
  );
}

/** A function that writes a number as the language does: "1,4". */
export function useSayNumber(): (value: number) => string {
  const { i18n } = useTranslation();
  return (value) =>
    new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 1 }).format(value);
}
