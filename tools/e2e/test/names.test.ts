import { describe, expect, test } from '@jest/globals';
import { knownNames, seemsNames } from '@katrol/portal/names';

// What a tutor is warned of: names of the own families wherever they stand, capitals inside a
// sentence, and a first word that no sentence begins with otherwise.
const own = ['El Amrani', 'Van den Berg', 'Noah', 'Şılan', 'Łucja', "D'Hondt", 'Emma-Lou'];

describe('names of the own families', () => {
  test.each([
    ['Noah lacht weer', ['Noah']],
    ['noah lacht weer', ['noah']],
    ['Het ging goed. Noah las voor.', ['Noah']],
    ['Noah’s boek, Noahs boek', ['Noah’s', 'Noahs']],
    ['de familie Amrani was thuis', ['Amrani']],
    ['mevrouw Berg, mevrouw vanden berg', ['Berg', 'berg']],
    ['Silan en lucja speelden', ['Silan', 'lucja']],
    ['We zagen d’hondt', ['d’hondt']],
    ['Samen met Emma', ['Emma']],
    ['De oudste las, de van van de buren stond er', []],
  ])('%s', (text, names) => expect(seemsNames(text, own)).toEqual(names));
});

describe('names that nobody told of', () => {
  test.each([
    ['Youssef lacht weer', ['Youssef']],
    ['We lazen samen met Fatima.', ['Fatima']],
    ['Goed gewerkt! Karen kwam langs', ['Karen']],
    ['- Mehmet rekent graag', ['Mehmet']],
    ['Aujourd’hui nous avons lu avec Yassine', ['Yassine']],
  ])('%s', (text, names) => expect(seemsNames(text)).toEqual(names));

  test.each([
    'De moeder was er even bij. Zij las mee.',
    'Rekenen ging vlot. Samen lezen ook. Moeilijk was de klok.',
    'Het OCMW belde. Op maandag gaan we naar het CLB.',
    'Vandaag Nederlands geoefend, volgende week Frans',
    'Mooi! Fijn dat het lukte: Oefening baart kunst.',
    'Nous avons lu ensemble. Ensuite, les devoirs. L’enfant riait, qu’il pleuve ou non.',
    'Reading went well. Tomorrow we play.',
    '',
  ])('no warning: %s', (text) => expect(seemsNames(text)).toEqual([]));
});

test('what a service is called has capitals of its own; an own name in it is told all the same', () => {
  expect(knownNames('Huurdersbond Oost-Vlaanderen', own)).toEqual([]);
  expect(knownNames('Huurdersbond, met mevrouw Amrani', own)).toEqual(['Amrani']);
});
