import { expect, test } from '@jest/globals';
import { toldApart } from '@katrol/portal/apart';

// Two families of one name on Vandaag are told apart; one that stands alone is called as ever.
const child = (firstName: string) => ({ firstName }) as never;
const families = new Map([
  ['a', { familyName: 'Yilmaz', children: [child('Elif'), child('Can')], municipality: 'Gent' }],
  ['b', { familyName: 'yilmaz', children: [], municipality: 'Lede' }],
  ['c', { familyName: 'Peeters', children: [child('Lou')], municipality: 'Lede' }],
]);
const line = (familyId: string, label = '') => ({ familyId, label });

test('two of one name: by the children’s first names, else by where they live', () => {
  const name = toldApart([line('a', 'Yilmaz'), line('b'), line('c')], families);
  expect(['a', 'b', 'c'].map((id) => name(line(id)))).toEqual([
    'Yilmaz (Elif, Can)',
    'yilmaz (Lede)',
    'Peeters',
  ]);
});

test('two lines of one family are one family; a tutor’s line is none', () => {
  const name = toldApart([line('a'), line('a', 'Yilmaz'), line('', 'Yilmaz')], families);
  expect([name(line('a')), name(line('', 'Yilmaz'))]).toEqual(['Yilmaz', 'Yilmaz']);
});
