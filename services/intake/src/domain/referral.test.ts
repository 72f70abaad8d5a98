import { describe, expect, test } from '@jest/globals';
import { ReferralStatus } from '@katrol/proto/katrol/intake/v1/codes';
import type { Refusal } from '@katrol/runtime';
import { forgetOn } from './forgetting.ts';
import { presets } from './presets.ts';
import type { ProfileDocument } from './profile.ts';
import { isGoingOn, next, receive, reopened, startStatus } from './referral.ts';
import type { NewReferral, Referral, ReferralCommand } from './referral.ts';

const base = presets['de-katrol'];
const profile = (intake: Partial<ProfileDocument['intake']>): ProfileDocument => ({
  ...base,
  intake: { ...base.intake, ...intake },
});
const open = profile({ homeVisitAlways: false, priorConsentAndInformation: false });
const asks = profile({ homeVisitAlways: true, priorConsentAndInformation: true });
const after = (status: ReferralStatus, command: ReferralCommand, of = open): string => {
  try {
    return next(status, command, of);
  } catch (error) {
    return (error as Refusal).reason;
  }
};
const statusesThatTake = (command: ReferralCommand): string[] =>
  ReferralStatus.filter((status) => after(status, command) !== 'WRONG_STATE').toSorted();

describe('what may follow what', () => {
  test.each<[ReferralCommand, ReferralStatus[], string]>([
    ['confirm_prior_consent', ['consent_awaited'], 'submitted'],
    ['plan_visit', ['submitted', 'visit_planned'], 'visit_planned'],
    ['record_visit', ['submitted', 'visit_planned', 'visited'], 'visited'],
    ['miss_visit', ['visit_planned'], 'submitted'],
    ['decide_trajectory', ['submitted', 'visited', 'waiting'], 'trajectory'],
    ['decide_wait', ['submitted', 'visited'], 'waiting'],
    [
      'decide_lead_elsewhere',
      ['consent_awaited', 'submitted', 'visit_planned', 'visited', 'waiting'],
      'led_elsewhere',
    ],
    ['finish', ['trajectory'], 'finished'],
    [
      'reopen',
      ['by_mistake', 'double', 'led_elsewhere', 'moved', 'not_reachable', 'not_wanted'],
      'submitted',
    ],
  ])('%s: from %j to %s', (command, from, to) => {
    expect(statusesThatTake(command)).toEqual(from.toSorted());
    for (const status of from) expect(after(status, command)).toBe(to);
  });

  const undecided: ReferralStatus[] = ['consent_awaited', 'submitted', 'visit_planned', 'visited'];
  const started: ReferralStatus[] = [...undecided, 'waiting'];
  test.each<[ReferralCommand, ReferralStatus[]]>([
    ['close_not_wanted', [...started, 'led_elsewhere', 'trajectory']],
    ['close_moved', [...started, 'led_elsewhere', 'trajectory']],
    ['close_not_reachable', [...started, 'led_elsewhere', 'trajectory']],
    ['close_by_mistake', started],
    ['close_double', started],
  ])('%s: from %j', (command, from) => {
    expect(statusesThatTake(command)).toEqual(from.toSorted());
    for (const status of from) expect(after(status, command)).toBe(command.slice('close_'.length));
  });

  test('a profile that always visits takes nobody on before it, and leads elsewhere all the same', () => {
    expect(after('submitted', 'decide_trajectory', asks)).toBe('VISIT_FIRST');
    expect(after('submitted', 'decide_wait', asks)).toBe('VISIT_FIRST');
    expect(after('submitted', 'decide_lead_elsewhere', asks)).toBe('led_elsewhere');
    expect(after('visited', 'decide_trajectory', asks)).toBe('trajectory');
    expect(after('waiting', 'decide_trajectory', asks)).toBe('trajectory');
  });

  test('somebody is still to do something for one that nobody ended', () => {
    expect(ReferralStatus.filter(isGoingOn).toSorted()).toEqual(
      [...started, 'trajectory'].toSorted(),
    );
  });
});

const referral = (more: object = {}): NewReferral =>
  ({
    referrer: { kind: 'school' },
    occurredOn: '2026-11-20',
    contact: { phone: '', email: '', howToReach: '' },
    address: { streetAndNumber: 'Kaai 1' },
    priorConsent: { familyAgreed: false, familyInformed: false },
    ...more,
  }) as unknown as NewReferral;

describe('a referral that comes in', () => {
  const refused = (more: object, at = ''): string[] => {
    try {
      receive(referral(more), open, '2026-11-23', at);
      return [];
    } catch (error) {
      return (error as Refusal).fields.map((p) => `${p.field} ${p.reason}`);
    }
  };
  const nowhere = { address: { streetAndNumber: '' } };

  test('says one way to reach the family, whichever', () => {
    expect(refused(nowhere)).toEqual(['contact CONTACT_MISSING']);
    const none = { phone: '', email: '', howToReach: '' };
    for (const way of ['phone', 'email', 'howToReach'])
      expect(refused({ ...nowhere, contact: { ...none, [way]: 'x' } })).toEqual([]);
    expect(refused({})).toEqual([]);
  });

  test('says what is wrong where it stands in the request', () => {
    expect(refused({ ...nowhere, occurredOn: '1999-12-31' }, 'rows[2].')).toEqual([
      'rows[2].occurred_on DATE_TOO_EARLY',
      'rows[2].contact CONTACT_MISSING',
    ]);
    expect(refused({ occurredOn: '2000-01-01' })).toEqual([]);
  });

  test('is of today where it says no day, else of its own', () => {
    const day = (occurredOn: string): string =>
      receive(referral({ occurredOn }), open, '2026-11-23').referral.occurredOn;
    expect([day(''), day('2026-11-20')]).toEqual(['2026-11-23', '2026-11-20']);
  });

  test.each([
    ['school', false, false, 'consent_awaited'],
    ['school', true, false, 'consent_awaited'],
    ['school', false, true, 'consent_awaited'],
    ['school', true, true, 'submitted'],
    ['parent', false, false, 'submitted'],
  ])('by %s, agreed %s, informed %s: %s', (kind, familyAgreed, familyInformed, expected) => {
    const r = referral({ referrer: { kind }, priorConsent: { familyAgreed, familyInformed } });
    expect(startStatus(r, asks)).toBe(expected);
    expect(startStatus(r, open)).toBe('submitted');
  });

  test('opened again goes on where it was: visited, or before; and waits for a yes it never had', () => {
    const again = (more: object, of = asks): string =>
      reopened({ ...referral(), status: 'moved', ...more } as unknown as Referral, of);
    expect(again({ visit: { status: 'held' } })).toBe('visited');
    expect(again({ visit: { status: 'missed' } })).toBe('consent_awaited');
    expect(again({})).toBe('consent_awaited');
    expect(again({}, open)).toBe('submitted');
    expect(() => again({ status: 'finished' })).toThrow('WRONG_STATE');
  });
});

describe('what others said of a family goes', () => {
  const kept = { declinedOn: '', occurredOn: '2026-01-01', forgottenOn: '' };
  const goes = (more: object, of = profile({ awaitedDays: 30 })): string =>
    forgetOn({ ...kept, status: 'consent_awaited', ...more } as Parameters<typeof forgetOn>[0], of);

  test('so many days after it came in, or after the family said no', () => {
    expect(goes({})).toBe('2026-01-31');
    expect(goes({ declinedOn: '2026-02-01' })).toBe('2026-03-03');
    expect(goes({}, profile({ awaitedDays: 0 }))).toBe('2026-04-01');
  });

  test.each<[ReferralStatus, string]>([
    ['not_wanted', '2026-03-31'],
    ['by_mistake', '2026-03-31'],
    ['moved', '2026-03-31'],
    ['not_reachable', '2026-03-31'],
    ['double', ''],
    ['finished', ''],
    ['visited', ''],
  ])('ended as %s before anything was decided: "%s"', (status, day) => {
    const closing = { occurredOn: '2026-03-01' };
    expect(goes({ status, closing })).toBe(day);
    expect(goes({ status, closing, decision: {} })).toBe('');
    expect(goes({ status })).toBe('');
  });

  test('not twice', () => {
    expect(goes({ forgottenOn: '2026-02-01' })).toBe('');
  });
});
