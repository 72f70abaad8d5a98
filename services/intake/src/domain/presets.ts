import type { Criterion, Exclusion, ProfileDocument, Words } from './profile.ts';

// Presets are profiles like any other: a branch takes one as its start and edits it.

const w = (nl: string, fr: string, en: string): Words => ({ nl, fr, en });
const criterion = (code: string, label: Words, help: Words): Criterion => ({ code, label, help });
const exclusion = (
  code: string,
  label: Words,
  skillLacking = false,
  reviewWeeks = 26,
): Exclusion => ({ code, label, skillLacking, reviewWeeks });

const guide = [
  {
    code: 'told_about_project',
    text: w(
      'Wat vertellen we over het project?',
      'Que disons-nous du projet ?',
      'What do we tell about the project?',
    ),
  },
  {
    code: 'wider_aims',
    text: w(
      'Hoe leggen we uit dat het om meer gaat dan huiswerk?',
      "Comment expliquons-nous qu'il s'agit de plus que des devoirs ?",
      'How do we explain that it is about more than homework?',
    ),
  },
  {
    code: 'homework_meaning',
    text: w(
      'Wat betekent huiswerk voor iedereen thuis?',
      'Que signifient les devoirs pour chacun à la maison ?',
      'What does homework mean to everyone at home?',
    ),
  },
  {
    code: 'child_expects',
    text: w('Wat verwacht het kind?', "Qu'attend l'enfant ?", 'What does the child expect?'),
  },
  {
    code: 'parents_expect',
    text: w(
      'Wat verwachten de ouders?',
      "Qu'attendent les parents ?",
      'What do the parents expect?',
    ),
  },
];

const base: ProfileDocument = {
  aims: ['child_at_school', 'parents'],
  publicName: w('De Katrol', 'De Katrol', 'De Katrol'),
  wordForTutor: w('begeleider', 'accompagnateur', 'tutor'),
  wordForReferral: w('aanmelding', 'demande', 'referral'),
  wordForFamily: w('gezin', 'famille', 'family'),
  explanationForFamilies: {
    ...w(
      'Elke week komt er iemand bij u thuis om samen met uw kind te leren. Het is gratis en u kiest zelf.',
      'Chaque semaine, quelqu’un vient chez vous pour apprendre avec votre enfant. C’est gratuit et c’est vous qui choisissez.',
      'Every week somebody comes to your home to learn together with your child. It is free and you decide.',
    ),
    ar: 'يأتي شخص إلى منزلكم كل أسبوع ليتعلم مع طفلكم. الخدمة مجانية والقرار لكم.',
    tr: 'Her hafta biri evinize gelir ve çocuğunuzla birlikte öğrenir. Ücretsizdir ve karar sizindir.',
  },
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
  },
  tutors: {
    kinds: ['student', 'volunteer'],
    checkRequired: true,
    checkValidityMonths: 12,
    requiredTrainings: ['start'],
    radiusMetres: 10_000,
    maximumFamilies: 2,
    intervisionWeeks: 6,
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

// The six headings are borrowed from Kind en Gezin's criteria; ours is not its index, which only its nurses register.
const deprivation = [
  criterion(
    'income',
    w('Maandinkomen', 'Revenu mensuel', 'Monthly income'),
    w(
      'Onregelmatig, of niet genoeg om rond te komen',
      'Irrégulier ou insuffisant',
      'Irregular, or not enough to get by',
    ),
  ),
  criterion(
    'parents_education',
    w('Opleiding van de ouders', 'Formation des parents', "Parents' education"),
    w('Weinig kansen gehad om te leren', 'Peu d’occasions d’apprendre', 'Few chances to learn'),
  ),
  criterion(
    'stimulation',
    w('Stimulering van de kinderen', 'Stimulation des enfants', 'Stimulation of the children'),
    w(
      'Weinig tijd, ruimte of materiaal om samen te spelen en te leren',
      'Peu de temps, d’espace ou de matériel',
      'Little time, room or material to play and learn together',
    ),
  ),
  criterion(
    'parents_work',
    w('Werk van de ouders', 'Travail des parents', "Parents' work"),
    w('Geen of onzeker werk', 'Pas de travail ou travail précaire', 'No work or insecure work'),
  ),
  criterion(
    'housing',
    w('Huisvesting', 'Logement', 'Housing'),
    w(
      'Ongezond, onveilig of te klein',
      'Insalubre, dangereux ou trop petit',
      'Unhealthy, unsafe or too small',
    ),
  ),
  criterion(
    'health',
    w('Gezondheid', 'Santé', 'Health'),
    w(
      'Zorgen over gezondheid in het gezin',
      'Soucis de santé dans la famille',
      'Worries about health in the family',
    ),
  ),
];

const ses = [
  criterion(
    'home_language',
    w(
      'Thuistaal is niet Nederlands',
      "La langue à la maison n'est pas le néerlandais",
      'Home language is not Dutch',
    ),
    {},
  ),
  criterion('school_allowance', w('Schooltoeslag', 'Allocation scolaire', 'School allowance'), {}),
  criterion(
    'mothers_education',
    w(
      'Moeder heeft geen diploma secundair',
      "La mère n'a pas de diplôme du secondaire",
      'Mother has no secondary school diploma',
    ),
    {},
  ),
  criterion(
    'neighbourhood',
    w(
      'Buurt met veel schoolse vertraging',
      'Quartier avec beaucoup de retard scolaire',
      'Neighbourhood with much school delay',
    ),
    {},
  ),
];

/** The presets that ship, by code. */
export const presets: Record<string, ProfileDocument> = {
  'de-katrol': preset({
    aims: ['child_at_school', 'parents', 'future_professionals'],
    wordForTutor: w('student-begeleider', 'étudiant accompagnateur', 'student tutor'),
    intake: { homeworkOnlyLedElsewhere: true },
    support: { sessionsAWeek: 2 },
  }),
  kompanjon: preset({
    publicName: w('Kompanjon', 'Kompanjon', 'Kompanjon'),
    wordForTutor: w('kompanjon', 'compagnon', 'companion'),
    intake: {
      criteriaSet: { code: 'deprivation', criteria: deprivation, threshold: 4 },
      grades: ['S1', 'S2', 'S3', 'S4', 'S5', 'S6'],
    },
    support: { lengthUnit: 'months', length: 10 },
  }),
  'sam-geraardsbergen': preset({
    publicName: w('SAM', 'SAM', 'SAM'),
    intake: { priorConsentAndInformation: true },
    support: { lengthUnit: 'weeks', length: 12, untilSpecialisedHelp: true },
  }),
  uilenspel: preset({
    publicName: w('Uilenspel', 'Uilenspel', 'Uilenspel'),
    wordForTutor: w('vrijwilliger', 'bénévole', 'volunteer'),
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
    aims: ['child_at_school', 'future_professionals'],
    intake: {
      homeVisitAlways: false,
      criteriaSet: { code: 'ses', criteria: ses, threshold: 1 },
      grades: ['L3', 'L4', 'L5', 'L6'],
      waitingContactDays: 42,
    },
    support: { lengthUnit: 'weeks', length: 10, places: ['home', 'school', 'library'] },
    school: { contactPolicy: 'named_contact', returnMoment: true },
  }),
  huiswerkklas: preset({
    publicName: w('De huiswerkklas', 'La classe de devoirs', 'The homework class'),
    aims: ['child_at_school'],
    intake: { homeVisitAlways: false, agreementSheet: false },
    support: {
      lengthUnit: 'semesters',
      length: 2,
      sessionsAWeek: 4,
      form: 'small_group',
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
    intake: { homeVisitAlways: false, grades: ['S1', 'S2', 'S3', 'S4', 'S5', 'S6'] },
    support: {
      lengthUnit: 'weeks',
      length: 10,
      places: ['school', 'library'],
      parentPresent: 'separate',
      anchor: 'coach',
    },
    tutors: { kinds: ['student'], requiredTrainings: ['start', 'asking_on'] },
    school: { contactPolicy: 'report', returnMoment: true },
  }),
};
