import { expect, test } from '@jest/globals';
import { courses, indicators, reports } from '../src/store/definitions.ts';

test('every indicator says in three languages what it is and how it was counted', () => {
  expect(indicators.length).toBeGreaterThan(35);
  for (const { code, title, counted, source, since } of [...indicators, ...courses])
    for (const words of [title, counted])
      expect(
        [code, words.nl, words.fr, words.en, source, since].every((one) => one.length > 2),
      ).toBe(true);
});

test('what a report asks for is released', () => {
  const released = indicators.filter((one) => one.released).map(({ code }) => code);
  for (const { code, lines } of reports)
    for (const { indicator } of lines)
      expect([code, indicator, released.includes(indicator)]).toEqual([code, indicator, true]);
});
