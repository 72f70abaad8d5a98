import type { ParseKeys, TFunction } from 'i18next';
import type {
  IntakeRules,
  ProfileDocument,
  SchoolRules,
  SupportRules,
  TutorRules,
} from '@katrol/proto/katrol/intake/v1/json';
import type { useCodes } from '#ui/codes.ts';
import type { Path } from '#ui/form/path.ts';

// Every rule of the profile once: the page and its form are both drawn from here. A new rule costs
// one row; which input it gets, and how it reads, follows from the contract.

type Text = Extract<ParseKeys, `profile.${string}`>;
type Say = { t: TFunction; code: ReturnType<typeof useCodes> };
type Value = string | number | boolean | readonly string[];
// what one input can hold; items with words of their own stand under the rules
type Key<V> = { [K in keyof V]: V[K] extends Value ? K : never }[keyof V] & Path<V>;

/** One rule: where it stands in its part of the document, and how people read it. */
export type Rule<V> = {
  at: Key<V>;
  label: Text;
  /** the label in the form, where that says more */
  asks?: Text;
  /** how it reads, where the contract alone does not tell; nothing leaves it out */
  read?: (of: V, say: Say) => string;
  /** when it is asked; without it always */
  when?: (of: V) => boolean;
  /** in the form it stands after this one */
  askedAfter?: Key<V>;
  /** in the form it stands close under the one before */
  close?: true;
  /** how wide its input is at most */
  maw?: number;
  /** nothing acts on it yet, and the page says so */
  notInUse?: true;
};

/** A part of the document with its rules, in the order in which they are read. */
export type Part<V> = {
  at: {
    [K in keyof ProfileDocument]: V extends ProfileDocument[K] ? K : never;
  }[keyof ProfileDocument];
  title: Text;
  /** of its section on the page */
  id: string;
  /** in the form numbers and single codes stand side by side, above or below the others */
  grid?: { columns: { base: number; sm: number; md?: number }; place: 'above' | 'below' };
  rules: readonly Rule<V>[];
};

const everyDays = (count: number, { t }: Say) => t('profile.everyDays', { count });
const everyWeeks = (count: number, { t }: Say) => (count ? t('profile.everyWeeks', { count }) : '');

/** The branch's own words that read as name and value. */
export const wordRules = [
  { at: 'publicName', label: 'profile.publicName' },
  { at: 'wordForTutor', label: 'profile.wordForTutor' },
  { at: 'wordForReferral', label: 'profile.wordForReferral' },
  { at: 'wordForFamily', label: 'profile.wordForFamily' },
] as const satisfies { at: keyof ProfileDocument; label: Text }[];

/** Who may refer, what is weighed, what is asked. */
export const intake: Part<IntakeRules> = {
  at: 'intake',
  title: 'profile.intake',
  id: 'aanmelding',
  rules: [
    { at: 'referrers', label: 'profile.referrers' },
    { at: 'priorConsentAndInformation', label: 'profile.priorConsent' },
    { at: 'homeVisitAlways', label: 'profile.homeVisit', close: true },
    { at: 'homeworkOnlyLedElsewhere', label: 'profile.homeworkOnly', close: true },
    { at: 'agreementSheet', label: 'profile.agreementSheet', close: true },
    {
      at: 'grades',
      label: 'profile.gradesInFocus',
      read: ({ grades }, { t, code }) =>
        grades.map((grade) => code('Grade', grade)).join(', ') || t('profile.allGrades'),
    },
    { at: 'languageSupports', label: 'profile.languageSupports' },
    {
      at: 'waitingContactDays',
      label: 'profile.contactRhythm',
      asks: 'profile.contactDays',
      read: (of, say) => everyDays(of.waitingContactDays, say),
      maw: 240,
    },
    { at: 'allDeciders', label: 'profile.allDeciders' },
    {
      at: 'youngPersonAge',
      label: 'profile.youngPersonAge',
      read: ({ youngPersonAge }) => String(youngPersonAge || 12),
      maw: 240,
    },
    {
      at: 'silenceDays',
      label: 'profile.silenceDays',
      read: ({ silenceDays }) => String(silenceDays || 7),
      maw: 240,
    },
    {
      at: 'awaitedDays',
      label: 'profile.awaitedDays',
      read: ({ awaitedDays }) => String(awaitedDays || 90),
      maw: 240,
    },
  ],
};

/** How long, how often, where and with whom. */
export const support: Part<SupportRules> = {
  at: 'support',
  title: 'profile.support',
  id: 'ondersteuning',
  grid: { columns: { base: 1, sm: 2, md: 3 }, place: 'above' },
  rules: [
    // reads with the length
    { at: 'lengthUnit', label: 'profile.lengthUnit', read: () => '' },
    {
      at: 'length',
      label: 'profile.length',
      read: ({ length, lengthUnit }, { code }) =>
        `${lengthUnit === 'open' ? '' : `${length} `}${code('LengthUnit', lengthUnit)}`,
      when: ({ lengthUnit }) => lengthUnit !== 'open',
    },
    { at: 'minimumSessions', label: 'profile.minimum' },
    { at: 'sessionsAWeek', label: 'profile.aWeek' },
    { at: 'sessionMinutes', label: 'profile.minutes' },
    { at: 'form', label: 'profile.form' },
    {
      at: 'maximumChildren',
      label: 'profile.maximumChildren',
      read: ({ form, maximumChildren }, { t }) =>
        form === 'one_child' ? '' : String(maximumChildren || t('profile.noMaximum')),
      when: ({ form }) => form !== 'one_child',
    },
    { at: 'places', label: 'profile.places' },
    { at: 'parentPresent', label: 'profile.parentPresent' },
    { at: 'anchor', label: 'profile.anchor' },
    {
      at: 'quietDays',
      label: 'profile.quietAfter',
      asks: 'profile.quietDays',
      read: (of, say) => everyDays(of.quietDays, say),
      askedAfter: 'sessionMinutes',
    },
    { at: 'untilSpecialisedHelp', label: 'profile.untilHelp' },
    {
      at: 'calendarRegion',
      label: 'profile.calendarRegion',
      read: ({ calendarRegion }, { code }) => code('CalendarRegion', calendarRegion || 'flemish'),
    },
  ],
};

/** Who may be a tutor, and what stands before a first visit. */
export const tutors: Part<TutorRules> = {
  at: 'tutors',
  title: 'profile.tutors',
  id: 'begeleiders',
  grid: { columns: { base: 1, sm: 2 }, place: 'below' },
  rules: [
    { at: 'kinds', label: 'profile.kinds' },
    { at: 'checkRequired', label: 'profile.checkRequired' },
    {
      at: 'checkValidityMonths',
      label: 'profile.checkMonths',
      read: ({ checkValidityMonths: months }) => (months ? String(months) : ''),
    },
    { at: 'requiredTrainings', label: 'profile.requiredTrainings' },
    {
      at: 'radiusMetres',
      label: 'profile.radius',
      asks: 'profile.radiusMetres',
      read: ({ radiusMetres }, { t }) => t('profile.km', { km: radiusMetres / 1000 }),
    },
    { at: 'maximumFamilies', label: 'profile.maximumFamilies' },
    {
      at: 'townsTogether',
      label: 'profile.townsTogether',
      asks: 'profile.townsTogetherCodes',
      read: ({ townsTogether }) => townsTogether.join(', '),
    },
    {
      at: 'intervisionWeeks',
      label: 'profile.intervision',
      asks: 'profile.intervisionWeeks',
      read: (of, say) => everyWeeks(of.intervisionWeeks, say),
      notInUse: true,
    },
  ],
};

/** What goes to the school, and how. */
export const school: Part<SchoolRules> = {
  at: 'school',
  title: 'profile.school',
  id: 'school',
  grid: { columns: { base: 1, sm: 2 }, place: 'above' },
  rules: [
    { at: 'contactPolicy', label: 'profile.contactPolicy' },
    { at: 'parentsApprove', label: 'profile.parentsApprove' },
    { at: 'consultationsAYear', label: 'profile.consultations' },
    { at: 'returnMoment', label: 'profile.returnMoment' },
  ],
};
