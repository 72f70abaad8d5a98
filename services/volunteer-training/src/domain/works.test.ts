import { describe, expect, test } from '@jest/globals';
import { noCheck } from './check.ts';
import { moved, statusOn, type Placement } from './placement.ts';
import { firstDayAsked, rulesAt, type BranchRules } from './rules.ts';
import { sameWorks, works, worksOn, type Bounds } from './works.ts';

const rules: BranchRules = {
  branchCode: 'oostende',
  version: 1,
  validFrom: '2020-01-01',
  kinds: ['student', 'volunteer'],
  checkRequired: true,
  checkValidityMonths: 12,
  requiredTrainings: [],
  radiusMetres: 10_000,
  maximumFamilies: 2,
  quietDays: 14,
  region: '',
  closed: [],
};
const tutor: Bounds = {
  kind: 'student',
  stopsOn: '',
  availableFrom: '',
  availableUntil: '',
  check: noCheck,
  placement: undefined,
};
const seen = (validUntil: string) => ({ ...noCheck, seenOn: '2026-01-10', validUntil });
const under18 = (validUntil: string) => ({ ...noCheck, notApplicable: true, validUntil });
const placed = (more: Partial<Placement>): Bounds['placement'] => ({
  status: 'active',
  endsOn: '2027-06-30',
  endedOn: '',
  ...more,
});
const end = (more: Partial<Bounds>, all: readonly BranchRules[] = [rules]) => {
  const { worksUntil, worksEnd } = works({ ...tutor, ...more }, all);
  return [worksUntil, worksEnd];
};

describe('until which day a tutor works, and why', () => {
  test('nothing known bounds nothing; a check that nobody saw stands before a first visit', () => {
    expect(end({})).toEqual(['', '']);
    expect(works({ ...tutor, availableFrom: '2026-10-01' }, [rules]).worksFrom).toBe('2026-10-01');
  });

  test.each<[Partial<Bounds>, string, string]>([
    [{ stopsOn: '2027-02-15' }, '2027-02-14', 'STOPS'],
    [{ availableUntil: '2027-06-30' }, '2027-06-30', 'AVAILABILITY'],
    [{ placement: placed({}) }, '2027-06-30', 'PLACEMENT'],
    [{ placement: placed({ endedOn: '2027-02-15' }) }, '2027-02-14', 'PLACEMENT_STOPPED'],
    [
      { placement: placed({ status: 'stopped_early', endedOn: '2027-02-15' }) },
      '2027-02-14',
      'PLACEMENT_STOPPED',
    ],
    [
      { placement: placed({ status: 'completed', endedOn: '2027-07-05' }) },
      '2027-07-04',
      'PLACEMENT',
    ],
    // on its planned last day it was stopped too, and one without a planned day when it was ended
    [{ placement: placed({ endedOn: '2027-06-30' }) }, '2027-06-29', 'PLACEMENT_STOPPED'],
    [
      { placement: placed({ endsOn: '', endedOn: '2027-02-15' }) },
      '2027-02-14',
      'PLACEMENT_STOPPED',
    ],
    // no day known bounds nothing
    [{ placement: placed({ endsOn: '' }) }, '', ''],
    [{ placement: placed({ status: 'refused' }) }, '', ''],
    // a volunteer is bound by no placement
    [{ kind: 'volunteer', placement: placed({ endedOn: '2027-02-15' }) }, '', ''],
    [{ check: seen('2027-01-10') }, '2027-01-10', 'CHECK'],
    [{ check: under18('2027-03-14') }, '2027-02-28', 'CHECK'],
    [{ check: under18('2027-01-01') }, '2026-12-31', 'CHECK'],
  ])('%j ends on %s, %s', (more, until, why) => {
    expect(end(more)).toEqual([until, why]);
  });

  test('the first of them counts', () => {
    const all = { availableUntil: '2027-06-30', check: seen('2027-01-10') };
    expect(end(all)).toEqual(['2027-01-10', 'CHECK']);
    expect(end({ ...all, stopsOn: '2026-12-01' })).toEqual(['2026-11-30', 'STOPS']);
    // of one day it is the tutor's own word
    expect(end({ ...all, stopsOn: '2027-01-11' })).toEqual(['2027-01-10', 'STOPS']);
  });

  test('a check binds where the profile asks for one, from the day on which it does', () => {
    const asksNot = { ...rules, checkRequired: false };
    const later = { ...rules, version: 2, validFrom: '2027-03-01' };
    const check = seen('2027-01-10');
    expect(end({ check }, [asksNot])).toEqual(['', '']);
    expect(end({ check }, [asksNot, later])).toEqual(['2027-02-28', 'CHECK']);
    expect(
      end({ check }, [{ ...rules }, { ...asksNot, version: 2, validFrom: '2026-12-01' }]),
    ).toEqual(['', '']);
    expect(end({ check }, [])).toEqual(['', '']);
  });

  test('the last day is still one of work', () => {
    const until = works({ ...tutor, stopsOn: '2027-02-15' }, [rules]);
    expect([worksOn(until, '2027-02-14'), worksOn(until, '2027-02-15')]).toEqual([true, false]);
    expect(worksOn(works(tutor, [rules]), '2099-01-01')).toBe(true);
  });

  test.each(['worksFrom', 'worksUntil', 'worksEnd'])('another %s is other work', (field) => {
    const one = works({ ...tutor, stopsOn: '2027-02-15' }, [rules]);
    expect(sameWorks(one, { ...one })).toBe(true);
    expect(sameWorks(one, { ...one, [field]: '2027-01-01' })).toBe(false);
  });
});

test('the rules of a day are the last that began; before the first ones, the first', () => {
  const second = { ...rules, version: 2, validFrom: '2026-09-01', checkRequired: false };
  const sameDay = { ...second, version: 3, checkRequired: true };
  expect(rulesAt([rules, second], '2026-09-01')?.version).toBe(2);
  expect(rulesAt([rules, second], '2026-08-31')?.version).toBe(1);
  expect(rulesAt([second, sameDay], '2019-01-01')?.version).toBe(2);
  expect(rulesAt([sameDay, second], '2026-10-01')?.version).toBe(3);
  expect(rulesAt([], '2026-10-01')).toBeUndefined();
  expect(firstDayAsked([second, sameDay], '2020-01-01')).toBe('2026-09-01');
  const asksLater = [sameDay, { ...sameDay, version: 4, validFrom: '2026-03-01' }, second];
  const asksNot = { ...second, version: 1, validFrom: '2020-01-01' };
  expect(firstDayAsked([...asksLater, asksNot], '2025-01-01')).toBe('2026-03-01');
});

test('a placement is over from its day: stopped when it ran, refused when it never began', () => {
  const status = (of: Partial<Placement>, day: string) =>
    statusOn({ status: 'active', endedOn: '2027-02-15', ...of }, day);
  expect(status({}, '2027-02-14')).toBe('active');
  expect(status({}, '2027-02-15')).toBe('stopped_early');
  expect(status({ status: 'proposed' }, '2027-02-15')).toBe('refused');
  expect(status({ status: 'completed' }, '2027-02-15')).toBe('completed');
  expect(status({ endedOn: '' }, '2027-02-15')).toBe('active');
  const p = { status: 'active', endedOn: '' } as Placement;
  expect(moved(p, 'stopped_early', '2027-02-15')).toMatchObject({ endedOn: '2027-02-15' });
  expect(moved({ ...p, endedOn: '2027-02-15' }, 'proposed', '2027-03-01').endedOn).toBe('');
});
