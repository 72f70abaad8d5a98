import { Checks, Refusal, wrongState } from '@katrol/runtime';
import type { Advice, Answer, Indicators } from './advice.ts';
import {
  grades,
  placeKinds,
  referrerKinds,
  type PlaceKind,
  type ProfileDocument,
  type ReferrerKind,
} from './profile.ts';

export const referralStatuses = [
  'submitted',
  'visit_planned',
  'visited',
  'trajectory',
  'waiting',
  'led_elsewhere',
  'consent_awaited',
] as const;
export type ReferralStatus = (typeof referralStatuses)[number];
export type Outcome = 'trajectory' | 'wait' | 'lead_elsewhere';
export type ReferralCommand =
  | 'confirm_prior_consent'
  | 'plan_visit'
  | 'record_visit'
  | 'miss_visit'
  | 'decide_trajectory'
  | 'decide_wait'
  | 'decide_lead_elsewhere';

// What may follow what. A command that is not in the row of a state is refused.
const transitions: Record<ReferralStatus, Partial<Record<ReferralCommand, ReferralStatus>>> = {
  consent_awaited: { confirm_prior_consent: 'submitted', decide_lead_elsewhere: 'led_elsewhere' },
  submitted: {
    plan_visit: 'visit_planned',
    record_visit: 'visited',
    decide_trajectory: 'trajectory',
    decide_wait: 'waiting',
    decide_lead_elsewhere: 'led_elsewhere',
  },
  visit_planned: {
    plan_visit: 'visit_planned',
    record_visit: 'visited',
    miss_visit: 'submitted',
    decide_lead_elsewhere: 'led_elsewhere',
  },
  visited: {
    record_visit: 'visited',
    decide_trajectory: 'trajectory',
    decide_wait: 'waiting',
    decide_lead_elsewhere: 'led_elsewhere',
  },
  waiting: { decide_trajectory: 'trajectory', decide_lead_elsewhere: 'led_elsewhere' },
  trajectory: {},
  led_elsewhere: {},
};

/** The status after a command, or a refusal WRONG_STATE / VISIT_FIRST. */
export function next(
  status: ReferralStatus,
  command: ReferralCommand,
  profile: ProfileDocument,
): ReferralStatus {
  const after = transitions[status][command];
  if (!after) throw wrongState(status, command);
  if (
    status === 'submitted' &&
    command.startsWith('decide_') &&
    command !== 'decide_lead_elsewhere' &&
    profile.intake.homeVisitAlways
  ) {
    throw new Refusal('failed_precondition', 'VISIT_FIRST');
  }
  return after;
}

export type Referrer = {
  kind: ReferrerKind | '';
  name: string;
  organisation: string;
  email: string;
  phone: string;
};
export type Contact = {
  familyName: string;
  phone: string;
  email: string;
  howToReach: string;
  language: string;
};
export type Address = { streetAndNumber: string; postalCode: string; municipality: string };
export type NewChild = { firstName: string; grade: string; school: string };
export type PriorConsent = { familyAgreed: boolean; familyInformed: boolean };

export type NewReferral = {
  branchCode: string;
  referrer: Referrer;
  reason: string;
  expectation: string;
  familyQuestion: string;
  contact: Contact;
  children: NewChild[];
  priorConsent: PriorConsent;
  occurredOn: string;
  address: Address;
};

export type GuideAnswer = { code: string; text: string };
export type Visit = {
  status: 'planned' | 'held' | 'missed';
  plannedFor: string;
  heldOn: string;
  place: string;
  answers: GuideAnswer[];
  languageSupports: string[];
  saidVoluntary: boolean;
  by: string;
};
export type Decision = {
  outcome: Outcome;
  familySay: string;
  reason: string;
  occurredOn: string;
  by: string;
  advice: Advice;
  adviceVersion: number;
  exclusions: string[];
  reviewOn: string;
};

export type Referral = Omit<NewReferral, 'contact' | 'children' | 'address'> & {
  id: string;
  familyId: string;
  status: ReferralStatus;
  recordedAt: Date;
  profileVersion: number;
  questionAtVisit: string;
  lifeDomains: string[];
  indicators: Indicators;
  visit: Visit | undefined;
  decision: Decision | undefined;
  grades: string[];
  revision: number;
};

export const lifeDomains = [
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

const earliest = '2000-01-01';
const isPhone = (p: string): boolean => p === '' || /^[+\d][\d ()./-]{5,24}$/.test(p);
const isEmail = (e: string): boolean =>
  e === '' || /^[^\s@]{1,64}@[^\s@]{1,190}\.[^\s@]{2,24}$/.test(e);

export function checkContact(c: Checks, contact: Contact, at = 'contact'): Contact {
  const kept = {
    familyName: c.text(`${at}.family_name`, contact.familyName, { max: 120 }),
    phone: c.text(`${at}.phone`, contact.phone, { max: 25 }),
    email: c.text(`${at}.email`, contact.email, { max: 254 }),
    howToReach: c.text(`${at}.how_to_reach`, contact.howToReach, { max: 500 }),
    language: contact.language,
  };
  c.that(isPhone(kept.phone), `${at}.phone`, 'PHONE_INVALID');
  c.that(isEmail(kept.email), `${at}.email`, 'EMAIL_INVALID');
  c.that(
    kept.language === '' || /^[a-z]{2,3}$/.test(kept.language),
    `${at}.language`,
    'VALUE_UNKNOWN',
  );
  return kept;
}

export function checkChild(c: Checks, child: NewChild, at: string): NewChild {
  return {
    firstName: c.text(`${at}.first_name`, child.firstName, { max: 60, required: true }),
    grade: c.code(`${at}.grade`, child.grade, grades),
    school: c.text(`${at}.school`, child.school, { max: 120 }),
  };
}

export const checkAddress = (c: Checks, a: Address): Address => ({
  streetAndNumber: c.text('address.street_and_number', a.streetAndNumber, { max: 120 }),
  postalCode: c.text('address.postal_code', a.postalCode, { max: 10 }),
  municipality: c.text('address.municipality', a.municipality, { max: 80 }),
});

/** Is the family asking for itself? Then no third party speaks for it. */
export const asksForItself = (r: Pick<NewReferral, 'referrer'>): boolean =>
  r.referrer.kind === 'parent';

/**
 * Checks a referral against the profile and gives it as it will be kept. `consent_awaited`: a third party's referral where the
 * profile wants the family to have agreed and been informed first - not accepted yet, never lost.
 */
export function receive(
  r: NewReferral,
  profile: ProfileDocument,
  today: string,
): { referral: NewReferral; status: ReferralStatus } {
  const c = new Checks();
  const kept: NewReferral = {
    ...r,
    referrer: checkReferrer(c, r.referrer, profile),
    reason: c.text('reason', r.reason, { max: 2_000 }),
    expectation: c.text('expectation', r.expectation, { max: 2_000 }),
    familyQuestion: c.text('family_question', r.familyQuestion, { max: 2_000 }),
    contact: checkContact(c, r.contact),
    children: r.children.map((child, i) => checkChild(c, child, `children[${i}]`)),
    occurredOn:
      c.date('occurred_on', r.occurredOn, { notAfter: today, notBefore: earliest }) || today,
    address: checkAddress(c, r.address),
  };
  c.that(r.children.length > 0, 'children', 'VALUE_MISSING');
  c.that(r.children.length <= 12, 'children', 'VALUE_OUT_OF_RANGE');
  const reachable = [
    kept.contact.phone,
    kept.contact.email,
    kept.contact.howToReach,
    kept.address.streetAndNumber,
  ];
  c.that(
    reachable.some((x) => x !== ''),
    'contact',
    'CONTACT_MISSING',
  );
  c.done();
  return { referral: kept, status: startStatus(kept, profile) };
}

function checkReferrer(c: Checks, referrer: Referrer, profile: ProfileDocument): Referrer {
  c.code('referrer.kind', referrer.kind, referrerKinds, true);
  const known = (referrerKinds as readonly string[]).includes(referrer.kind);
  if (known && referrer.kind !== '')
    c.that(
      profile.intake.referrers.includes(referrer.kind),
      'referrer.kind',
      'REFERRER_NOT_IN_PROFILE',
    );
  const kept = {
    kind: referrer.kind,
    name: c.text('referrer.name', referrer.name, {
      max: 120,
      required: referrer.kind !== 'parent',
    }),
    organisation: c.text('referrer.organisation', referrer.organisation, { max: 160 }),
    email: c.text('referrer.email', referrer.email, { max: 254 }),
    phone: c.text('referrer.phone', referrer.phone, { max: 25 }),
  };
  c.that(isEmail(kept.email), 'referrer.email', 'EMAIL_INVALID');
  c.that(isPhone(kept.phone), 'referrer.phone', 'PHONE_INVALID');
  return kept;
}

export const startStatus = (
  r: Pick<NewReferral, 'referrer' | 'priorConsent'>,
  profile: ProfileDocument,
): ReferralStatus =>
  !profile.intake.priorConsentAndInformation ||
  asksForItself(r) ||
  (r.priorConsent.familyAgreed && r.priorConsent.familyInformed)
    ? 'submitted'
    : 'consent_awaited';

/** Only what the profile uses is asked and kept. */
export function checkIndicators(
  c: Checks,
  given: { code: string; answer: Answer | '' }[],
  profile: ProfileDocument,
): Indicators {
  const used = [...(profile.intake.criteriaSet?.criteria ?? []), ...profile.intake.exclusions].map(
    (x) => x.code,
  );
  const kept: Indicators = {};
  for (const [i, { code, answer }] of given.entries()) {
    c.that(used.includes(code), `indicators[${i}].code`, 'INDICATOR_NOT_IN_PROFILE');
    c.that(answer !== '', `indicators[${i}].answer`, 'VALUE_MISSING');
    if (answer !== '') kept[code] = answer;
  }
  return kept;
}

export type Slot = { weekday: number; fromMinute: number; untilMinute: number };
export type SupportNeeds = {
  children: { childId: string; stage: string; grade: string }[];
  slots: Slot[];
  languages: string[];
  subjects: string[];
  placeKind: PlaceKind | '';
  cell: { x: number; y: number } | undefined;
  lifeDomains: string[];
};

/** What a trajectory needs said: which children, and the rest as far as it is known. */
export function checkNeeds(
  c: Checks,
  needs: SupportNeeds | undefined,
  children: { id: string; grade: string }[],
): void {
  c.that(needs !== undefined, 'needs', 'VALUE_MISSING');
  if (!needs) return;
  c.that(needs.children.length > 0, 'needs.children', 'VALUE_MISSING');
  for (const [i, child] of needs.children.entries()) {
    c.that(
      children.some((x) => x.id === child.childId),
      `needs.children[${i}].child_id`,
      'VALUE_UNKNOWN',
    );
  }
  for (const [i, s] of needs.slots.entries()) {
    const fine =
      s.weekday >= 1 &&
      s.weekday <= 7 &&
      s.fromMinute >= 0 &&
      s.untilMinute <= 1440 &&
      s.fromMinute < s.untilMinute;
    c.that(fine, `needs.slots[${i}]`, 'SLOT_IMPOSSIBLE');
  }
  c.code('needs.place_kind', needs.placeKind, placeKinds);
  for (const [i, l] of needs.languages.entries())
    c.that(/^[a-z]{2,3}$/.test(l), `needs.languages[${i}]`, 'VALUE_UNKNOWN');
  for (const [i, s] of needs.subjects.entries())
    c.that(/^[a-z][a-z_]{1,40}$/.test(s), `needs.subjects[${i}]`, 'VALUE_UNKNOWN');
  c.codes('needs.life_domains', needs.lifeDomains, lifeDomains);
}

/** The stage of Flemish education a grade belongs to. */
export function stageOf(grade: string): string {
  const year = Number(grade.slice(1));
  if (grade.startsWith('K')) return 'kindergarten';
  const third = Math.ceil(year / 2);
  const name = ['first', 'second', 'third'][third - 1];
  if (!name) return '';
  return grade.startsWith('L')
    ? `primary_${name}`
    : grade.startsWith('S')
      ? `secondary_${name}`
      : '';
}
