import type { Preset } from '@katrol/proto/katrol/intake/v1/codes';
import { explanations } from './preset-explanations.ts';
import { deprivation, exclusion, guide, w } from './preset-texts.ts';
import type { ProfileDocument } from './profile.ts';

// Presets are profiles like any other: a branch takes one as its start and edits it.

const base: ProfileDocument = {
  aims: ['child_at_school', 'parents'],
  publicName: w('De Katrol', 'De Katrol', 'De Katrol'),
  wordForTutor: w('begeleider', 'accompagnateur', 'tutor'),
  wordForReferral: w('aanmelding', 'demande', 'referral'),
  wordForFamily: w('gezin', 'famille', 'family'),
  explanationForFamilies: explanations.atHome,
  intake: {
    referrers: ['parent', 'school', 'clb', 'ocmw', 'huis_van_het_kind', 'other'],
    priorConsentAndInformation: false,
    homeVisitAlways: true,
    criteriaSet: undefined,
    grades: [],
    exclusions: [],
    homeworkOnlyLedElsewhere: false,
    agreementSheet: true,
    conversationGuide: guide,
    languageSupports: [
      'interpreter',
      'interpreter_by_phone',
      'machine_translation',
      'pictograms',
      'follow_up_message',
    ],
    waitingContactDays: 28,
    allDeciders: false,
    youngPersonAge: 12,
    awaitedDays: 90,
    silenceDays: 7,
    agreementPromises: { family: {}, tutor: {}, branch: {} },
  },
  support: {
    lengthUnit: 'open',
    length: 0,
    minimumSessions: 8,
    sessionsAWeek: 1,
    sessionMinutes: 60,
    form: 'one_child',
    places: ['home'],
    parentPresent: 'expected',
    anchor: 'coordinator',
    quietDays: 14,
    untilSpecialisedHelp: true,
    calendarRegion: 'flemish',
    closed: [],
    fixedHours: [],
    maximumChildren: 0,
  },
  tutors: {
    kinds: ['student', 'volunteer'],
    checkRequired: true,
    checkValidityMonths: 12,
    requiredTrainings: ['start'],
    radiusMetres: 10_000,
    maximumFamilies: 2,
    intervisionWeeks: 6,
    townsTogether: [],
  },
  school: {
    contactPolicy: 'mediated',
    parentsApprove: true,
    consultationsAYear: 3,
    returnMoment: false,
  },
};

type Part<K extends 'intake' | 'support' | 'tutors' | 'school'> = Partial<ProfileDocument[K]>;
type Changes = Omit<Partial<ProfileDocument>, 'intake' | 'support' | 'tutors' | 'school'> & {
  intake?: Part<'intake'>;
  support?: Part<'support'>;
  tutors?: Part<'tutors'>;
  school?: Part<'school'>;
};
const preset = (c: Changes): ProfileDocument => ({
  ...base,
  ...c,
  intake: { ...base.intake, ...c.intake },
  support: { ...base.support, ...c.support },
  tutors: { ...base.tutors, ...c.tutors },
  school: { ...base.school, ...c.school },
});

/** The presets that ship, by code. */
export const presets: Record<Preset, ProfileDocument> = {
  'de-katrol': preset({
    aims: ['child_at_school', 'parents', 'future_professionals'],
    explanationForFamilies: explanations.katrol,
    intake: { homeworkOnlyLedElsewhere: true },
    support: { sessionsAWeek: 2 },
  }),
  kompanjon: preset({
    publicName: w('Kompanjon', 'Kompanjon', 'Kompanjon'),
    wordForTutor: w('kompanjon', 'compagnon', 'companion'),
    intake: {
      criteriaSet: { criteria: deprivation, threshold: 4 },
      grades: ['S1', 'S2', 'S3', 'S4', 'S5', 'S6'],
    },
    support: { lengthUnit: 'months', length: 10 },
  }),
  'sam-geraardsbergen': preset({
    publicName: w('SAM', 'SAM', 'SAM'),
    intake: { priorConsentAndInformation: true },
    // short, but as long as needed
    support: { lengthUnit: 'open', length: 0 },
  }),
  uilenspel: preset({
    publicName: w('Uilenspel', 'Uilenspel', 'Uilenspel'),
    wordForTutor: w('vrijwilliger', 'bénévole', 'volunteer'),
    explanationForFamilies: explanations.neighbourhood,
    intake: {
      exclusions: [
        exclusion(
          'helped_elsewhere',
          w(
            'Krijgt elders al hulp of therapie',
            'Reçoit déjà une aide ou une thérapie',
            'Already helped elsewhere or in therapy',
          ),
        ),
        exclusion(
          'special_education',
          w(
            'Volgt buitengewoon onderwijs',
            "Suit l'enseignement spécialisé",
            'In special education',
          ),
        ),
        exclusion(
          'severe_difficulty',
          w(
            'Ernstige psychische of gedragsmoeilijkheden',
            'Difficultés psychiques ou comportementales graves',
            'Severe psychological or behavioural difficulty',
          ),
          true,
        ),
      ],
      grades: ['K3', 'L1', 'L2', 'L3', 'L4', 'L5', 'L6'],
    },
    support: {
      lengthUnit: 'semesters',
      length: 2,
      places: ['home', 'library', 'neighbourhood_centre'],
    },
    tutors: { kinds: ['volunteer', 'student'], radiusMetres: 3_000 },
    school: { contactPolicy: 'none' },
  }),
  leerbuddy: preset({
    publicName: w('Leerbuddy', 'Leerbuddy', 'Leerbuddy'),
    wordForTutor: w('buddy', 'buddy', 'buddy'),
    explanationForFamilies: explanations.buddy,
    aims: ['child_at_school', 'future_professionals'],
    intake: {
      homeVisitAlways: false,
      // no threshold, and no age goes before another: where demand is high, tutors are recruited
      waitingContactDays: 42,
    },
    support: { lengthUnit: 'weeks', length: 10, places: ['home', 'school', 'library'] },
    school: { contactPolicy: 'named_contact', returnMoment: true },
  }),
  huiswerkklas: preset({
    publicName: w('De huiswerkklas', 'La classe de devoirs', 'The homework class'),
    aims: ['child_at_school'],
    explanationForFamilies: explanations.homeworkClass,
    intake: { homeVisitAlways: false, agreementSheet: false },
    support: {
      lengthUnit: 'semesters',
      length: 2,
      sessionsAWeek: 4,
      sessionMinutes: 90,
      form: 'small_group',
      // after school, and on Wednesday afternoon
      fixedHours: [
        { weekday: 1, fromMinute: 945, untilMinute: 1035 },
        { weekday: 2, fromMinute: 945, untilMinute: 1035 },
        { weekday: 3, fromMinute: 810, untilMinute: 900 },
        { weekday: 4, fromMinute: 945, untilMinute: 1035 },
      ],
      maximumChildren: 6,
      places: ['school', 'neighbourhood_centre'],
      parentPresent: 'welcome',
      anchor: 'care_teacher',
    },
    tutors: { maximumFamilies: 8 },
    school: { contactPolicy: 'folder' },
  }),
  'student-tutoring': preset({
    publicName: w('Student tutoring', 'Tutorat étudiant', 'Student tutoring'),
    wordForTutor: w('student-tutor', 'étudiant tuteur', 'student tutor'),
    aims: ['child_at_school', 'future_professionals'],
    explanationForFamilies: explanations.studentTutor,
    // primary and secondary
    intake: { homeVisitAlways: false },
    support: {
      lengthUnit: 'weeks',
      length: 10,
      places: ['school', 'library'],
      parentPresent: 'separate',
      anchor: 'coach',
    },
    tutors: { kinds: ['student'], requiredTrainings: ['start', 'asking_on'] },
    // a document to one contact of the school
    school: { contactPolicy: 'named_contact', returnMoment: true },
  }),
};
