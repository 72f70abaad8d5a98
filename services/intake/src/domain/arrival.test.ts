import { describe, expect, test } from '@jest/globals';
import type { Refusal } from '@katrol/runtime';
import { checkArrivalAnswer } from './arrival.ts';

type Given = Parameters<typeof checkArrivalAnswer>[0];
const dates = { since: '2026-11-01', occurredOn: '2026-11-23' };
const answer = (more: Partial<Given>, when = dates): string => {
  try {
    return checkArrivalAnswer({ outcome: 'arrived', checkOn: '', ...more } as Given, when);
  } catch (error) {
    return (error as Refusal).fields.map((p) => `${p.field} ${p.reason}`).join();
  }
};

describe('whether a family arrived where it was led to', () => {
  test('arrived needs nothing more', () => {
    expect(answer({})).toBe('arrived');
  });

  test.each<Given['outcome']>(['not_arrived', 'not_known_yet'])(
    '%s says when it is asked again, on no day before',
    (outcome) => {
      expect(answer({ outcome })).toBe('check_on VALUE_MISSING');
      expect(answer({ outcome, checkOn: '2026-11-22' })).toBe('check_on DATE_TOO_EARLY');
      expect(answer({ outcome, checkOn: '2026-11-23' })).toBe(outcome);
    },
  );

  test.each<Given['outcome']>(['open', ''])('"%s" is no answer', (outcome) => {
    expect(answer({ outcome })).toBe('outcome VALUE_UNKNOWN');
  });

  test('is not known before the family was led there', () => {
    expect(answer({}, { ...dates, since: '2026-11-24' })).toBe('occurred_on DATE_TOO_EARLY');
    expect(answer({}, { ...dates, since: '2026-11-23' })).toBe('arrived');
  });
});
