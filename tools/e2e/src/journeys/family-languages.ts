import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { findings } from '../axe.ts';
import { PHONE, takeSeat } from '../seat.ts';
import type { World } from '../world.ts';

const TEXTS = new URL('../../../../services/portal/src/i18n/', import.meta.url);
const texts = (file: string): object =>
  JSON.parse(readFileSync(new URL(`${file}.json`, TEXTS), 'utf8'));
const leaves = (of: unknown): string[] =>
  typeof of === 'object' && of !== null ? Object.values(of).flatMap(leaves) : [String(of)];

/** Sentences that a page in another language does not hold: one word may be written alike. */
function dutch(): Set<string> {
  const { Grade } = texts('nl/codes') as { Grade: Record<string, string> };
  const said = ['nl/app', 'nl/ui', 'nl/referral', 'nl/contact', 'nl/refusal'].map(texts);
  return new Set([...said, Grade].flatMap(leaves).filter((text) => text.includes(' ')));
}

/** Each text of a page on its own, those of choices, and labels that are only heard. */
const spokenOn = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found: string[] = [];
    while (walk.nextNode()) found.push(walk.currentNode.textContent?.trim() ?? '');
    for (const one of document.querySelectorAll('[aria-label],[placeholder]'))
      found.push(one.getAttribute('aria-label') ?? '', one.getAttribute('placeholder') ?? '');
    return found;
  });

const dutchOn = async (page: Page): Promise<string[]> => {
  const sentences = dutch();
  return (await spokenOn(page)).filter((text) => sentences.has(text));
};

type Said = {
  referral: { iAsk: string; firstName: string; sendQuestion: string; thanksSelf: string };
  contact: { own: { phone: string } };
  refusal: { VALUE_MISSING: string };
};

/** The form for everybody chooses the language of the phone, and speaks it from begin to end. */
export function inTheFamilysLanguage(world: () => World): void {
  test.each(['ar', 'es', 'fa', 'pl', 'ro', 'tr', 'uk'])(
    'a family asks for itself on a phone that speaks %s',
    async (locale) => {
      const { browser, platform } = world();
      const { context, page, open } = await takeSeat(browser, {
        url: platform.url,
        size: PHONE,
        locale,
      });
      try {
        const { referral, contact, refusal } = texts(`for-families/form/${locale}`) as Said;
        await open('/aanmelden/oostende');
        await page.getByLabel(referral.iAsk).click();
        const direction = ['ar', 'fa'].includes(locale) ? 'rtl' : 'ltr';
        expect(await page.locator('html').getAttribute('dir')).toBe(direction);
        const send = page.getByRole('button', { name: referral.sendQuestion });
        await send.click();
        await page.getByTestId('error-summary').getByText(refusal.VALUE_MISSING).first().waitFor();
        expect(await dutchOn(page)).toEqual([]);
        // what stands over the page while it scrolls is looked past
        await page.evaluate(() => window.scrollTo(0, 0));
        expect(await findings(page)).toEqual([]);
        if (locale === 'ar') await world().picture(page, 'aanmelden-arabisch', ['360']);
        await page.getByLabel(referral.firstName, { exact: true }).fill('Amal');
        await page.getByLabel(contact.own.phone, { exact: true }).fill('0470 77 88 99');
        await send.click();
        await page.getByText(referral.thanksSelf).waitFor();
        expect(await dutchOn(page)).toEqual([]);
        await page.getByRole('button', { name: /^nl, / }).click();
        await page.locator('html[lang=nl][dir=ltr]').waitFor();
      } finally {
        await context.close();
      }
    },
  );

  test('the first page speaks it when somebody chooses it, and the form after it', async () => {
    const { browser, platform } = world();
    const { context, page } = await takeSeat(browser, { url: platform.url, size: PHONE });
    try {
      await page.locator('.more-languages').selectOption('ar');
      await page.locator('html[lang=ar][dir=rtl]').waitFor();
      expect(await dutchOn(page)).toEqual([]);
      expect(await findings(page)).toEqual([]);
      await page.getByTestId('branches').getByRole('link').first().click();
      await page.getByTestId('translation').waitFor();
      await page.reload();
      await page.locator('html[lang=ar][dir=rtl]').waitFor();
    } finally {
      await context.close();
    }
  });
}
