import { describe, expect, test } from '@jest/globals';
import { broughtUpToDate, next, type SupportRequest } from './support-request.ts';

const child = (childId: string, grade = 'L3') => ({ childId, grade, stage: 'primary_second' });
const needs = (more: object = {}): SupportRequest['needs'] =>
  ({
    children: [child('c-1')],
    languages: ['tr'],
    cell: { x: 1, y: 2 },
    subjects: ['reading'],
    ...more,
  }) as unknown as SupportRequest['needs'];
const today = (more: object = {}): Parameters<typeof broughtUpToDate>[1] =>
  ({ children: [child('c-1')], language: 'tr', moved: false, ...more }) as never;
const upToDate = (family: object, of: object = {}) =>
  broughtUpToDate({ needs: needs(), toConfirm: [], ...of }, today(family));

describe('what is looked for, of today', () => {
  test('is as it was where nothing changed', () => {
    expect(upToDate({})).toEqual({ needs: needs(), toConfirm: [] });
  });

  test('has the grades of today, and keeps a child of whom nothing is known', () => {
    const children = [child('c-1', 'L4')];
    const { needs: now } = upToDate(
      { children },
      { needs: needs({ children: [child('c-1'), child('c-9')] }) },
    );
    expect(now.children).toEqual([child('c-1', 'L4'), child('c-9')]);
  });

  test('has the language that is spoken beside those that were asked, once', () => {
    expect(upToDate({ language: 'ku' }).needs.languages).toEqual(['tr', 'ku']);
    expect(upToDate({ language: '' }).needs.languages).toEqual(['tr']);
  });

  test('has no place that the family left, and somebody looks at it', () => {
    const moved = upToDate({ moved: true });
    expect(moved.needs).not.toHaveProperty('cell');
    expect(moved.needs.subjects).toEqual(['reading']);
    expect(moved.toConfirm).toEqual(['moved']);
    expect(upToDate({}, { needs: needs({ cell: undefined }) }).needs).not.toHaveProperty('cell');
  });

  test('names a child that came to the family, and keeps what was to be looked at', () => {
    const children = [child('c-1'), child('c-2')];
    expect(upToDate({ children }, { toConfirm: ['moved'] }).toConfirm).toEqual([
      'moved',
      'child_added',
    ]);
  });
});

describe('a request whose tutor stops', () => {
  const after = (status: SupportRequest['status'], command: Parameters<typeof next>[1]): string => {
    try {
      return next(status, command);
    } catch (error) {
      return (error as { reason: string }).reason;
    }
  };

  test('goes on with the next one, and with this one meanwhile', () => {
    expect(after('in_support', 'seek_next_tutor')).toBe('continuing');
    expect(after('continuing', 'accept')).toBe('next_waiting');
    expect(after('next_waiting', 'start')).toBe('in_support');
    expect(after('next_waiting', 'decline')).toBe('continuing');
    expect(after('continuing', 'stay')).toBe('in_support');
    for (const status of ['continuing', 'next_waiting'] as const) {
      expect(after(status, 'edit_support_request')).toBe(status);
      expect(after(status, 'close')).toBe('closed');
      expect(after(status, 'seek_next_tutor')).toBe('WRONG_STATE');
    }
  });

  test('is open again when the tutor is gone before the next one comes', () => {
    expect(after('continuing', 'reopen')).toBe('open');
    expect(after('next_waiting', 'reopen')).toBe('match_waiting');
    expect(after('open', 'seek_next_tutor')).toBe('WRONG_STATE');
  });

  test('that was closed is decided on anew', () => {
    expect(after('closed', 'decide_trajectory')).toBe('open');
    expect(after('closed', 'decide_wait')).toBe('waiting');
    expect(after('closed', 'accept')).toBe('WRONG_STATE');
  });
});
