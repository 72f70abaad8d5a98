import { expect, test } from '@jest/globals';
import { namedIn } from './names.ts';

test('a name is found as people type it, a part of a word is not', () => {
  const known = ['Zoë', 'Wim', 'De Regenboog'];
  expect(namedIn('ZOE heeft geen laptop', known)).toEqual(['Zoë']);
  expect(namedIn('naar de regenboog', known)).toEqual(['De Regenboog']);
  expect(namedIn('zwemmen kost te veel', known)).toEqual([]);
});

test('who has a title is a person', () => {
  expect(namedIn('Juf Els geeft te veel huiswerk', [])).toEqual(['Juf E']);
  expect(namedIn('Want juf Els geeft te veel huiswerk', [])).toEqual(['juf E']);
  expect(namedIn('een juf die veel huiswerk geeft', [])).toEqual([]);
});
