import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { askingIn, reconcile } from '@katrol/figures/reconcile';
import { ReportingService } from '@katrol/proto/katrol/reporting/v1/service_pb';
import { findings } from '../axe.ts';
import { DESK, PHONE, settled } from '../seat.ts';
import { adminUrlOf, behindItsBack } from '../superuser.ts';
import type { World } from '../world.ts';

/** Figures that are true, explain themselves and expose nobody. */
export function theFigures(world: () => World): void {
  test('a coordinator sees the branch’s own figures, how each was counted, and from whom', async () => {
    const { page, open } = await world().seat('marieke.vanhoutte');
    await open('/cijfers');
    const referrals = page.getByTestId('figure-referrals').first();
    await referrals.getByRole('heading', { name: 'Vragen, volgens wie aanmeldt' }).waitFor();
    await world().picture(page, 'cijfers');
    await referrals.getByText('Zo geteld').click();
    await referrals.getByText('Elke aanmelding telt één keer', { exact: false }).waitFor();
    const line = page.getByTestId('course-referrals_by_month');
    await line.getByRole('img').waitFor();
    await line.getByText('Als tabel').click();
    await line.getByRole('cell').first().waitFor();
    for (const size of [PHONE, DESK]) {
      await page.setViewportSize(size);
      // what lies half under the bar on top is no finding
      await page.evaluate(() => scrollTo(0, 0));
      expect(await findings(page)).toEqual([]);
    }
    const total = Number(await referrals.locator('.figure-total').textContent());
    expect(total).toBeGreaterThan(0);
    await page.locator('#figures-language').selectOption('other');
    await page.waitForURL(/taal=other/);
    await page.goto('/cijfers');
    await settled(page);
    await page.getByRole('link', { name: /Toon de lijst van Vragen, volgens wie/ }).click();
    await page.getByRole('heading', { level: 1, name: 'Vragen, volgens wie aanmeldt' }).waitFor();
    await page
      .getByText(/El Amrani|Dubois|Okafor/i)
      .first()
      .waitFor();
    await page.getByRole('link', { name: 'Terug naar de cijfers' }).click();
    await settled(page);
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByTestId('export-figures').click(),
    ]);
    const text = await readFile(await file.path(), 'utf8');
    expect(text).toContain('Vragen, volgens wie aanmeldt');
    expect(text).toContain('zo geteld');
    // words beside the codes
    expect(text).toMatch(/;school;.*;referrals;school/);
    const [sheet] = await Promise.all([
      page.waitForEvent('download'),
      page.getByTestId('export-figures-sheet').click(),
    ]);
    expect(sheet.suggestedFilename()).toMatch(/^cijfers-oostende-.*\.xlsx$/);
    expect((await readFile(await sheet.path())).subarray(0, 2).toString()).toBe('PK');
  });

  test('every figure is what its owner keeps', async () => {
    const { compared: count, differences } = await compared(world());
    expect(differences).toEqual([]);
    expect(count).toBeGreaterThan(10);
  });

  test('five questions to ourselves: two hands write at once, and both stay', async () => {
    const { page, open } = await world().seat('marieke.vanhoutte');
    await open('/werking-toetsen');
    const question = page.getByRole('region', { name: /^Onze criteria/ });
    await question.getByRole('button', { name: /^Zeg er iets bij/ }).click();
    const marieke = await world().as('marieke.vanhoutte');
    const { year } = await marieke(ReportingService, 'getExamination', {
      branchCode: 'oostende',
      year: Number(new URL(page.url()).searchParams.get('jaar')) || schoolYear(),
    });
    await marieke(ReportingService, 'keepExaminationAnswer', {
      answer: {
        branchCode: 'oostende',
        year,
        question: 'criteria',
        voice: 'parents',
        text: 'Wie geen school kent, vindt jullie niet.',
      },
    });
    await question.getByLabel('Wat', { exact: true }).fill('Wij bereiken wie ons al kent.');
    await question.getByRole('button', { name: 'Bewaren' }).click();
    await question.getByText('Wij bereiken wie ons al kent.').waitFor();
    await question.getByText('Wie geen school kent, vindt jullie niet.').waitFor();
    await world().picture(page, 'werking-toetsen');
    await open('/studenten-op-komst');
    await page.getByTestId('forecast-sentence').waitFor();
    await world().picture(page, 'studenten-op-komst');
  });

  test('an operator releases a report; a policy maker reads it, and nothing else', async () => {
    // families of these journeys were not asked about figures; here all agree
    await behindItsBack(world().platform, 'reporting', async (admin) => {
      await admin.query('update counted_family set statistics = true');
    });
    const operator = await world().seat('hilde.quintelier');
    await operator.open('/verslagen');
    await operator.page.getByTestId('make-release').click();
    await operator.page.getByRole('link', { name: 'Verslag 1 openen' }).waitFor();
    const { page, open, complaints } = await world().seat('roos.maenhaut');
    await open('/');
    await page.getByRole('heading', { level: 1, name: 'Vrijgegeven verslagen' }).waitFor();
    await page.getByRole('link', { name: 'Verslag 1 openen' }).click();
    await page.getByTestId('hidden-sentence').waitFor();
    // a consortium of two branches with a handful of families: every count is too small to show
    const table = page.getByTestId('released-referrals');
    await table.getByText('verborgen').first().waitFor();
    await page.getByTestId('cite').getByText('Vrijgegeven verslag 1').waitFor();
    await page.getByTestId('codebook-referrals').locator('summary').click();
    await page.getByTestId('codebook-referrals').getByText('CLB', { exact: true }).waitFor();
    const [sheet] = await Promise.all([
      page.waitForEvent('download'),
      page.getByTestId('export-release-sheet').click(),
    ]);
    expect(sheet.suggestedFilename()).toBe('cijfers-1.xlsx');
    await page.getByLabel('Welke tabel, en waarvoor').fill('Wachttijd volgens stadium');
    await page.getByRole('button', { name: 'Vragen' }).click();
    await page.getByTestId('asked-tables').getByText('Nog niet beantwoord').waitFor();
    await page.getByLabel('Welk verslag').selectOption('consortium');
    await page.getByTestId('report').getByText('Vragen', { exact: true }).waitFor();
    await world().picture(page, 'verslag');
    for (const size of [DESK, PHONE]) {
      await page.setViewportSize(size);
      expect(await findings(page)).toEqual([]);
    }
    await page.setViewportSize(DESK);
    const policyPage = page.url();
    await open('/cijfers');
    await page.getByText('Deze pagina hoort niet bij je werk hier.').waitFor();
    expect(complaints).toEqual([]);
    await operator.open('/werkingen');
    await operator.page.getByTestId('tables-asked-line').getByRole('link').click();
    const asked = operator.page.getByTestId('tables-asked');
    await asked.getByLabel('Antwoord').fill('Die komt in het volgende verslag.');
    await asked.getByRole('button', { name: 'Antwoorden' }).click();
    await asked.waitFor({ state: 'detached' });
    await page.goto(policyPage);
    await page.getByText('Die komt in het volgende verslag.').waitFor();
    await operator.page.getByRole('link', { name: 'Verslag 1 openen' }).click();
    await operator.page.getByTestId('verify-release').click();
    await operator.page.getByText(/tot op de letter hetzelfde/).waitFor();
  });
}

/** Runs the nightly comparison: a fact that was told a moment ago may still be on its way. */
async function compared(world: World): Promise<Awaited<ReturnType<typeof reconcile>>> {
  const { ask, end } = await askingIn(adminUrlOf(world.platform));
  try {
    let found = await reconcile(ask);
    for (let tries = 0; found.differences.length > 0 && tries < 20; tries += 1) {
      await sleep(500);
      found = await reconcile(ask);
    }
    return found;
  } finally {
    await end();
  }
}

function schoolYear(): number {
  const now = new Date();
  return now.getFullYear() - (now.getMonth() >= 8 ? 0 : 1);
}
