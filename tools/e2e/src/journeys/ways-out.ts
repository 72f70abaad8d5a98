import { expect, test } from '@jest/globals';
import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import { choose, fill, press, tap, textOf } from '../hands.ts';
import type { World } from '../world.ts';

type Told = { name: string; phone: string; more?: object; familyId?: string };

/** Ways out, and back; two files of one family; a known family that says something new. */
export function waysOutAndBack(world: () => World): void {
  const marieke = () => world().seat('marieke.vanhoutte');
  const entered = async ({ name, phone, more = {}, familyId = '' }: Told) =>
    await (
      await world().as('marieke.vanhoutte')
    )(IntakeService, 'enterReferral', {
      familyId,
      referral: {
        branchCode: 'oostende',
        referrer: { kind: 'school', name: 'Juf Ilse', organisation: 'De Duin' },
        contact: { familyName: name, phone, language: 'nl' },
        children: [{ firstName: 'Lotte', grade: 'L2', school: 'De Duin' }],
        priorConsent: {},
        address: {},
        ...more,
      },
    });

  test('a family says no: it is kept in its words, nothing is made up, and it may come back', async () => {
    const { page, open, complaints } = await marieke();
    const { familyId } = await entered({ name: 'Ketels', phone: '0470 61 00 01' });
    await open(`/gezinnen/${familyId}`);
    await press(page, 'Anders afsluiten');
    const form = page.getByTestId('close-form');
    await tap(form, 'Waarom stopt deze aanmelding?', ['het gezin wil het niet (meer)']);
    await press(form, 'Afsluiten');
    await page.getByTestId('error-summary').waitFor();
    // what was refused stands in the console of the browser
    expect(complaints.splice(0).every((line) => line.includes('CloseReferral'))).toBe(true);
    await fill(form, { 'Wat zegt het gezin zelf?': 'Oma helpt nu elke dag.' });
    await press(form, 'Afsluiten');
    await page.getByText('Zo kun je het aan het gezin zeggen').waitFor();
    expect(await textOf(page)).toContain('Oma helpt nu elke dag.');
    await world().picture(page, 'anders-afgesloten', ['360']);
    await open('/');
    expect(await textOf(page)).not.toContain('Ketels');
    await open(`/gezinnen/${familyId}`);
    await press(page, 'Opnieuw openen');
    await fill(page.getByTestId('reopen-form'), { 'Wat is er veranderd?': 'Oma is ziek.' });
    await press(page.getByTestId('reopen-form'), 'Opnieuw openen');
    await page.getByText('Nieuw binnen. Spreek een kennismaking af.').waitFor();
  });

  test('two files become one, both names are found, and it can be undone', async () => {
    const { page, open } = await marieke();
    const kept = await entered({ name: 'Yildiz', phone: '0470 61 00 02' });
    const other = await entered({ name: 'Aksoy', phone: '0470 61 00 02' });
    await open(`/gezinnen/${kept.familyId}`);
    await press(page, 'Naast elkaar leggen');
    const form = page.getByTestId('merge-form');
    await form.getByText('“Aksoy” gaat op in “Yildiz”').waitFor();
    await world().picture(page, 'een-gezin', ['1280']);
    await press(form, 'Maak er één van');
    await page.getByText('Ook bekend als Aksoy').waitFor();
    await open('/gezinnen?q=aksoy');
    await page.getByRole('link', { name: 'Yildiz' }).first().waitFor();
    await open(`/gezinnen/${other.familyId}`);
    await page.getByRole('heading', { name: 'Gezin Yildiz' }).waitFor();
    await press(page, 'Toch twee gezinnen');
    await press(page.getByTestId('undo-merge-form'), 'Weer apart');
    await page.getByRole('heading', { name: 'Gezin Aksoy' }).waitFor();
  });

  test('a known family is referred again with a new number: it is offered, not dropped', async () => {
    const { page, open } = await marieke();
    const { familyId } = await entered({ name: 'Verstraete', phone: '0470 61 00 03' });
    await entered({ name: 'Verstraete', phone: '0470 61 00 33', familyId });
    await open('/');
    await page
      .getByTestId('today-DIFFERENCES_OPEN')
      .getByRole('link', { name: 'Bekijken: Verstraete' })
      .click();
    const form = page.getByTestId('differences-form');
    await form.getByText('Telefoon: 0470 61 00 33').waitFor();
    await press(form, 'Bewaren');
    await form.waitFor({ state: 'detached' });
    expect(await textOf(page)).toContain('0470 61 00 33');
  });

  test('grades of last school year stand in one list until somebody says them', async () => {
    const { page, open } = await marieke();
    await entered({
      name: 'Janssens',
      phone: '0470 61 00 04',
      more: {
        occurredOn: '2026-03-02',
        children: [
          { firstName: 'Kobe', grade: 'L2', school: 'De Duin' },
          { firstName: 'Ferre', grade: 'L6', school: 'De Duin' },
        ],
      },
    });
    await open('/');
    await page
      .getByTestId('today-GRADES_TO_CONFIRM')
      .getByRole('link', { name: /Leerjaren bevestigen/ })
      .click();
    const line = page.getByTestId('grade-line').filter({ hasText: 'Kobe' });
    await line.waitFor();
    expect(await page.getByLabel('Leerjaar van Kobe').inputValue()).toBe('L3');
    expect(await page.getByLabel('Leerjaar van Ferre').inputValue()).toBe('');
    await choose(page, { 'Leerjaar van Ferre': '1ste middelbaar' });
    await world().picture(page, 'leerjaren', ['1280', '360']);
    await press(page, /leerjaren bevestigen/);
    await line.waitFor({ state: 'detached' });
  });
}
