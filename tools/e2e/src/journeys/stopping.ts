import { expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { findings } from '../axe.ts';
import { day } from '../day.ts';
import { fill, press, tap, textOf } from '../hands.ts';
import { PHONE, type Seat } from '../seat.ts';
import type { World } from '../world.ts';

// what a service heard stands on a page a moment later
async function until({ page, open }: Seat, path: string, stands: (page: Page) => Promise<boolean>) {
  for (let attempt = 0; attempt < 40; attempt++) {
    await open(path);
    await page.locator('h1').first().waitFor();
    await page.waitForTimeout(250);
    if (await stands(page)) return;
  }
  throw new Error(`it never stood on ${path}`);
}
const shows = (testId: string) => async (page: Page) =>
  (await page.getByTestId(testId).count()) > 0;

/** Step 7: a worry that one tap brings, and a student who stops; all of it comes back as whole. */
export function somebodyStops(world: () => World): void {
  const lotte = () => world().seat('lotte.demeyere', PHONE);
  const marieke = () => world().seat('marieke.vanhoutte');

  test('a worry: 1712 and 112 before and after, first on the coordinator’s page until taken up', async () => {
    const { page, open } = await lotte();
    await open('/');
    await page.getByTestId('raise-worry').click();
    const form = page.getByTestId('worry-form');
    const calls = async (place: Page) => {
      const who = place.getByTestId('who-to-call').first();
      await who.waitFor();
      const links = who.getByRole('link');
      return await links.evaluateAll((all) => all.map((link) => link.getAttribute('href')));
    };
    expect(await calls(page)).toEqual(['tel:1712', 'tel:112']);
    expect(await findings(page)).toEqual([]);
    await press(form, 'Doorgeven');
    await page.getByText('Je ankerfiguur ziet dit bovenaan, tot iemand het opneemt.').waitFor();
    expect(await calls(page)).toEqual(['tel:1712', 'tel:112']);
    const coordinator = await marieke();
    await coordinator.open('/');
    const first = coordinator.page.getByTestId(/^today-[A-Z_]+$/).first();
    await first.waitFor();
    expect(await first.getAttribute('data-testid')).toBe('today-WORRY_RAISED');
    await first.getByRole('link').click();
    await coordinator.page.getByTestId('take-up-worry').click();
    await coordinator.page.getByText('Opgenomen door Marieke Vanhoutte').waitFor();
    await open('/');
    await page.getByText('Opgenomen door Marieke Vanhoutte').waitFor();
  });

  test('a note at a session warns of a name of the own family, at the first word too', async () => {
    const { page, open } = await lotte();
    await open('/');
    await page.getByTestId('log-session').click();
    const form = page.getByTestId('log-form');
    await fill(form, { 'Wil je iets onthouden?': 'youssef lacht weer' });
    await form.getByTestId('name-warning').getByText('youssef').waitFor();
    await fill(form, { 'Wil je iets onthouden?': 'Noah lacht weer' });
    await form.getByTestId('name-warning').getByText('Noah').waitFor();
    await fill(form, { 'Wil je iets onthouden?': '' });
    await press(form, 'Annuleren');
  });

  test('a leaving day that is today: no family any more, one form, and the hours stay', async () => {
    const { page, open } = await marieke();
    await open('/begeleiders');
    await page.getByRole('link', { name: /Lotte/ }).click();
    const form = page.getByTestId('stop-form');
    await fill(form, { 'Stopt op': day() });
    await press(form, 'Deze dag bewaren');
    await page.getByTestId('resume-tutor').waitFor();
    expect(await findings(page)).toEqual([]);
    await world().picture(page, 'begeleider-stopt', ['1280']);
    const tutor = await lotte();
    await until(tutor, '/', shows('closing-form'));
    const home = await textOf(tutor.page);
    expect(home).toContain('Je bent gestopt.');
    expect(home).toMatch(/van 60 uur/);
    expect(home).not.toMatch(/El Amrani|Youssef|Salma/);
    expect(await findings(tutor.page)).toEqual([]);
    await fill(tutor.page.getByTestId('closing-form'), {
      'Wat liep goed, waar waren jullie mee bezig?':
        'De oudste leest elke avond voor. De moeder werkt veel.',
    });
    await world().picture(tutor.page, 'slotwoord', ['360']);
    await press(tutor.page.getByTestId('closing-form'), 'Bewaren');
    await tutor.page.getByText('Je ankerfiguur leest het samen met de ouders.').first().waitFor();
  });

  goesOn(world);
}

function goesOn(world: () => World): void {
  const lotte = () => world().seat('lotte.demeyere', PHONE);
  const marieke = () => world().seat('marieke.vanhoutte');

  test('the family stands on the page; the mother strikes a sentence, and says yes to the rest', async () => {
    const seat = await marieke();
    const { page } = seat;
    await until(seat, '/', shows('today-CLOSING_NOTE_TO_ASK'));
    await page.getByTestId('today-TUTOR_STOPS').getByText('El Amrani').waitFor();
    await page.getByTestId('today-CLOSING_NOTE_TO_ASK').getByRole('link').click();
    const form = page.getByTestId('closing-answer-form');
    await tap(form, 'Wat zeggen de ouders?', ['iets veranderd']);
    await fill(form, {
      'De tekst zoals de ouders hem willen': 'De oudste leest elke avond voor.',
      'Wie antwoordde': 'de moeder',
    });
    await tap(form, 'Hoe is het gevraagd', ['met tolk']);
    expect(await findings(page)).toEqual([]);
    await press(form, 'Antwoord bewaren');
    await page.getByTestId('closing-notes').getByText('ja, zo is het goed').waitFor();
    await page.getByTestId('closing-notes').getByText('iets veranderd').waitFor();
    await press(page, 'De volgende begeleider zoeken');
    await page.getByTestId('next-tutor').getByText('We zoeken de volgende begeleider.').waitFor();
    await world().picture(page, 'volgende-begeleider', ['1280']);
  });

  test('the university hears that it stopped: hours, no family and no reason', async () => {
    const { page, open } = await world().seat('karim.ramdani');
    await open('/studenten');
    const row = page.getByRole('row', { name: /Lotte Demeyere/ });
    await row.getByText('vroeger gestopt').waitFor();
    expect(await row.innerText()).toMatch(/[1-9],?\d* van 60 uur/);
    expect(await textOf(page)).not.toMatch(/El Amrani|Youssef|Salma/);
  });

  test('she goes on after all: all of it as it was, and nobody looks any further', async () => {
    const { page, open } = await marieke();
    await open('/begeleiders');
    await page.getByRole('link', { name: /Lotte/ }).click();
    await page.getByTestId('resume-tutor').click();
    await page.getByTestId('resume-tutor').waitFor({ state: 'detached' });
    const tutor = await lotte();
    await until(tutor, '/', shows('log-session'));
    await tutor.page.getByRole('heading', { name: 'Gezin El Amrani' }).waitFor();
    const seat = await marieke();
    await until(
      seat,
      '/',
      async (today) => (await today.getByTestId('today-TUTOR_STOPS').count()) === 0,
    );
  });
}
