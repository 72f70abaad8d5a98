import { Checks } from '@katrol/runtime';

/** language code -> text */
export type Words = Record<string, string>;

export const referrerKinds = [
  'parent',
  'school',
  'clb',
  'ocmw',
  'huis_van_het_kind',
  'other',
] as const;
export type ReferrerKind = (typeof referrerKinds)[number];
export const aims = ['child_at_school', 'parents', 'future_professionals'] as const;
export type Aim = (typeof aims)[number];
export const grades = [
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
export const placeKinds = ['home', 'school', 'library', 'neighbourhood_centre'] as const;
export type PlaceKind = (typeof placeKinds)[number];
const lengthUnits = ['weeks', 'months', 'semesters', 'open'] as const;
const forms = ['one_child', 'small_group', 'families_together'] as const;
const languageSupports = [
  'interpreter',
  'interpreter_by_phone',
  'machine_translation',
  'pictograms',
  'follow_up_message',
] as const;
const contactPolicies = ['none', 'mediated', 'report', 'folder', 'named_contact'] as const;
export const trainingCodes = [
  'start',
  'reciprocity',
  'poverty_aware',
  'diversity',
  'multilingualism',
  'questioning_the_obvious',
  'asking_on',
  'differentiation',
] as const;

export type Criterion = { code: string; label: Words; help: Words };
/** "k of n": met when at least `threshold` of the criteria are met. */
export type CriteriaSet = { code: string; criteria: Criterion[]; threshold: number };
export type Exclusion = { code: string; label: Words; skillLacking: boolean; reviewWeeks: number };

/** How a branch works, as data. A case pins the version it began under. */
export type ProfileDocument = {
  aims: Aim[];
  publicName: Words;
  wordForTutor: Words;
  wordForReferral: Words;
  wordForFamily: Words;
  explanationForFamilies: Words;
  intake: {
    referrers: ReferrerKind[];
    priorConsentAndInformation: boolean;
    homeVisitAlways: boolean;
    criteriaSet: CriteriaSet | undefined;
    grades: string[];
    exclusions: Exclusion[];
    homeworkOnlyLedElsewhere: boolean;
    agreementSheet: boolean;
    conversationGuide: { code: string; text: Words }[];
    languageSupports: string[];
    waitingContactDays: number;
  };
  support: {
    lengthUnit: (typeof lengthUnits)[number];
    length: number;
    minimumSessions: number;
    sessionsAWeek: number;
    sessionMinutes: number;
    form: (typeof forms)[number];
    places: PlaceKind[];
    parentPresent: string;
    anchor: string;
    quietDays: number;
    untilSpecialisedHelp: boolean;
  };
  tutors: {
    kinds: string[];
    checkRequired: boolean;
    checkValidityMonths: number;
    requiredTrainings: string[];
    radiusMetres: number;
    maximumFamilies: number;
    intervisionWeeks: number;
  };
  school: {
    contactPolicy: string;
    parentsApprove: boolean;
    consultationsAYear: number;
    returnMoment: boolean;
  };
};

export type Profile = {
  branchCode: string;
  version: number;
  validFrom: string;
  preset: string;
  document: ProfileDocument;
  editedBy: string;
  recordedAt: Date;
};

const words = (c: Checks, field: string, w: Words, required = false): void => {
  c.that(!required || Object.values(w).some((t) => t.trim() !== ''), field, 'VALUE_MISSING');
  for (const [language, text] of Object.entries(w)) {
    c.that(/^[a-z]{2,3}$/.test(language), `${field}.${language.slice(0, 8)}`, 'VALUE_UNKNOWN');
    c.text(`${field}.${language.slice(0, 8)}`, text, { max: 2_000 });
  }
};

/** Refuses a document that nobody could work by: every problem named with its field. */
export function checkProfile(d: ProfileDocument): void {
  const c = new Checks();
  c.codes('document.aims', d.aims, aims);
  c.that(d.aims.length > 0, 'document.aims', 'VALUE_MISSING');
  words(c, 'document.public_name', d.publicName, true);
  words(c, 'document.word_for_tutor', d.wordForTutor, true);
  words(c, 'document.word_for_referral', d.wordForReferral, true);
  words(c, 'document.word_for_family', d.wordForFamily, true);
  words(c, 'document.explanation_for_families', d.explanationForFamilies);
  checkIntake(c, d.intake);
  checkSupport(c, d.support);
  checkTutorsAndSchool(c, d);
  c.done();
}

function checkIntake(c: Checks, i: ProfileDocument['intake']): void {
  const at = 'document.intake';
  c.codes(`${at}.referrers`, i.referrers, referrerKinds);
  c.that(i.referrers.length > 0, `${at}.referrers`, 'VALUE_MISSING');
  c.codes(`${at}.grades`, i.grades, grades);
  c.codes(`${at}.language_supports`, i.languageSupports, languageSupports);
  c.number(`${at}.waiting_contact_days`, i.waitingContactDays, { min: 1, max: 366 });
  const set = i.criteriaSet;
  if (set) {
    c.number(`${at}.criteria_set.threshold`, set.threshold, {
      min: 1,
      max: Math.max(1, set.criteria.length),
    });
    for (const [n, criterion] of set.criteria.entries())
      words(c, `${at}.criteria_set.criteria[${n}].label`, criterion.label, true);
  }
  const codes = [...(set?.criteria ?? []), ...i.exclusions].map((x) => x.code);
  c.that(
    new Set(codes).size === codes.length && codes.every((x) => /^[a-z][a-z0-9_]{1,40}$/.test(x)),
    `${at}.criteria_set`,
    'CODES_NOT_UNIQUE',
  );
  for (const [n, exclusion] of i.exclusions.entries()) {
    words(c, `${at}.exclusions[${n}].label`, exclusion.label, true);
    c.number(`${at}.exclusions[${n}].review_weeks`, exclusion.reviewWeeks, { min: 0, max: 260 });
  }
  for (const [n, question] of i.conversationGuide.entries())
    words(c, `${at}.conversation_guide[${n}].text`, question.text, true);
}

function checkSupport(c: Checks, s: ProfileDocument['support']): void {
  const at = 'document.support';
  c.code(`${at}.length_unit`, s.lengthUnit, lengthUnits, true);
  c.number(`${at}.length`, s.length, { min: s.lengthUnit === 'open' ? 0 : 1, max: 260 });
  c.number(`${at}.minimum_sessions`, s.minimumSessions, { min: 0, max: 200 });
  c.number(`${at}.sessions_a_week`, s.sessionsAWeek, { min: 1, max: 7 });
  c.number(`${at}.session_minutes`, s.sessionMinutes, { min: 15, max: 480 });
  c.code(`${at}.form`, s.form, forms, true);
  c.codes(`${at}.places`, s.places, placeKinds);
  c.that(s.places.length > 0, `${at}.places`, 'VALUE_MISSING');
  c.code(`${at}.parent_present`, s.parentPresent, ['expected', 'welcome', 'separate'], true);
  c.code(`${at}.anchor`, s.anchor, ['coordinator', 'coach', 'care_teacher'], true);
  c.number(`${at}.quiet_days`, s.quietDays, { min: 1, max: 366 });
}

function checkTutorsAndSchool(c: Checks, d: ProfileDocument): void {
  const at = 'document.tutors';
  c.codes(`${at}.kinds`, d.tutors.kinds, ['student', 'volunteer']);
  c.that(d.tutors.kinds.length > 0, `${at}.kinds`, 'VALUE_MISSING');
  c.number(`${at}.check_validity_months`, d.tutors.checkValidityMonths, {
    min: d.tutors.checkRequired ? 1 : 0,
    max: 120,
  });
  c.codes(`${at}.required_trainings`, d.tutors.requiredTrainings, trainingCodes);
  c.number(`${at}.radius_metres`, d.tutors.radiusMetres, { min: 0, max: 100_000 });
  c.number(`${at}.maximum_families`, d.tutors.maximumFamilies, { min: 1, max: 50 });
  c.number(`${at}.intervision_weeks`, d.tutors.intervisionWeeks, { min: 0, max: 52 });
  c.code('document.school.contact_policy', d.school.contactPolicy, contactPolicies, true);
  c.number('document.school.consultations_a_year', d.school.consultationsAYear, {
    min: 0,
    max: 52,
  });
}
