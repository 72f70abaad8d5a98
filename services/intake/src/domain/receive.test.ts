import { expect, test } from '@jest/globals';
import type { ReferrerKind } from '@katrol/proto/katrol/intake/v1/codes';
import type { Refusal } from '@katrol/runtime';
import { presets } from './presets.ts';
import { receive, type NewReferral } from './referral.ts';

test('who may refer is the branch’s to say', () => {
  const base = presets['de-katrol'];
  const profile = { ...base, intake: { ...base.intake, referrers: ['parent', 'school'] as const } };
  const refused = (kind: ReferrerKind): string[] => {
    const referral = {
      referrer: { kind },
      occurredOn: '',
      contact: { phone: '0470 00 00 00', email: '', howToReach: '' },
      address: { streetAndNumber: '' },
      priorConsent: { familyAgreed: false, familyInformed: false },
    } as unknown as NewReferral;
    try {
      const { intake } = profile;
      receive(
        referral,
        { ...base, intake: { ...intake, referrers: [...intake.referrers] } },
        '2026-11-23',
      );
      return [];
    } catch (no) {
      return (no as Refusal).fields.map(({ field, reason }) => `${field} ${reason}`);
    }
  };
  expect(refused('school')).toEqual([]);
  expect(refused('ocmw')).toEqual(['referrer.kind REFERRER_NOT_IN_PROFILE']);
});
