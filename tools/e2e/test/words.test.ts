import { afterAll, expect, test } from '@jest/globals';
import { ownWords, speakAs } from '@katrol/portal/own-words';

// A branch's own words stand where the general word would, in titles, labels and buttons.
const say = (text: string, key: string, language = 'nl') =>
  ownWords.process(text, [key], undefined, { language });
afterAll(() => speakAs({}));

test('nothing said otherwise: the general word', async () => {
  await speakAs({});
  expect(say('Nieuwe begeleider', 'people.newTitle')).toBe('Nieuwe begeleider');
});

test('the branch’s word, with a capital where the general one has it, in each language', async () => {
  await speakAs({
    tutor: { nl: 'buddy', fr: 'parrain' },
    referral: { nl: 'vraag' },
    family: { nl: 'huisgezin', en: 'household' },
  });
  expect(say('Begeleider', 'ui.tutor')).toBe('Buddy');
  expect(say('Nieuwe begeleider', 'people.newTitle')).toBe('Nieuwe buddy');
  expect(say('Nouveau tuteur', 'people.newTitle', 'fr')).toBe('Nouveau parrain');
  expect(say('Aanmelding opnemen', 'families.takeReferral')).toBe('Vraag opnemen');
  expect(say('Gezin El Amrani', 'tutor.family')).toBe('Huisgezin El Amrani');
  expect(say('Family El Amrani', 'tutor.family', 'en')).toBe('Household El Amrani');
  // what was not said in a language stays as it is there
  expect(say('New tutor', 'people.newTitle', 'en')).toBe('New tutor');
});

test('only where no article or plural hangs on it, and only the whole word', async () => {
  await speakAs({ tutor: { nl: 'kompanjon' } });
  expect(say('De begeleider zegt', 'matching.tutorAnswer')).toBe('De begeleider zegt');
  expect(say('Gezin Begeleiders', 'ui.tutor')).toBe('Gezin Begeleiders');
});
