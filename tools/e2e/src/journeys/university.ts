import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { findings } from '../axe.ts';
import { choose, press, textOf } from '../hands.ts';
import type { Seat } from '../seat.ts';
import type { World } from '../world.ts';

const FAMILY = /El Amrani|Youssef|Salma|Dubois|Vermeulen/;

async function hours(page: Page): Promise<string> {
  const file = page.waitForEvent('download');
  await page.getByTestId('download-hours').click();
  return readFileSync(await (await file).path(), 'utf8');
}

// held sessions reach the university as events
async function openWith({ page, open }: Seat, path: string, text: RegExp): Promise<string> {
  for (let attempt = 0; attempt < 20; attempt++) {
    await open(path);
    await page.getByTestId('list-total').waitFor();
    const said = await textOf(page);
    if (text.test(said)) return said;
    await page.waitForTimeout(250);
  }
  throw new Error(`${text} never stood on ${path}`);
}

/** Step 5: the university. */
export function theUniversity(world: () => World): void {
  test('the placement officer gives a student a coach and status; the coach sees it', async () => {
    const els = await world().seat('els.casteleyn');
    await els.open('/studenten');
    await els.page.getByTestId('empty').waitFor();
    const { page, open } = await world().seat('karim.ramdani');
    await open('/studenten');
    const lotte = page.getByRole('row', { name: /Lotte Demeyere/ });
    await lotte.getByText('nog niemand').waitFor();
    await page.getByRole('button', { name: 'Lotte Demeyere opvolgen' }).click();
    const form = page.getByTestId('follow-student');
    // vives has a coach too; karim is of hogent
    expect(await form.getByLabel('Lector-coach').locator('option').allInnerTexts()).toEqual([
      'nog niemand',
      'Els Casteleyn',
    ]);
    await choose(form, { 'Lector-coach': 'Els Casteleyn', 'Hoe staat de stage ervoor?': 'bezig' });
    expect(await findings(page)).toEqual([]);
    await world().picture(page, 'student-opvolgen', ['1280', '360']);
    await press(form, 'Bewaren');
    await form.waitFor({ state: 'detached' });
    await lotte.getByText('Els Casteleyn').waitFor();
    await lotte.getByText('bezig').waitFor();
    await world().picture(page, 'studenten-stage', ['1280', '360']);
    await page.getByRole('button', { name: 'Lotte Demeyere opvolgen' }).click();
    await form.getByLabel('Hoe staat de stage ervoor?').selectOption({ label: 'afgerond' });
    await form.getByText('Dit is een einde').waitFor();
    await press(form, 'Annuleren');
    await els.open('/studenten');
    await els.page.getByText('Lotte Demeyere').waitFor();
    expect(await els.page.getByRole('button', { name: 'Lotte Demeyere opvolgen' }).count()).toBe(0);
  });

  test('the lecturer-coach sees own students’ hours and shared texts, and no family', async () => {
    const els = await world().seat('els.casteleyn');
    const students = await openWith(els, '/studenten', /[1-9],?\d* van 60 uur/);
    expect(students).toContain('Lotte Demeyere');
    expect(students).not.toMatch(FAMILY);
    await world().picture(els.page, 'studenten');
    await els.page.getByRole('link', { name: '1 lezen' }).click();
    await els.page.getByText('Vandaag zei de oudste dat lezen leuk is.').waitFor();
    expect(await textOf(els.page)).not.toMatch(FAMILY);
    await els.open('/gezinnen');
    await els.page.getByText('Deze pagina hoort niet bij je werk hier.').waitFor();
  });

  test('the placement officer writes down when students have exams', async () => {
    const { page, open } = await world().seat('karim.ramdani');
    await open('/uren');
    const form = page.getByTestId('exam-weeks-form');
    await press(form, 'Periode toevoegen');
    await form.getByLabel('Examenweken 1: Eerste dag').fill('2027-01-04');
    await form.getByLabel('Examenweken 1: Laatste dag').fill('2027-01-29');
    expect(await findings(page)).toEqual([]);
    await press(form, 'Bewaren');
    await page.getByText('Bewaard.').first().waitFor();
    await open('/uren');
    expect(await form.getByLabel('Examenweken 1: Laatste dag').inputValue()).toBe('2027-01-29');
  });

  test('the placement officer takes hours out as CSV; another university’s sees none', async () => {
    const karim = await world().seat('karim.ramdani');
    await karim.open('/uren');
    const csv = await hours(karim.page);
    expect(csv).toMatch(/H-1001/);
    expect(csv).not.toMatch(FAMILY);
    const leen = await world().seat('leen.casteleyn');
    await leen.open('/studenten');
    await leen.page.getByTestId('empty').waitFor();
    expect(await textOf(leen.page)).not.toContain('Lotte');
    await leen.open('/uren');
    expect(await hours(leen.page)).not.toMatch(/H-1001|Lotte/);
  });
}
