import { expect, test } from '@jest/globals';
import { municipality, municipalityOf, today } from './index.ts';

const of = (postalCode: string, name: string) =>
  municipality(municipalityOf({ postalCode, municipality: name }))?.name;

test('an address is in the municipality of today, however the place is written', () => {
  expect(of('', 'Oostende')).toBe('Oostende');
  expect(of('8400', '')).toBe('Oostende');
  expect(of('', 'OSTENDE')).toBe('Oostende');
  expect(of('9340', 'Oordegem')).toBe('Lede');
  expect(of('2600', 'Berchem')).toBe('Antwerpen');
  expect(of('', 'St.-Niklaas')).toBe('Sint-Niklaas');
  expect(of('', 'Borsbeek')).toBe('Antwerpen');
});

test('what is not there, or could be several, is not guessed', () => {
  expect(of('3012', 'Rotterdam')).toBeUndefined();
  expect(of('8400', 'Oostnde')).toBeUndefined();
  expect(of('', '')).toBeUndefined();
  expect(of('75001', '')).toBeUndefined();
});

test('one that ended goes under what it went up in', () => {
  expect(today('11007')).toBe('11002');
  expect(today('11002')).toBe('11002');
  expect(municipality(today('44012'))?.name).toBe('Nazareth-De Pinte');
});
