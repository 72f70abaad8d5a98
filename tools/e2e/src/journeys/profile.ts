import { expect, test } from '@jest/globals';
import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import { day } from '../day.ts';
import { fill, press } from '../hands.ts';
import { PHONE } from '../seat.ts';
import type { World } from '../world.ts';

/** Step 6: the profile. */
export function theProfile(world: () => World): void {
  test('the tutor reads the branch’s profile, and cannot change it', async () => {
    const { page, open } = await world().seat('lotte.demeyere', PHONE);
    await open('/');
    await press(page, 'Menu openen');
    await page.getByRole('navigation').getByRole('link', { name: 'Werkingsprofiel' }).click();
    await page.getByRole('heading', { name: 'Werkingsprofiel', level: 1 }).waitFor();
    await page.getByText('Begonnen als').waitFor();
    expect(await page.getByTestId('edit-profile').count()).toBe(0);
  });

  test('the coordinator edits it from a date; a running case keeps its version', async () => {
    const { page, open } = await world().seat('marieke.vanhoutte');
    await open('/werkingsprofiel');
    await world().picture(page, 'werkingsprofiel');
    await page.getByTestId('edit-profile').click();
    await fill(page.getByTestId('profile-form'), {
      'Geldt vanaf': day(),
      'Minuten per keer': '75',
    });
    await press(page, 'Gesloten periode toevoegen');
    await fill(page.getByTestId('profile-form'), {
      'Gesloten 1: Eerste dag': day(40),
      'Gesloten 1: Laatste dag': day(41),
      'Gesloten 1: Waarom (mag leeg blijven)': 'verbouwing',
    });
    await press(page, 'Nieuwe versie bewaren');
    await page
      .getByText(/Versie 2, geldt vanaf/)
      .first()
      .waitFor();
    await page
      .getByText(/\b75\b/)
      .first()
      .waitFor();
    await page.getByTestId('closed-periods').getByText('verbouwing').waitFor();
    const marieke = await world().as('marieke.vanhoutte');
    const { rows } = await marieke(IntakeService, 'listFamilies', {
      branchCode: 'oostende',
      options: { search: 'dubois' },
    });
    const running = await marieke(IntakeService, 'getFamily', { id: rows[0]?.id ?? '' });
    expect(running.referrals.map((one) => one.profileVersion)).toEqual([1]);
    const fresh = await marieke(IntakeService, 'enterReferral', {
      referral: {
        branchCode: 'oostende',
        referrer: { kind: 'school', name: 'Juf Ilse' },
        contact: { familyName: 'Okafor', phone: '0470 31 31 31' },
        children: [{ firstName: 'Chidi' }],
      },
    });
    expect(fresh.profileVersion).toBe(2);
  });
}
