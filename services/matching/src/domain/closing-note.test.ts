import { describe, expect, test } from '@jest/globals';
import { answered, approvedText, newestOf, type ClosingNote } from './closing-note.ts';

const note = (version: number, answer: string, text = `versie ${version}`): ClosingNote =>
  ({ id: `n-${version}`, version, answer, text, revision: 4 }) as ClosingNote;
const said = (answer: string, text = '') =>
  ({
    answer,
    text,
    answeredBy: 'mama',
    means: 'spoken',
    answeredOn: '2026-11-23',
    recordedBy: 'Marieke',
  }) as Parameters<typeof answered>[1];

describe('a closing note', () => {
  test('has a newest version, whatever the order, or none', () => {
    expect(newestOf([note(1, ''), note(3, ''), note(2, '')])?.version).toBe(3);
    expect(newestOf([])).toBeUndefined();
  });

  test('is passed on as the parents approved it last; one that they did not see changes nothing', () => {
    expect(approvedText([note(1, 'approved'), note(2, '')])).toBe('versie 1');
    expect(approvedText([note(1, 'approved'), note(2, 'approved')])).toBe('versie 2');
    expect(approvedText([note(1, 'approved'), note(2, 'refused')])).toBe('');
    expect(approvedText([note(1, '')])).toBe('');
    expect(approvedText([])).toBe('');
  });

  test('answered for the first time is that version; answered anew is a version more', () => {
    expect(answered(note(2, ''), said('approved'))).toEqual([
      expect.objectContaining({ id: 'n-2', version: 2, answer: 'approved', answeredBy: 'mama' }),
    ]);
    const anew = answered(note(2, 'approved'), said('refused'));
    expect(anew).toEqual([
      expect.objectContaining({ id: '', version: 3, answer: 'refused', revision: 1 }),
    ]);
    expect(anew[0]?.text).toBe('versie 2');
  });

  test('changed by the parents is kept as it was beside theirs, which is approved', () => {
    const both = answered(note(2, ''), said('changed', 'hun woorden'));
    expect(both.map(({ version, answer, text }) => [version, answer, text])).toEqual([
      [2, 'changed', 'versie 2'],
      [3, 'approved', 'hun woorden'],
    ]);
    const again = answered(note(3, 'approved'), said('changed', 'anders'));
    expect(again.map(({ version, answer, text }) => [version, answer, text])).toEqual([
      [4, 'approved', 'anders'],
    ]);
  });
});
