import { useTranslation } from 'react-i18next';

export const GRADES = [
  'K1',
  'K2',
  'K3',
  'L1',
  'L2',
  'L3',
  'L4',
  'L5',
  'L6',
  'S1',
  'S2',
  'S3',
  'S4',
  'S5',
  'S6',
] as const;
export const SPOKEN = [
  'nl',
  'fr',
  'en',
  'ar',
  'tr',
  'bg',
  'ro',
  'pl',
  'uk',
  'ps',
  'fa',
  'so',
  'ti',
  'es',
  'pt',
  'it',
  'ru',
  'de',
  'sq',
  'ku',
  'ber',
  'ur',
  'zh',
  'sw',
  'rom',
] as const;
export const SUBJECTS = [
  'reading',
  'mathematics',
  'dutch',
  'french',
  'homework_planning',
  'study_choice',
  'papers',
  'sciences',
  'secondary_mathematics',
  'secondary_languages',
  'secondary_sciences',
] as const;
export const LIFE_DOMAINS = [
  'homework',
  'housing',
  'money',
  'mental_health',
  'addiction',
  'status_and_papers',
  'administration',
  'material',
  'social_network',
  'language',
  'health',
  'work',
  'other',
] as const;
export const BARRIER_DOMAINS = LIFE_DOMAINS.filter((domain) => domain !== 'homework');
export const MAP_DOMAINS = [
  'homework',
  'housing',
  'money',
  'language',
  'mental_health',
  'leisure',
  'disability',
  'papers',
  'health',
  'work',
  'material',
  'other',
] as const;
export const WISHES = ['reading', 'papers', 'play', 'homework', 'talking', 'going_along'] as const;
export const PLACES = ['home', 'school', 'library', 'neighbourhood_centre'] as const;
export const DONE = [
  'reading',
  'mathematics',
  'dutch',
  'french',
  'homework_planning',
  'play',
  'talking',
  'papers',
  'study_choice',
  'going_along',
] as const;
export const STAGES = [1, 2, 3, 4, 5, 6, 7] as const;
export const TRAININGS = [
  'start',
  'reciprocity',
  'poverty_aware',
  'diversity',
  'multilingualism',
  'questioning_the_obvious',
  'asking_on',
  'differentiation',
] as const;
export const RIGHT_TO_LEFT = new Set(['ar', 'fa', 'ps', 'ur', 'ku', 'he']);

/** The stage a grade lies in (numbers of common.v1.Stage); 0 when the grade is not known. */
export function stageOf(grade: string): number {
  const year = Number(grade.slice(1));
  if (grade.startsWith('K')) return 1;
  if (grade.startsWith('L')) return 2 + Math.floor((year - 1) / 2);
  if (grade.startsWith('S')) return 5 + Math.floor((year - 1) / 2);
  return 0;
}

export type CodeList =
  | 'grade'
  | 'language'
  | 'subject'
  | 'domain'
  | 'place'
  | 'wish'
  | 'done'
  | 'training'
  | 'stage'
  | 'weekday'
  | 'referralStatus'
  | 'referrer'
  | 'consentPurpose'
  | 'consentMeans'
  | 'visitPlace'
  | 'support'
  | 'waitReason'
  | 'orderReason'
  | 'arrival'
  | 'tutorKind'
  | 'toDo'
  | 'requestStatus'
  | 'matchStatus'
  | 'trajectoryStatus'
  | 'balance'
  | 'sessionStatus'
  | 'goalKind'
  | 'goalStatus'
  | 'missing'
  | 'placement'
  | 'enrolment'
  | 'outcome'
  | 'aim'
  | 'duplicate'
  | 'exclusion'
  | 'importOutcome'
  | 'answer'
  | 'parentPresent'
  | 'anchor'
  | 'contactPolicy'
  | 'lengthUnit'
  | 'supportForm'
  | 'closeReason'
  | 'who'
  | 'alongOutcome'
  | 'yesNo'
  | 'missedBy'
  | 'todayReason'
  | 'advice'
  | 'preset'
  | 'field'
  | 'accountRole';

/** Any form in which a code may come over the wire -> its key here: "REFERRAL_STATUS_VISITED" -> "VISITED". */
function normal(list: CodeList, code: string): string[] {
  const snake = list.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
  const short = code.startsWith(`${snake}_`) ? code.slice(snake.length + 1) : code;
  return [
    short,
    short.toUpperCase(),
    short.toLowerCase(),
    short.toLowerCase().replaceAll('-', '_'),
  ];
}

/** Labels for codes in the language of the screen; a code nobody gave words shows itself. */
export function useCodes(): (list: CodeList, code: string | number) => string {
  const { t, i18n } = useTranslation();
  return (list, code) => {
    for (const form of normal(list, String(code))) {
      const key = `codes.${list}.${form}`;
      if (i18n.exists(key)) return t(key);
    }
    return String(code).replaceAll('_', ' ');
  };
}

/** Pairs for a select or a group of ticks. */
export function useChoices(): (
  list: CodeList,
  codes: readonly (string | number)[],
) => { value: string; label: string }[] {
  const say = useCodes();
  return (list, codes) => codes.map((code) => ({ value: String(code), label: say(list, code) }));
}
