import { expect, test } from '@jest/globals';
import type { Plain } from '@katrol/contract';
import type { RecordVisitRequest } from '@katrol/proto/katrol/intake/v1/messages_pb';
import type { Refusal } from '@katrol/runtime';
import { presets } from './presets.ts';
import type { Referral } from './referral.ts';
import { checkVisit } from './visit.ts';

test('a visit notes the branch’s own language supports and no other', () => {
  const base = presets['de-katrol'];
  const profile = {
    ...base,
    intake: { ...base.intake, languageSupports: ['interpreter' as const] },
  };
  const noted = (...languageSupports: string[]): string[] => {
    const input = { heldOn: '2026-11-10', answers: [], indicators: [], languageSupports };
    try {
      checkVisit(
        input as unknown as Plain<RecordVisitRequest>,
        { occurredOn: '2026-11-01' } as Referral,
        profile,
      );
      return [];
    } catch (refused) {
      return (refused as Refusal).fields.map(({ field }) => field);
    }
  };
  expect(noted('interpreter')).toEqual([]);
  expect(noted('interpreter', 'pictograms')).toEqual(['language_supports[1]']);
});
