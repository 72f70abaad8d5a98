import { describe, expect, test } from '@jest/globals';
import { decided, type Voice } from './deciding.ts';

const rules = { allDeciders: false };
const child = { id: 'amina', voice: 'none', asked: '' } as const;
const of = (voices: Record<string, Voice>, held: string[] = []) =>
  Object.entries(voices).map(([id, voice]) => ({ id, voice, held: held.includes(id) }));

describe('what several who decide come to', () => {
  test('one yes is enough, unless all are asked; who is missing is talked to', () => {
    const voices = of({ mama: 'yes', papa: 'none' });
    expect(decided(voices, child, rules)).toEqual({ state: 'yes', talkTo: [] });
    expect(decided(voices, child, { allDeciders: true })).toEqual({
      state: 'not_asked',
      talkTo: ['papa'],
    });
  });
  test('a no of one is not undone by another; each who is free is talked to apart', () => {
    const voices = of({ mama: 'yes', papa: 'no' });
    expect(decided(voices, child, rules)).toEqual({
      state: 'disagreement',
      talkTo: ['mama', 'papa'],
    });
    expect(decided(of({ papa: 'no' }), child, rules).state).toBe('no');
  });
  test('who is held opens nothing, and their no counts', () => {
    expect(decided(of({ mama: 'none', papa: 'yes' }, ['papa']), child, rules)).toEqual({
      state: 'held',
      talkTo: ['mama'],
    });
    const no = decided(of({ mama: 'yes', papa: 'no' }, ['papa']), child, rules);
    expect(no).toEqual({ state: 'disagreement', talkTo: ['mama'] });
  });
  test('silence and an ended yes are neither yes nor no', () => {
    expect(decided(of({ mama: 'silent' }), child, rules).state).toBe('silent');
    expect(decided(of({ mama: 'ended' }), child, rules).state).toBe('ended');
  });
  test('the young person is asked too, and from eighteen decides alone', () => {
    const yes = of({ mama: 'yes' });
    const too = (voice: Voice) => decided(yes, { id: 'amina', voice, asked: 'too' }, rules);
    expect(too('none')).toEqual({ state: 'yes', talkTo: ['amina'] });
    expect(too('no').state).toBe('young_person_said_no');
    const alone = (voice: Voice) => decided(yes, { id: 'amina', voice, asked: 'alone' }, rules);
    expect(alone('none')).toEqual({ state: 'ended', talkTo: ['amina'] });
    expect(alone('yes').state).toBe('yes');
  });
});
