import { describe, expect, test } from '@jest/globals';
import { hashOf, next, outcome, standing, type Approval, type Person } from './message.ts';

const person = (personId: string, more: Partial<Person> = {}): Person => ({
  personId,
  role: 'decides',
  held: false,
  language: 'nl',
  ...more,
});
const both = [person('samira'), person('karim')];
let n = 0;
const said = (
  personId: string,
  answer: Approval['answer'],
  more: Partial<Approval> = {},
): Approval => ({
  id: String(++n),
  personId,
  version: 2,
  answer,
  means: 'link',
  language: 'nl',
  interpretedBy: '',
  note: '',
  saidAt: '',
  recordedBy: '',
  undoneAt: '',
  ...more,
});
const of = { version: 2, childId: 'amina' };
const come = (approvals: Approval[], { all = false, people = both } = {}) =>
  outcome(people, approvals, of, { allDeciders: all });

describe('what the answers to one version come to', () => {
  test('one yes is enough, unless the profile asks all', () => {
    expect(come([said('samira', 'yes')])).toBe('approve');
    expect(come([said('samira', 'yes')], { all: true })).toBe('wait');
    expect(come([said('samira', 'yes'), said('karim', 'yes')], { all: true })).toBe('approve');
  });
  test('a no of one is not undone by the other’s second yes; by the own later yes it is', () => {
    const no = [said('samira', 'yes'), said('karim', 'no'), said('samira', 'yes')];
    expect(come(no)).toBe('refuse');
    expect(come([...no, said('karim', 'yes')])).toBe('approve');
    const each = standing(both, no, of, { allDeciders: false });
    expect(each).toEqual({ state: 'disagreement', talkTo: ['samira', 'karim'] });
  });
  test('a yes to an older version is none to this one, and so is a no', () => {
    expect(come([said('samira', 'yes', { version: 1 })])).toBe('wait');
    const before = said('karim', 'no', { version: 1 });
    expect(come([before, said('samira', 'yes')])).toBe('approve');
  });
  test('who asks for another text holds it back, until they say yes themselves', () => {
    const change = [said('samira', 'yes'), said('karim', 'change')];
    expect(come(change)).toBe('ask_change');
    expect(come([...change, said('karim', 'yes')])).toBe('approve');
  });
  test('what was taken back was not said', () => {
    expect(come([said('samira', 'yes', { undoneAt: '2026-11-23T10:00:30.000Z' })])).toBe('wait');
  });
  test('a held person’s yes opens nothing, and their no counts', () => {
    const people = [person('samira'), person('karim', { held: true })];
    expect(come([said('karim', 'yes')], { people })).toBe('wait');
    expect(come([said('karim', 'no'), said('samira', 'yes')], { people })).toBe('refuse');
  });
  test('who is only informed says nothing that counts', () => {
    const people = [person('samira'), person('oma', { role: 'informed' })];
    expect(come([said('oma', 'yes')], { people })).toBe('wait');
    expect(come([said('oma', 'no'), said('samira', 'yes')], { people })).toBe('approve');
  });
  test('a young person reads the same text and is waited for; from eighteen alone', () => {
    const young = [...both, person('amina', { role: 'young_person' })];
    expect(come([said('samira', 'yes')], { people: young })).toBe('wait');
    expect(come([said('samira', 'yes'), said('amina', 'yes')], { people: young })).toBe('approve');
    expect(come([said('samira', 'yes'), said('amina', 'no')], { people: young })).toBe('refuse');
    const alone = [...both, person('amina', { role: 'alone' })];
    expect(come([said('samira', 'yes')], { people: alone })).toBe('wait');
    expect(come([said('karim', 'no'), said('amina', 'yes')], { people: alone })).toBe('approve');
  });
  test('where nobody is known who decides nothing goes', () => {
    expect(come([said('samira', 'yes')], { people: [] })).toBe('wait');
  });
});

test('only what is approved is sent, and nothing leaves the last states', () => {
  expect(next('approved', 'send')).toBe('sent');
  for (const from of [
    'draft',
    'awaiting_family',
    'refused',
    'change_asked',
    'stopped',
    'let_go',
    'sent',
  ] as const)
    expect(() => next(from, 'send')).toThrow('WRONG_STATE');
});

test('a comma, another language, another receiver, another name is another form', () => {
  const text = {
    text: 'Amina leest graag.',
    language: 'nl',
    translations: [
      { language: 'tr', text: 'Amina okumayı sever.', by: 'person' as const, name: 'Ayşe' },
      { language: 'ar', text: 'أمينة تحب القراءة.', by: 'person' as const, name: '' },
    ],
    contactIds: ['b', 'a'],
    mayDiscuss: true,
    childName: 'Amina',
    purpose: 'inform' as const,
  };
  const hash = hashOf(text);
  expect(
    hashOf({ ...text, contactIds: ['a', 'b'], translations: text.translations.toReversed() }),
  ).toBe(hash);
  for (const other of [
    { text: 'Amina, leest graag.' },
    { language: 'en' },
    { translations: text.translations.slice(1) },
    { contactIds: ['a'] },
    { mayDiscuss: false },
    { childName: 'Yusuf' },
    { purpose: 'ask' as const },
  ])
    expect(hashOf({ ...text, ...other })).not.toBe(hash);
});
