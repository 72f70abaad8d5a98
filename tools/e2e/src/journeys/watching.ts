import { expect, test } from '@jest/globals';
import { press } from '../hands.ts';
import { behindItsBack } from '../superuser.ts';
import type { World } from '../world.ts';

/** Who watches over reading: far more files than usual, and whether the log of who looked holds. */
export function whoReadsTooMuch(world: () => World): void {
  test('an operator sees who opened far more files, that the log holds, and no file', async () => {
    await behindItsBack(world().platform, 'matching', async (admin) => {
      await admin.query(
        `insert into bulk_reading (subject, name, role, opened, usual, stopped, since)
          values ('x', 'Joris Hollevoet', 'coordinator', 121, 6, true, now())`,
      );
    });
    const { page, open } = await world().seat('hilde.quintelier');
    await open('/ongewoon-inzien');
    const row = page
      .getByTestId('list-reading-matching')
      .getByRole('row', { name: /Joris Hollevoet/ });
    expect(await row.innerText()).toMatch(/Coördinator[^]*121[^]*6[^]*gestopt/);
    await page
      .getByTestId('list-reading-intake')
      .getByText('Niemand opende ongewoon veel dossiers.')
      .waitFor();
    await press(page, 'Nakijken of het klopt: Aanmelden en beslissen');
    const said = page.getByTestId('chain-intake');
    await said.getByText(/^Het klopt: \d/).waitFor();
    await world().picture(page, 'ongewoon-inzien');
    expect(await page.locator('main').innerText()).not.toMatch(/El Amrani|Dubois/);
  });
}
