import { expect, test } from '@jest/globals';
import { isNewer, sheetIn, SIDES, type Signature } from './agreement.ts';
import { standardPromises } from './standard-promises.ts';

const none = { family: {}, tutor: {}, branch: {} };
const own = {
  family: { nl: 'Wij bellen.\n\n Wij zijn er. ', tr: 'Ararız.' },
  tutor: { nl: 'Ik kom.', tr: 'Gelirim.' },
  branch: { nl: 'Wij luisteren.' },
};
const signed = (promises: typeof none, language: string): Signature => ({
  side: 'family',
  personId: 'mama',
  signedOn: '2026-11-23',
  means: 'link',
  language,
  recordedBy: '',
  sheet: sheetIn(promises, language),
  newer: false,
});

test('what ships says each side in each language of families', () => {
  for (const [language, said] of Object.entries(standardPromises)) {
    expect(SIDES.map((side) => said[side].length)).toEqual([3, 3, 3]);
    expect(sheetIn(none, language)).toMatchObject({ language, tutor: said.tutor.join('\n') });
  }
  expect(sheetIn(none, 'ti').language).toBe('nl');
});

test('the branch’s own words are read whole in a language, or in Dutch', () => {
  expect(sheetIn(own, 'tr')).toMatchObject({
    language: 'nl',
    family: 'Wij bellen.\nWij zijn er.',
    branch: 'Wij luisteren.',
  });
  const whole = { ...own, branch: { ...own.branch, tr: 'Dinleriz.' } };
  expect(sheetIn(whole, 'tr')).toMatchObject({ language: 'tr', family: 'Ararız.' });
});

test('newer is what says something else in the language that was read', () => {
  const before = signed(none, 'tr');
  expect(isNewer(none, before)).toBe(false);
  expect(isNewer(own as never, before)).toBe(true);
  const inDutch = signed(own as never, 'tr');
  expect(isNewer(own as never, inDutch)).toBe(false);
  // the same words in another language are no other text for who read Dutch
  const french = { ...own, family: { ...own.family, fr: 'Nous appelons.' } };
  expect(isNewer(french as never, inDutch)).toBe(false);
  expect(isNewer(none, inDutch)).toBe(true);
  const old = { ...before, sheet: { ...before.sheet, hash: '' } };
  expect([isNewer(none, old), isNewer(own as never, old)]).toEqual([false, true]);
});
