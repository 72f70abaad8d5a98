import { describe, expect, test } from '@jest/globals';
import { decidersOn, decidersRecheckOn, type DecidersFile } from './deciders.ts';

const rules = { youngPersonAge: 12 };
const person = (id: string, relation: 'mother' | 'father' | 'step_parent', more: object = {}) => ({
  id,
  relation,
  held: false,
  deciding: [],
  languagesRead: [],
  languagesSpoken: [],
  visited: false,
  writtenTo: [],
  ...more,
});
const file = (more: Partial<DecidersFile> = {}): DecidersFile => ({
  parents: [
    person('mama', 'mother', { languagesRead: ['ar'], languagesSpoken: ['ar', 'fr'] }),
    person('papa', 'father', { languagesSpoken: ['tr'] }),
  ],
  children: [{ id: 'amina', birthDate: '' }],
  language: 'nl',
  ...more,
});
const told = (f: DecidersFile, day: string) =>
  decidersOn(f, rules, day).map((one) => `${one.personId} ${one.role} ${one.language}`);

describe('who is told to decide', () => {
  test('each parent with the language that they read, else speak, else that of the family', () => {
    expect(told(file(), '2026-11-23')).toEqual(['mama decides ar', 'papa decides tr']);
    const parents = [person('oom', 'step_parent')];
    expect(told(file({ parents }), '2026-11-23')).toEqual(['oom informed nl']);
  });
  test('who neither decides nor is informed is not told', () => {
    const deciding = [{ childId: 'amina', role: 'neither' as const, from: '', until: '' }];
    const parents = [person('mama', 'mother'), person('papa', 'father', { deciding })];
    expect(told(file({ parents }), '2026-11-23')).toEqual(['mama decides nl']);
  });
  test('an only parent is the one to whom the tutor comes; of two, who is said to be', () => {
    const visited = (f: DecidersFile) =>
      decidersOn(f, rules, '2026-11-23').flatMap((one) => (one.visited ? [one.personId] : []));
    expect(visited(file())).toEqual([]);
    expect(visited(file({ parents: [person('mama', 'mother')] }))).toEqual(['mama']);
    const parents = [person('mama', 'mother'), person('papa', 'father', { visited: true })];
    expect(visited(file({ parents }))).toEqual(['papa']);
  });
  test('the child itself from the profile’s age, alone from eighteen, on the day itself', () => {
    const f = file({ parents: [], children: [{ id: 'amina', birthDate: '2014-12-01' }] });
    expect(told(f, '2026-11-30')).toEqual([]);
    expect(told(f, '2026-12-01')).toEqual(['amina young_person nl']);
    expect(told(f, '2032-12-01')).toEqual(['amina alone nl']);
  });
  test('the calendar’s next change: the day after an end, a birthday, or none', () => {
    const deciding = [
      { childId: 'amina', role: 'decides' as const, from: '', until: '2026-12-31' },
    ];
    const parents = [person('papa', 'father', { deciding })];
    expect(decidersRecheckOn(file({ parents }), rules, '2026-11-23')).toBe('2027-01-01');
    expect(decidersRecheckOn(file(), rules, '2026-11-23')).toBe('');
    const children = [{ id: 'amina', birthDate: '2014-12-01' }];
    expect(decidersRecheckOn(file({ children }), rules, '2026-11-23')).toBe('2026-12-01');
  });
});
