import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { ProfileDocumentSchema } from '@katrol/proto/katrol/intake/v1/profile_pb';
import { root, sources } from '../src/files.ts';
import { fieldsIn, fieldViolations, profileFields } from '../src/profile-fields.ts';

// A field of the profile does something or it does not exist.
const WAITING = ['tutors.intervision_weeks'];
const page = readFileSync(path.join(root, 'docs/profile-fields.md'), 'utf8');
const tests = () => sources('.ts').filter(({ path: at }) => /\.test\.ts$|\/journeys\//.test(at));

describe('each field of the profile', () => {
  test('acts on something, with a test, or is said to be not in use yet', () => {
    const contract = profileFields(ProfileDocumentSchema);
    expect(contract.length).toBeGreaterThan(40);
    expect(fieldViolations(page, contract, { tests: tests(), waiting: WAITING })).toEqual([]);
  });

  test('what is not in use yet says so on the profile’s page', () => {
    const rules = readFileSync(
      path.join(root, 'services/portal/src/features/profile/rules.ts'),
      'utf8',
    );
    const camel = (name: string) => name.replace(/_(.)/g, (_, c: string) => c.toUpperCase());
    for (const field of fieldsIn(page).notInUse) {
      const key = camel(field.split('.').at(-1) ?? '');
      const row = rules.slice(rules.indexOf(`at: '${key}'`)).split('},')[0] ?? '';
      expect([field, row.includes('notInUse: true')]).toEqual([field, true]);
    }
    expect(rules.split('notInUse: true').length - 1).toBe(fieldsIn(page).notInUse.length);
  });

  const row = (...cells: string[]) => `| ${cells.join(' | ')} |\n`;
  const file = 'services/x/test/x.test.ts';
  const acted = row('`a.b`', 'refuses', `\`${file}\``, 'it refuses');
  const proof = [{ path: file, text: `test('it refuses', () => {})` }];
  const planted = (text: string, contract: string[], code = proof) =>
    fieldViolations(text, contract, { tests: code, waiting: ['a.w'] });
  test('listed with its test, or agreed to wait', () => {
    expect(planted(acted + row('`a.w`', 'later'), ['a.b', 'a.w'])).toEqual([]);
  });
  test.each<[string, string, string[], typeof proof, string]>([
    ['without a line', '', ['a.b'], proof, 'no line'],
    ['a field that is gone', acted, [], proof, 'no field'],
    ['twice', acted + acted, ['a.b'], proof, 'twice'],
    ['without its test', acted, ['a.b'], [], 'no test'],
    ['waiting unasked', row('`a.b`', 'later'), ['a.b'], proof, 'does nothing'],
  ])('planted: %s', (_, text, contract, code, why) =>
    expect(planted(text, contract, code)).toEqual([expect.stringContaining(why)]),
  );
});
