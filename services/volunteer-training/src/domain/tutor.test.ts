import { describe, expect, test } from '@jest/globals';
import { noCheck } from './check.ts';
import { rulesAt, takes, type BranchRules } from './rules.ts';
import { cardOf, fullName, hasStopped, toDo, trainingComplete, type TutorCard } from './tutor.ts';

const today = '2026-11-23';
const rules: BranchRules = {
  branchCode: 'oostende',
  version: 1,
  validFrom: '2020-01-01',
  kinds: ['student'],
  checkRequired: true,
  checkValidityMonths: 12,
  requiredTrainings: ['start', 'diversity'],
  radiusMetres: 10_000,
  maximumFamilies: 2,
  quietDays: 14,
  region: '',
  closed: [],
};
const slots: TutorCard['slots'] = [{ weekday: 1, fromMinute: 960, untilMinute: 1080 }];
const ready: Parameters<typeof toDo>[0] = {
  check: { ...noCheck, seenOn: '2026-01-10', validUntil: '2027-01-10' },
  trainingCodes: ['diversity', 'start'],
  slots,
};

describe('what stands before a first visit', () => {
  test('nothing, for a tutor with a check, the trainings and an hour', () => {
    expect(toDo(ready, rules, today)).toEqual([]);
  });

  test.each([
    ['CHECK_MISSING', { check: noCheck }],
    ['CHECK_EXPIRED', { check: { ...ready.check, validUntil: '2026-11-22' } }],
    ['TRAINING_MISSING', { trainingCodes: ['start' as const] }],
    ['SLOTS_MISSING', { slots: [] }],
  ])('%s alone', (code, more) => {
    expect(toDo({ ...ready, ...more }, rules, today)).toEqual([code]);
  });

  test('no check where the profile asks for none, whether it was never seen or has ended', () => {
    const none = { ...rules, checkRequired: false };
    expect(toDo({ ...ready, check: noCheck }, none, today)).toEqual([]);
    const ended = { ...ready.check, validUntil: '2026-11-22' };
    expect(toDo({ ...ready, check: ended }, none, today)).toEqual([]);
  });

  test('every training that is asked, not one of them', () => {
    expect(trainingComplete(['start'], rules)).toBe(false);
    expect(trainingComplete(['start', 'diversity'], rules)).toBe(true);
    expect(trainingComplete([], { requiredTrainings: [] })).toBe(true);
  });
});

describe('a tutor', () => {
  test('has stopped from the day itself on', () => {
    expect(hasStopped({ stopsOn: '' }, today)).toBe(false);
    expect(hasStopped({ stopsOn: '2026-11-24' }, today)).toBe(false);
    expect(hasStopped({ stopsOn: today }, today)).toBe(true);
  });

  test('with one name has no space around it', () => {
    expect(fullName({ firstName: 'Jonas', lastName: '' })).toBe('Jonas');
    expect(fullName({ firstName: 'Jonas', lastName: 'Maes' })).toBe('Jonas Maes');
  });

  test('has the reach and the families of the profile where the card says none, else its own', () => {
    const card = { reachMetres: 0, maximumFamilies: 0 } as TutorCard;
    const branchCode = 'melle';
    const kept = cardOf(card, rules, { branchCode });
    expect(kept).toMatchObject({ branchCode, reachMetres: 10_000, maximumFamilies: 2 });
    const own = cardOf({ ...card, reachMetres: 3_000, maximumFamilies: 1 }, rules, { branchCode });
    expect(own).toMatchObject({ reachMetres: 3_000, maximumFamilies: 1 });
  });

  test('has a place only where one was given', () => {
    const card = { reachMetres: 0, maximumFamilies: 0 } as TutorCard;
    const to = { branchCode: 'melle' };
    expect(cardOf(card, rules, to)).not.toHaveProperty('homeCell');
    const homeCell = { x: 12, y: 30 } as NonNullable<TutorCard['homeCell']>;
    expect(cardOf({ ...card, homeCell }, rules, to).homeCell).toEqual(homeCell);
  });
});

describe('the rules of a branch', () => {
  test('take the kinds that they name, and nobody without a kind', () => {
    expect(takes(rules, 'student')).toBe(true);
    expect(takes(rules, 'volunteer')).toBe(false);
    expect(takes(rules, '')).toBe(false);
    expect(takes({ kinds: ['student', 'volunteer'] }, 'volunteer')).toBe(true);
  });

  test('are those of the last day that began, of one day the highest number; before all, the first', () => {
    const version = (n: number, validFrom: string) => ({ ...rules, version: n, validFrom });
    const all = [
      version(2, '2026-03-01'),
      version(4, '2026-09-01'),
      version(1, '2026-01-01'),
      version(5, '2026-06-01'),
      version(3, '2026-09-01'),
    ];
    const at = (day: string): number | undefined => rulesAt(all, day)?.version;
    expect(['2026-08-31', '2026-09-01', '2027-01-01'].map(at)).toEqual([5, 4, 4]);
    expect(['2026-01-01', '2025-12-31'].map(at)).toEqual([1, 1]);
    const reversed = all.toReversed();
    expect(rulesAt(reversed, '2026-09-01')?.version).toBe(4);
    expect(rulesAt([], today)).toBeUndefined();
  });
});
