import { describe, expect, test } from '@jest/globals';
import {
  inForce,
  recheckOn,
  stops,
  talkOn,
  type ConsentFile,
  type Key,
  type Said,
} from './consent.ts';
import { ageOn, birthday, roleOn } from './parents.ts';

const TODAY = '2026-11-23';
const rules = { allDeciders: false, youngPersonAge: 12, silenceDays: 7 };
const tutor: Key = { purpose: 'sharing_with_tutor', receiver: '', childId: '' };
const CHILD = { id: 'amina', birthDate: '' };
const parent = (id: string, more: object = {}) => ({
  id,
  relation: id === 'papa' ? ('father' as const) : ('mother' as const),
  held: false,
  deciding: [],
  ...more,
});
let typed = 0;
const said = (
  personId: string,
  answer: Said['answer'],
  occurredOn: string,
  more: object = {},
): Said => ({
  personId,
  answer,
  occurredOn,
  purpose: 'sharing_with_tutor',
  receiver: '',
  childId: '',
  until: '',
  typed: ++typed,
  ...more,
});
const file = (answers: Said[], more: Partial<ConsentFile> = {}): ConsentFile => ({
  parents: [parent('mama'), parent('papa')],
  children: [CHILD],
  answers,
  ...more,
});
const state = (f: ConsentFile, more: object = {}, today = TODAY) =>
  inForce(f, tutor, { ...rules, ...more }, today).state;

describe('the newest day of a person counts', () => {
  test('a yes typed later for an earlier day reopens nothing', () => {
    expect(state(file([said('mama', 'no', '2026-11-20'), said('mama', 'yes', '2026-11-01')]))).toBe(
      'no',
    );
  });
  test('on one day what was typed last', () => {
    expect(state(file([said('mama', 'no', '2026-11-20'), said('mama', 'yes', '2026-11-20')]))).toBe(
      'yes',
    );
  });
  test('in whichever order the answers are given', () => {
    const answers = [
      said('mama', 'yes', '2026-11-01'),
      said('mama', 'no', '2026-11-20'),
      said('mama', 'yes', '2026-11-10'),
    ];
    for (const order of [
      [0, 1, 2],
      [2, 1, 0],
      [1, 0, 2],
    ]) {
      expect(state(file(order.map((i) => answers[i] as Said)))).toBe('no');
    }
  });
});

describe('who decides', () => {
  test('one yes is enough while nobody said no', () => {
    expect(state(file([said('mama', 'yes', '2026-11-01')]))).toBe('yes');
  });
  test('a no of one is not undone by the other’s yes: both are talked to, apart', () => {
    const f = file([said('mama', 'no', '2026-11-01'), said('papa', 'yes', '2026-11-20')]);
    expect(inForce(f, tutor, rules, TODAY)).toMatchObject({
      state: 'disagreement',
      given: false,
      talkTo: ['mama', 'papa'],
    });
  });
  test('a profile may ask all: silence of one is neither yes nor no', () => {
    const yes = said('mama', 'yes', '2026-11-01');
    expect(state(file([yes]), { allDeciders: true })).toBe('not_asked');
    const quiet = file([yes, said('papa', 'silent', '2026-11-10')]);
    expect(state(quiet, { allDeciders: true })).toBe('silent');
    expect(state(file([yes, said('papa', 'yes', '2026-11-02')]), { allDeciders: true })).toBe(
      'yes',
    );
  });
  test('who is informed or neither opens nothing and stops nothing', () => {
    const informed = [{ childId: 'amina', role: 'informed' as const, from: '', until: '' }];
    const parents = [parent('mama'), parent('papa', { deciding: informed })];
    expect(state(file([said('papa', 'yes', '2026-11-01')], { parents }))).toBe('not_asked');
    const yes = said('mama', 'yes', '2026-11-01');
    expect(state(file([yes, said('papa', 'no', '2026-11-02')], { parents }))).toBe('yes');
    expect(roleOn(parent('oma', { relation: 'grandparent' }), 'amina', TODAY)).toBe('informed');
  });
  test('it has dates: who decided until June decides no longer', () => {
    const deciding = [
      { childId: 'amina', role: 'decides' as const, from: '', until: '2026-06-30' },
    ];
    expect(roleOn(parent('papa', { deciding }), 'amina', '2026-06-30')).toBe('decides');
    expect(roleOn(parent('papa', { deciding }), 'amina', '2026-07-01')).toBe('neither');
  });
  test('a held parent’s yes opens nothing, and a no still counts', () => {
    const parents = [parent('mama'), parent('papa', { held: true })];
    const yes = said('papa', 'yes', '2026-11-01');
    expect(inForce(file([yes], { parents }), tutor, rules, TODAY)).toMatchObject({
      state: 'held',
      talkTo: ['mama'],
    });
    const no = file([said('papa', 'no', '2026-11-01'), said('mama', 'yes', '2026-11-02')], {
      parents,
    });
    expect(inForce(no, tutor, rules, TODAY)).toMatchObject({
      state: 'disagreement',
      talkTo: ['mama'],
    });
  });
});

describe('silence, an end, and a young person', () => {
  test('not reachable is not no, and does not take back a yes', () => {
    const quiet = file([said('mama', 'silent', '2026-11-20')]);
    expect(state(quiet)).toBe('silent');
    expect(stops('silent')).toBe(false);
    expect(talkOn(quiet, tutor, { state: 'silent' }, { since: '2026-11-20', silenceDays: 7 })).toBe(
      '2026-11-27',
    );
    const before = [said('mama', 'yes', '2026-11-01'), said('mama', 'silent', '2026-11-20')];
    expect(state(file(before))).toBe('yes');
  });
  test('a yes until a day ends by itself', () => {
    const f = file([said('mama', 'yes', '2026-11-01', { until: '2026-12-31' })]);
    expect(inForce(f, tutor, rules, TODAY).until).toBe('2026-12-31');
    expect(state(f, {}, '2026-12-31')).toBe('yes');
    expect(state(f, {}, '2027-01-01')).toBe('ended');
    expect(recheckOn(f, tutor, rules, TODAY)).toBe('2027-01-01');
  });
  test('a young person is asked too; a no of theirs stands', () => {
    const children = [{ id: 'amina', birthDate: '2012-05-01' }];
    const yes = said('mama', 'yes', '2026-11-01');
    expect(inForce(file([yes], { children }), tutor, rules, TODAY)).toMatchObject({
      state: 'yes',
      talkTo: ['amina'],
    });
    const no = file([yes, said('amina', 'no', '2026-11-02')], { children });
    expect(state(no)).toBe('young_person_said_no');
  });
  test('from eighteen alone; the birthday is in no day that travels', () => {
    const children = [{ id: 'amina', birthDate: '2008-12-01' }];
    const f = file([said('mama', 'yes', '2026-11-01')], { children });
    expect(inForce(f, tutor, rules, TODAY)).toMatchObject({ state: 'yes', until: '' });
    expect(recheckOn(f, tutor, rules, TODAY)).toBe('2026-12-01');
    expect(state(f, {}, '2026-12-01')).toBe('ended');
    const own = file([...f.answers, said('amina', 'yes', '2026-12-02')], { children });
    expect(state(own, {}, '2026-12-02')).toBe('yes');
    expect(birthday('2008-02-29', 18)).toBe('2026-03-01');
    expect([ageOn('2008-12-01', '2026-11-30'), ageOn('2008-12-01', '2026-12-01')]).toEqual([
      17, 18,
    ]);
  });
  test('children may differ: the family stands as the one that least may', () => {
    const children = [CHILD, { id: 'yusuf', birthDate: '2011-01-01' }];
    const f = file([said('mama', 'yes', '2026-11-01'), said('yusuf', 'no', '2026-11-02')], {
      children,
    });
    const of = (childId: string) => inForce(f, { ...tutor, childId }, rules, TODAY).state;
    // a child may change with the calendar while the family stands as it did
    const deciding = [
      { childId: 'amina', role: 'decides' as const, from: '', until: '2026-12-31' },
    ];
    const parents = [parent('mama', { deciding }), parent('papa')];
    expect(recheckOn({ ...f, parents }, tutor, rules, TODAY)).toBe('2027-01-01');
    expect([of(''), of('amina'), of('yusuf')]).toEqual([
      'young_person_said_no',
      'yes',
      'young_person_said_no',
    ]);
  });
});
