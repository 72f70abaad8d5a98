import { directionOf } from '../i18n/direction.ts';
import type nl from './texts/nl.json';

/** What a link's page says; a parent's part is whole in each language. */
export type Texts = Omit<typeof nl, 'school'> & { school?: (typeof nl)['school'] };
export type Key = Exclude<keyof Texts, 'school'>;

const LOAD: Record<string, () => Promise<{ default: Texts }>> = {
  nl: () => import('./texts/nl.json'),
  fr: () => import('./texts/fr.json'),
  en: () => import('./texts/en.json'),
  ar: () => import('./texts/ar.json'),
  tr: () => import('./texts/tr.json'),
  fa: () => import('./texts/fa.json'),
  uk: () => import('./texts/uk.json'),
  ro: () => import('./texts/ro.json'),
  pl: () => import('./texts/pl.json'),
  es: () => import('./texts/es.json'),
};

/** A branch's own words, by key. */
export type Words = Partial<Record<string, string>>;

let texts: Texts | undefined;
let own: Words = {};
let language = 'nl';

const codeOf = (tag: string): string => (tag.split('-')[0] ?? '').toLowerCase();
/** The first of these that the page speaks whole, else Dutch. */
const spoken = (wanted: readonly string[]): string =>
  wanted.map(codeOf).find((one) => one in LOAD) ?? 'nl';

/**
 * Makes the page speak the first of these languages that it knows: the first one also when the
 * branch has words in it, over what ships. What has no words is said in Dutch.
 */
export async function speak(wanted: readonly string[], words: Words = {}): Promise<void> {
  const first = codeOf(wanted[0] ?? '');
  own = words;
  language = Object.keys(words).length > 0 ? first : spoken(wanted);
  texts = (await (LOAD[language] ?? (LOAD['nl'] as NonNullable<(typeof LOAD)[string]>))()).default;
  document.documentElement.lang = language;
  document.documentElement.dir = directionOf(language);
  document.title = say('title');
}

export const pageLanguage = (): string => language;

const fromTheRight = (): boolean => directionOf(language) === 'rtl';
// a name or a number keeps its own direction amid what is written from the right
const apart = (value: string): string => (fromTheRight() ? `\u2068${value}\u2069` : value);

const PLACEHOLDER = /\{(\w+)\}/g;
const filled = (text: string, values: Record<string, string>): string =>
  text.replaceAll(PLACEHOLDER, (_, name: string) => apart(values[name] ?? ''));

const placeholders = (text: string): string => (text.match(PLACEHOLDER) ?? []).sort().join();

/** In the branch's own words, unless what is filled in became something else since. */
function worded(key: Key): string {
  const shipped = texts?.[key] ?? '';
  const said = own[key];
  if (said && placeholders(said) === placeholders(shipped)) return said;
  // a Dutch sentence amid what is written from the right keeps its direction
  return language in LOAD || !fromTheRight() ? shipped : `\u2066${shipped}\u2069`;
}

/** A sentence of the page; `{name}` is filled in. */
export const say = (key: Key, values: Record<string, string> = {}): string =>
  filled(worded(key), values);

/** What a school contact reads, in one of the languages of the screens. */
export const saySchool = (
  key: keyof NonNullable<Texts['school']>,
  values: Record<string, string> = {},
): string => filled(texts?.school?.[key] ?? '', values);

/** A day, or a moment, as people of this language say it. */
export const sayDay = (at: string): string =>
  at === ''
    ? ''
    : new Intl.DateTimeFormat(language, { weekday: 'long', day: 'numeric', month: 'long' }).format(
        new Date(at.length === 10 ? `${at}T12:00:00` : at),
      );

// a Monday, from which the days of the week are counted
const MONDAY = Date.UTC(2026, 10, 23, 12);
const DAY_MS = 86_400_000;

/** A day of the week, 1 is Monday. */
export const sayWeekday = (weekday: number): string =>
  new Intl.DateTimeFormat(language, { weekday: 'long', timeZone: 'UTC' }).format(
    new Date(MONDAY + (weekday - 1) * DAY_MS),
  );

/** A minute of the day as a clock shows it. */
export const clock = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
