import { expect, test } from '@jest/globals';
import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import type { Page } from 'playwright-core';
import { choose, fill, press, textOf } from '../hands.ts';
import type { World } from '../world.ts';
import { converse } from './deciding.ts';

const purpose = 'sharing_with_tutor';

async function addFather(page: Page): Promise<void> {
  await press(page, 'Iemand toevoegen');
  const form = page.getByTestId('parent-form');
  await choose(form, { 'Wie is het voor de kinderen?': 'vader' });
  await fill(form, { Naam: 'Ali' });
  await press(form, 'Bewaren');
  await form.waitFor({ state: 'detached' });
  await page.getByText('Ali (vader)', { exact: true }).first().waitFor();
}

/** Two parents do not say the same; what was mistyped is taken back; every service confirms. */
export function consentThatHolds(world: () => World): void {
  test('one parent’s no is not overruled; it is confirmed stopped, and undone for a minute', async () => {
    const marieke = await world().as('marieke.vanhoutte');
    const referral = {
      branchCode: 'oostende',
      referrer: { kind: 'school' as const, name: 'Juf Els' },
      contact: { familyName: 'Yildiz', phone: '0470 99 00 22' },
      children: [{ firstName: 'Amina', grade: 'L2' as const }],
      reason: 'lezen',
    };
    const { familyId } = await marieke(IntakeService, 'enterReferral', { referral });
    const { page, open } = await world().seat('marieke.vanhoutte');
    await open(`/gezinnen/${familyId}`);
    await addFather(page);
    await converse(page, { [purpose]: 'ja' }, { who: 'ouder' });
    const line = page.getByTestId(`consent-${purpose}`);
    await line.getByText('ja', { exact: true }).waitFor();

    await press(page, 'Gesprek noteren');
    const form = page.getByTestId('conversation-form');
    await form.getByLabel('Ali (vader)').check();
    await form.getByTestId(`say-${purpose}`).getByText('nee', { exact: true }).click();
    // said before it is saved
    await form.getByTestId('will-stop').getByText('Dit stopt meteen:').waitFor();
    await press(form, 'Gesprek bewaren');
    await line.getByText('de ouders zeggen niet hetzelfde').waitFor();
    await line.getByText('Praat met elke ouder apart', { exact: false }).waitFor();
    // each service that hears of it
    for (const service of [0, 1])
      await line.getByTestId('receipt').nth(service).getByText('bevestigd gestopt op').waitFor();
    await world().picture(page, 'toestemmingen');

    await press(page, 'Ongedaan maken');
    await line.getByText('ja', { exact: true }).waitFor();

    // it is said again, and asks for the coordinator
    await converse(page, { [purpose]: 'nee' }, { who: 'Ali (vader)' });
    await line.getByText('de ouders zeggen niet hetzelfde').waitFor();
    await open('/');
    await page
      .getByTestId('today-CONSENT_TO_TALK')
      .getByRole('link', { name: 'Gesprek noteren: Yildiz' })
      .click();
    // it lands on the form, ready
    await page.getByTestId('conversation-form').waitFor();
    expect(await textOf(page)).toContain('Gezin Yildiz');
  });
}
