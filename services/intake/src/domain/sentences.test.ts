import { expect, test } from '@jest/globals';
import { keepsPlaceholders } from './sentences.ts';

test.each([
  ['Hallo', 'سلام', true],
  ['{name} belt u op {day}.', 'በ{day} {name} ...', true],
  ['{name} belt u.', 'Iemand belt u.', false],
  ['{name} belt u.', '{naam} belt u.', false],
  ['{name} belt u.', '{name} en {name} bellen u.', false],
  ['{name} belt u.', '{ name } belt u.', false],
  ['Werking {{branch}}', 'Branch {{branch}}', true],
  ['Werking {{branch}}', 'Branch {branch}', false],
])('"%s" said as "%s" keeps what is filled in: %s', (dutch, text, keeps) => {
  expect(keepsPlaceholders(dutch, text)).toBe(keeps);
});
