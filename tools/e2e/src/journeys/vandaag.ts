import { expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { findings } from '../axe.ts';
import { press } from '../hands.ts';
import type { World } from '../world.ts';

/** In sight and under the keyboard, once the page stands still. */
async function landedOn(page: Page, id: string): Promise<void> {
  await page.waitForFunction((name) => {
    const place = document.getElementById(name);
    const { top = -1 } = place?.getBoundingClientRect() ?? {};
    const inSight = top >= 0 && top < window.innerHeight;
    return place !== null && inSight && place.contains(document.activeElement);
  }, id);
}

/** Lines of Vandaag: they say how it stands, and their links land on the thing with its form. */
export function linesThatLand(world: () => World): void {
  const marieke = () => world().seat('marieke.vanhoutte');

  test('a proposal lands on its card with the form open; who has none is a line of its own', async () => {
    const { page, open } = await marieke();
    await open('/');
    const unmet = page.getByTestId('today-REQUEST_UNMET').getByTestId('today-line');
    await unmet
      .filter({ hasText: 'Kaya' })
      .getByText(/niemand gevonden/)
      .waitFor();
    expect(await unmet.filter({ hasText: 'El Amrani' }).count()).toBe(0);
    const proposed = page.getByTestId('today-PROPOSAL_TO_DECIDE').getByTestId('today-line');
    await proposed.filter({ hasText: 'El Amrani' }).getByRole('link').click();
    await page.getByTestId('accept-form').waitFor();
    const id = new URL(page.url()).hash.slice(1);
    await landedOn(page, id);
    await page.locator(`[id="${id}"]`).filter({ hasText: 'El Amrani' }).waitFor();
    expect(await findings(page)).toEqual([]);
  });

  test('what can wait is looked at tomorrow, everybody of the branch sees it, and it may come back now', async () => {
    const { page, open, complaints } = await marieke();
    await open('/');
    const unmet = page.getByTestId('today-REQUEST_UNMET').getByTestId('today-line');
    const kaya = unmet.filter({ hasText: 'Kaya' });
    await kaya.getByRole('button', { name: /^Later/ }).click();
    expect(await findings(page)).toEqual([]);
    await press(kaya, 'Morgen');
    await kaya.waitFor({ state: 'detached' });
    const later = page.getByTestId('today-later');
    await later.filter({ hasText: 'Kaya' }).waitFor();
    expect(await findings(page)).toEqual([]);
    await world().picture(page, 'vandaag-later', ['360']);
    await later.getByRole('button', { name: /^Toch nu/ }).click();
    await kaya.waitFor();
    await later.waitFor({ state: 'detached' });
    expect(complaints).toEqual([]);
  });

  test('who has no tutor yet lands on what lacks, and from there on what is looked for', async () => {
    const { page, open } = await marieke();
    await open('/');
    const unmet = page.getByTestId('today-REQUEST_UNMET').getByTestId('today-line');
    await unmet.filter({ hasText: 'Kaya' }).getByRole('link').click();
    await page.getByRole('heading', { name: 'Nog geen begeleider voor Kaya' }).waitFor();
    await landedOn(page, new URL(page.url()).hash.slice(1));
    expect(await findings(page)).toEqual([]);
    await page.getByRole('link', { name: 'Aanpassen wat we zoeken' }).click();
    await page.getByTestId('edit-needs-form').waitFor();
    await landedOn(page, 'hulpvraag');
    await press(page.getByTestId('edit-needs-form'), 'Annuleren');
    await page.getByTestId('edit-needs-form').waitFor({ state: 'detached' });
  });

  test('inside the running page too: only what stands behind the # changes', async () => {
    const { page, open } = await marieke();
    for (const id of ['toestemmingen', 'tijdlijn', 'toestemmingen']) {
      await page.evaluate((hash) => {
        window.scrollTo(0, 0);
        window.location.hash = hash;
      }, id);
      await landedOn(page, id);
    }
    await open('/koppelen');
  });
}
