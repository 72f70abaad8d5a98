import { describe, expect, test } from '@jest/globals';
import type { Refusal } from '@katrol/runtime';
import { studentOf, type Known, type Named, type RosterLine } from './roster.ts';

const known: Known = {
  branches: ['oostende', 'sint-niklaas'],
  universities: [
    { code: 'odisee', name: 'Odisee Hogeschool' },
    { code: 'vives', name: 'Vives' },
  ],
  programmes: [
    { id: 'p-1', code: 'BLO', name: 'Lager onderwijs', universityCode: 'odisee', agreedHours: 60 },
    { id: 'p-2', code: 'SW', name: 'Sociaal werk', universityCode: 'vives', agreedHours: 40 },
  ],
};
const line = { firstName: 'Jonas', lastName: 'Maes', coach: 'coach-1', agreedHours: 75 };
const words: Named = {
  university: 'odisee',
  programme: 'BLO',
  branch: 'oostende',
  saysHours: false,
};
const student = (more: Partial<Named> = {}) =>
  studentOf(line as RosterLine, { ...words, ...more }, known);
const problems = (more: Partial<Named>): string[] => {
  try {
    student(more);
    return [];
  } catch (error) {
    return (error as Refusal).fields.map((p) => `${p.field} ${p.reason}`);
  }
};

describe('a line of a roster', () => {
  test('is the student with what its words name, the coach as an account', () => {
    expect(student()).toEqual({
      firstName: 'Jonas',
      lastName: 'Maes',
      coachAccountId: 'coach-1',
      branchCode: 'oostende',
      universityCode: 'odisee',
      programmeId: 'p-1',
      agreedHours: 60,
    });
  });

  test.each(['Odisee', 'ODISEE HOGESCHOOL', ' odisee '])('"%s" names the university', (name) => {
    expect(student({ university: name }).universityCode).toBe('odisee');
  });

  test.each([
    'Sint-Niklaas',
    'De Katrol Sint-Niklaas',
    'katrol sint - niklaas',
    'Werking Sint/Niklaas',
  ])('"%s" names the branch', (name) => {
    expect(student({ branch: name }).branchCode).toBe('sint-niklaas');
  });

  test('a word before the name of a branch that is no "De Katrol" is no branch of ours', () => {
    expect(problems({ branch: 'Huis De Katrol Oostende' })).toEqual(['branch VALUE_UNKNOWN']);
    expect(problems({ branch: 'Sint Katrol Niklaas' })).toEqual(['branch VALUE_UNKNOWN']);
    expect(problems({ branch: 'Katroloostende' })).toEqual(['branch VALUE_UNKNOWN']);
  });

  test('what is missing is told apart from what nobody knows, each by its column', () => {
    expect(problems({ university: '', branch: '', programme: '' })).toEqual([
      'university VALUE_MISSING',
      'branch VALUE_MISSING',
    ]);
    expect(problems({ university: 'Hogent', branch: 'Gent', programme: 'Geneeskunde' })).toEqual([
      'university VALUE_UNKNOWN',
      'programme VALUE_UNKNOWN',
      'branch VALUE_UNKNOWN',
    ]);
  });

  test('a programme is one of that university; a line without one is taken', () => {
    expect(problems({ programme: 'Sociaal werk' })).toEqual(['programme VALUE_UNKNOWN']);
    expect(student({ university: 'vives', programme: 'sociaal werk' }).programmeId).toBe('p-2');
    expect(student({ programme: '' })).toMatchObject({ programmeId: '', agreedHours: 0 });
  });

  test('hours that the line says hold over those of the programme', () => {
    expect(student({ saysHours: true }).agreedHours).toBe(75);
    expect(student({ saysHours: false }).agreedHours).toBe(60);
  });
});
