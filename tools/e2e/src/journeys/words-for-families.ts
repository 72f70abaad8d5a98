import { expect, test } from '@jest/globals';
import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import type { BrowserContext, Page } from 'playwright-core';
import { findings, tooWide } from '../axe.ts';
import { fill, press, textOf } from '../hands.ts';
import { PHONE } from '../seat.ts';
import type { World } from '../world.ts';

// everything that travels until the page stands there, as it travels
const MOST_BYTES = 60_000;
const PASHTO = {
  questionPicture: 'موږ په ګډه کوم انځور غوره کړ؟',
  toRead: 'د لوستلو لپاره',
  takenBy: '{name} دا تر {day} پورې اخلي.',
  whoAreYou: 'تاسو څوک یاست؟',
};

async function aFamilyThatReads(world: World, language: string): Promise<string> {
  const marieke = await world.as('marieke.vanhoutte');
  const referral = {
    branchCode: 'oostende',
    referrer: { kind: 'school' as const, name: 'Juf Els' },
    contact: { familyName: 'Ahmadzai', phone: '0470 99 11 44', language },
    children: [{ firstName: 'Zahra', grade: 'L2' as const, school: 'De Regenboog' }],
    reason: 'lezen',
  };
  return (await marieke(IntakeService, 'enterReferral', { referral })).familyId;
}

async function word(page: Page, dutch: string, text: string): Promise<void> {
  await press(page, `Verwoorden: ${dutch}`);
  const form = page.getByTestId('sentence-form');
  await fill(form, { 'Zo lezen gezinnen het': text });
  await press(form, 'Bewaren');
}

/** A phone that counts what travels to it. */
async function phoneOf(world: World): Promise<{
  phone: Page;
  context: BrowserContext;
  bytes: () => Promise<number>;
}> {
  const context = await world.browser.newContext({
    viewport: PHONE,
    locale: 'en',
    baseURL: world.platform.url,
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(40_000);
  const phone = await context.newPage();
  const sizes: Promise<number>[] = [];
  phone.on('requestfinished', (request) => {
    sizes.push(request.sizes().then((size) => size.responseBodySize));
  });
  const bytes = async () => (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  return { phone, context, bytes };
}

/** A language of families is a page that somebody fills in: no programmer, and no new version. */
export function wordsForFamilies(world: () => World): void {
  let familyId = '';

  test('a language that does not ship is begun, worded sentence by sentence, and read by a speaker', async () => {
    familyId = await aFamilyThatReads(world(), 'ps');
    const { page, open, complaints } = await world().seat('marieke.vanhoutte');
    await open('/talen-voor-gezinnen');
    const pashto = page.getByTestId('language-ps');
    await pashto.getByText('nog niet · Gezinnen die dit lezen: 1').waitFor();
    expect(await findings(page)).toEqual([]);
    await world().picture(page, 'talen-voor-gezinnen');
    await pashto.getByRole('link', { name: 'Pasjtoe openen' }).click();
    await page.getByTestId('sentences-shown').selectOption('missing');
    await word(page, 'Welk prentje kozen wij samen?', PASHTO.questionPicture);
    // filling in goes on with what is missing next
    const form = page.getByTestId('sentence-form');
    await form.waitFor();
    await press(form, 'Annuleren');
    await word(page, 'Om te lezen', PASHTO.toRead);
    await press(form, 'Annuleren');
    const taken = '{name} neemt dit op, ten laatste {day}.';
    await word(page, taken, 'دا اخلي.');
    await form.getByText('Wat tussen accolades staat', { exact: false }).first().waitFor();
    expect(await findings(page)).toEqual([]);
    await world().picture(page, 'taal-voor-gezinnen');
    await fill(form, { 'Zo lezen gezinnen het': PASHTO.takenBy });
    await press(form, 'Bewaren');
    await press(form, 'Annuleren');
    await word(page, 'Wie bent u?', PASHTO.whoAreYou);
    await press(form, 'Annuleren');
    await page.getByTestId('sentences-shown').selectOption('changed');
    await page.getByText(PASHTO.takenBy).waitFor();
    expect(await page.getByTestId('sentence').count()).toBeGreaterThanOrEqual(3);
    await press(page, 'Noteren wie het nalas');
    const read = page.getByTestId('read-form');
    await fill(read, { Naam: 'Zarghuna' });
    await press(read, 'Bewaren');
    await page.getByTestId('read-by').getByText('Zarghuna', { exact: false }).waitFor();
    // the refused one stands in the console of the browser
    expect(complaints.splice(0).every((said) => said.includes('400'))).toBe(true);
  });

  test('the parent reads it from the first question on, from the right, light; what lacks is Dutch', async () => {
    const { page, open } = await world().seat('marieke.vanhoutte');
    await open(`/gezinnen/${familyId}`);
    await page
      .getByRole('button', { name: /^Link geven aan/ })
      .first()
      .click();
    const form = page.getByTestId('give-link');
    // that something is missing is the coordinator's to know
    await form.getByText(/Van deze taal staan nog \d+ zinnen in het Nederlands/).waitFor();
    expect(await findings(page)).toEqual([]);
    await press(form, 'Link geven');
    const address = await page.getByTestId('link-address').innerText();
    const { phone, context, bytes } = await phoneOf(world());
    try {
      await phone.goto(address);
      await phone.getByText(PASHTO.questionPicture).waitFor();
      await phone.locator('[data-picture=sun]').click();
      await phone.getByRole('heading', { name: PASHTO.toRead }).waitFor();
      expect(await phone.evaluate(() => document.documentElement.dir)).toBe('rtl');
      expect(await textOf(phone)).toContain('Er is nu niets om te lezen.');
      expect(await textOf(phone)).not.toMatch(/zinnen|Pasjtoe/);
      expect(await findings(phone)).toEqual([]);
      expect(await tooWide(phone)).toBe(false);
      expect(await bytes()).toBeLessThanOrEqual(MOST_BYTES);
      await world().picture(phone, 'ouder-pasjtoe', ['360']);
    } finally {
      await context.close();
      await press(page, 'Sluiten');
    }
  });

  test('the form speaks it too, on a phone that does; what lacks is Dutch, and other forms are as they were', async () => {
    const context = await world().browser.newContext({
      viewport: PHONE,
      locale: 'ps',
      baseURL: world().platform.url,
      reducedMotion: 'reduce',
    });
    context.setDefaultTimeout(40_000);
    try {
      const phone = await context.newPage();
      await phone.goto('/aanmelden/oostende');
      await phone.getByText(PASHTO.whoAreYou).waitFor();
      expect(await phone.evaluate(() => document.documentElement.dir)).toBe('rtl');
      await phone.getByText('Ik vraag zelf hulp voor mijn gezin').waitFor();
      expect(await findings(phone)).toEqual([]);
      expect(await tooWide(phone)).toBe(false);
      await world().picture(phone, 'aanmelden-pasjtoe', ['360']);
      // the other branch worded nothing
      await phone.goto('/aanmelden/geraardsbergen');
      await phone.getByText('Wie bent u?').waitFor();
      expect(await phone.evaluate(() => document.documentElement.lang)).toBe('nl');
    } finally {
      await context.close();
    }
  });
}
