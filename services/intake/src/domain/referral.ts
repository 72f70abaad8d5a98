import type { Plain } from '@katrol/contract';
import type { ReferralClosing, ReferralStatus } from '@katrol/proto/katrol/intake/v1/codes';
import type {
  Closing as ContractClosing,
  Decision as ContractDecision,
  Referral as ContractReferral,
  SubmitReferralRequest,
  Visit as ContractVisit,
} from '@katrol/proto/katrol/intake/v1/messages_pb';
import { Checks, Refusal, wrongState } from '@katrol/runtime';
import type { ProfileDocument } from './profile.ts';

/** A referral as it comes in. */
export type NewReferral = Plain<SubmitReferralRequest>;
export type Contact = NewReferral['contact'];
export type Address = NewReferral['address'];
export type NewChild = NewReferral['children'][number];

export type Visit = Plain<ContractVisit>;
export type Decision = Plain<ContractDecision>;
export type Closing = Plain<ContractClosing>;

/** A referral as it is kept. */
export type Referral = Omit<Plain<ContractReferral>, 'status'> & { status: ReferralStatus };

export type ReferralCommand =
  | 'confirm_prior_consent'
  | 'plan_visit'
  | 'record_visit'
  | 'miss_visit'
  | 'decide_trajectory'
  | 'decide_wait'
  | 'decide_lead_elsewhere'
  | `close_${ReferralClosing}`
  | 'reopen'
  | 'finish';

// The family may not want it, or no longer, at any stage; who moved or cannot be reached likewise.
const goesAway = {
  close_not_wanted: 'not_wanted',
  close_moved: 'moved',
  close_not_reachable: 'not_reachable',
} as const;
// what nobody decided on yet may also turn out to be no question of its own
const closes = {
  ...goesAway,
  close_by_mistake: 'by_mistake',
  close_double: 'double',
} as const;
const reopens = { reopen: 'submitted' } as const;

// What may follow what. A command that is not in the row of a state is refused.
const transitions: Record<ReferralStatus, Partial<Record<ReferralCommand, ReferralStatus>>> = {
  consent_awaited: {
    ...closes,
    confirm_prior_consent: 'submitted',
    decide_lead_elsewhere: 'led_elsewhere',
  },
  submitted: {
    ...closes,
    plan_visit: 'visit_planned',
    record_visit: 'visited',
    decide_trajectory: 'trajectory',
    decide_wait: 'waiting',
    decide_lead_elsewhere: 'led_elsewhere',
  },
  visit_planned: {
    ...closes,
    plan_visit: 'visit_planned',
    record_visit: 'visited',
    miss_visit: 'submitted',
    decide_lead_elsewhere: 'led_elsewhere',
  },
  visited: {
    ...closes,
    record_visit: 'visited',
    decide_trajectory: 'trajectory',
    decide_wait: 'waiting',
    decide_lead_elsewhere: 'led_elsewhere',
  },
  waiting: {
    ...closes,
    decide_trajectory: 'trajectory',
    decide_lead_elsewhere: 'led_elsewhere',
  },
  trajectory: { ...goesAway, finish: 'finished' },
  led_elsewhere: { ...goesAway, ...reopens },
  not_wanted: reopens,
  by_mistake: reopens,
  double: reopens,
  moved: reopens,
  not_reachable: reopens,
  finished: {},
};

/** The status after a command, or a refusal WRONG_STATE / VISIT_FIRST. */
export function next(
  status: ReferralStatus,
  command: ReferralCommand,
  profile: ProfileDocument,
): ReferralStatus {
  const after = transitions[status][command];
  if (!after) throw wrongState(status, command);
  const takesOn = command === 'decide_trajectory' || command === 'decide_wait';
  if (status === 'submitted' && takesOn && profile.intake.homeVisitAlways) {
    throw new Refusal('failed_precondition', 'VISIT_FIRST');
  }
  return after;
}

const OVER: readonly ReferralStatus[] = [
  'led_elsewhere',
  'not_wanted',
  'by_mistake',
  'double',
  'moved',
  'not_reachable',
  'finished',
];

/** Is somebody still to do something for it? */
export const isGoingOn = (status: ReferralStatus): boolean => !OVER.includes(status);

/** Where a referral goes on when it is opened again: with the visit that was held, or before it. */
export function reopened(
  { status, visit, ...r }: Referral,
  profile: ProfileDocument,
): ReferralStatus {
  const after = next(status, 'reopen', profile);
  if (visit?.status === 'held') return 'visited';
  return startStatus(r, profile) === 'submitted' ? after : 'consent_awaited';
}

const EARLIEST = '2000-01-01';

/** Is the family asking for itself? Then no third party speaks for it. */
export const asksForItself = (r: Pick<NewReferral, 'referrer'>): boolean =>
  r.referrer.kind === 'parent';

/**
 * Checks a referral against the profile. `consent_awaited`: a third party's referral where the
 * profile wants the family to have agreed and been informed first - not accepted yet, never lost.
 * `at`: where in the request it stands.
 */
export function receive(
  r: NewReferral,
  profile: ProfileDocument,
  today: string,
  at = '',
): { referral: NewReferral; status: ReferralStatus } {
  const c = new Checks(at);
  const { kind } = r.referrer;
  const takesIt = kind === '' || profile.intake.referrers.includes(kind);
  c.that(takesIt, 'referrer.kind', 'REFERRER_NOT_IN_PROFILE');
  c.within('occurred_on', r.occurredOn, { from: EARLIEST });
  const { phone, email, howToReach } = r.contact;
  const reachable = [phone, email, howToReach, r.address.streetAndNumber].some((x) => x !== '');
  c.that(reachable, 'contact', 'CONTACT_MISSING');
  c.done();
  const referral = { ...r, occurredOn: r.occurredOn || today };
  return { referral, status: startStatus(r, profile) };
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
