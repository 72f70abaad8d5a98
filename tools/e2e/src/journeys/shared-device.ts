import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import type { BrowserContext, Page } from 'playwright-core';
import { MatchingService } from '@katrol/proto/katrol/matching/v1/service_pb';
import { day } from '../day.ts';
import { fill, press, tap, textOf } from '../hands.ts';
import { PHONE, settled, signIn, takeSeat } from '../seat.ts';
import { behindItsBack } from '../superuser.ts';
import type { World } from '../world.ts';

const LOTTE = 'lotte.demeyere';
const ANOTHER = 'guido.tanghe';
// longer than the pause after which what is typed is kept
const KEPT_MS = 1_200;

/** What a person types or sees on a device is theirs: not of who comes after them. */
export function aSharedDevice(world: () => World): void {
  ofNobody(world);
  ofOnePerson(world);
  offline(world);
  whoLeft(world);
}

function ofNobody(world: () => World): void {
  const form = '/aanmelden/oostende?wie=derde';
  const offers = async (page: Page) => {
    await page.goto(form);
    await page.getByTestId('referral-form').waitFor();
    await page.waitForTimeout(300);
    return await page.getByTestId('draft-offer').count();
  };

  test('the public form keeps what is typed in its tab, and on the device only if asked', async () => {
    const { platform, browser } = world();
    const { context, page } = await takeSeat(browser, { url: platform.url, size: PHONE });
    expect(await offers(page)).toBe(0);
    await page.getByLabel('Voornaam').first().fill('Halfgetypt');
    await page.waitForTimeout(KEPT_MS);
    expect(await offers(page)).toBe(1);
    const next = await context.newPage();
    expect(await offers(next)).toBe(0);
    expect(await kept(next)).not.toContain('Halfgetypt');

    await page.getByRole('button', { name: 'Verder met mijn klad' }).click();
    await page.getByLabel(/zeven dagen op dit toestel/).check();
    await page.waitForTimeout(KEPT_MS);
    expect(await offers(next)).toBe(1);
    await next.getByRole('button', { name: 'Klad weggooien' }).click();
    await next.waitForTimeout(300);
    expect(await offers(await context.newPage())).toBe(0);
    await context.close();
  });
}

/** What any page of this browser could read without a key: the storages, in words. */
const kept = (page: Page): Promise<string> =>
  page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));

/** Ends the session of this browser as an operator or a clock does: behind its back. */
async function endSession({ platform }: World, context: BrowserContext): Promise<void> {
  const secret = (await context.cookies(platform.url)).find((c) => c.name === 'katrol')?.value;
  const id = createHash('sha256')
    .update(secret ?? '')
    .digest('hex');
  await behindItsBack(platform, 'gateway', async (admin) => {
    expect((await admin.query('delete from session where id = $1', [id])).rowCount).toBe(1);
  });
}

function ofOnePerson(world: () => World): void {
  const words = 'Ik weet niet of ik dit volhoud.';

  test('a session that ended clears the screen; the draft waits for who typed it', async () => {
    const { platform, browser } = world();
    const seat = await takeSeat(browser, { url: platform.url, username: LOTTE, size: PHONE });
    const { page, context, open } = seat;
    await open('/mijn-reflecties');
    await fill(page, { 'Wat hield je bezig?': words });
    await endSession(world(), context);
    // a question of the page itself may have noticed it before she saves
    await page
      .getByRole('button', { name: 'Bewaren voor mezelf' })
      .click({ timeout: 3_000 })
      .catch(() => undefined);
    await page.getByRole('heading', { name: 'Je sessie is afgelopen' }).waitFor();
    expect(await page.content()).not.toContain(words);
    // the provider knows her still, and asks who it is all the same
    await page.getByRole('link', { name: 'Opnieuw inloggen' }).click();
    await page.locator('button', { hasText: 'Guido' }).first().waitFor();

    await context.clearCookies();
    await open('/');
    await signIn(page, ANOTHER);
    await open('/mijn-reflecties');
    await page.getByLabel('Wat hield je bezig?').waitFor();
    await page.waitForTimeout(300);
    expect(await page.getByTestId('draft-offer').count()).toBe(0);

    await context.clearCookies();
    await open('/');
    await signIn(page, LOTTE);
    await open('/mijn-reflecties');
    await page.getByRole('button', { name: 'Verder met mijn klad' }).click();
    expect(await page.getByLabel('Wat hield je bezig?').inputValue()).toBe(words);
    await context.close();
  });
}

function offline(world: () => World): void {
  const held = async () => {
    const lotte = await world().as(LOTTE);
    const { trajectories } = await lotte(MatchingService, 'listMyTrajectories', {});
    const whole = await lotte(MatchingService, 'getTrajectory', { id: trajectories[0]?.id ?? '' });
    return whole.sessions.filter((one) => one.status === 'held').length;
  };

  test('a log that waits for a network waits for its tutor, whoever signs in meanwhile', async () => {
    const { platform, browser } = world();
    const seat = await takeSeat(browser, { url: platform.url, username: LOTTE, size: PHONE });
    const { page, context, open } = seat;
    const before = await held();
    await page.getByTestId('log-session').click();
    await page.getByTestId('log-form').waitFor();
    await page.waitForTimeout(3_000);
    await context.setOffline(true);
    await tap(page.getByTestId('log-form'), 'Wat hebben jullie gedaan?', ['gespeeld']);
    await fill(page.getByTestId('log-form'), { Datum: day(-3) });
    await press(page.getByTestId('log-form'), 'Bewaren');
    await page.getByText(/Het blijft op dit toestel tot .*Alleen jij/).waitFor();

    // signs out as soon as there is a network, before anything could be sent
    await page.route('**/LogSession', (route) => route.abort());
    await context.setOffline(false);
    await page.evaluate(() =>
      document.querySelector<HTMLElement>('[data-testid=sign-out]')?.click(),
    );
    await page.getByTestId('sign-in').waitFor();
    await page.unroute('**/LogSession');

    await context.clearCookies();
    await open('/');
    await signIn(page, ANOTHER);
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await open('/');
    await page.waitForTimeout(4_000);
    expect(asked.filter((url) => url.includes('LogSession'))).toEqual([]);
    expect(await page.getByTestId('offline-notice').count()).toBe(0);
    expect(await held()).toBe(before);

    // a page of hers that is still open does nothing in the name of who is here now
    const as = (subject: string) =>
      page.evaluate(
        async (person) =>
          (
            await fetch('/api/katrol.matching.v1.MatchingService/ListMyTrajectories', {
              method: 'POST',
              headers: {
                'content-type': 'application/json',
                'x-katrol': 'portal',
                'x-katrol-person': person,
              },
              body: '{}',
            })
          ).status,
        subject,
      );
    const me = await page.evaluate(
      async () => ((await (await fetch('/auth/me')).json()) as { subject: string }).subject,
    );
    expect([await as(me), await as('somebody-else')]).toEqual([200, 401]);

    await context.clearCookies();
    await open('/');
    await signIn(page, LOTTE);
    await page.getByText('Je verslag is nu verstuurd.').waitFor();
    expect(await held()).toBe(before + 1);
    await context.close();
  });
}

function whoLeft(world: () => World): void {
  test('who signs out in one tab leaves nothing in another, nor behind "back"', async () => {
    const { platform, browser } = world();
    const seat = await takeSeat(browser, { url: platform.url, username: 'marieke.vanhoutte' });
    const { page, context, open } = seat;
    await open('/gezinnen');
    await page.getByText('El Amrani').first().waitFor();
    const tab = await context.newPage();
    await tab.goto('/gezinnen');
    await tab.getByText('El Amrani').first().waitFor();
    await page.getByTestId('sign-out').locator('visible=true').first().click();
    await page.getByTestId('sign-in').waitFor();
    await tab.getByText('El Amrani').first().waitFor({ state: 'detached' });
    await settled(tab);
    expect(await textOf(tab)).not.toContain('El Amrani');
    await page.goBack();
    await page.waitForTimeout(500);
    expect(await textOf(page)).not.toContain('El Amrani');
    await context.close();
  });

  test('who signs out everywhere is signed out on every device', async () => {
    const { platform, browser } = world();
    const [here, there] = [
      await takeSeat(browser, { url: platform.url, username: ANOTHER }),
      await takeSeat(browser, { url: platform.url, username: ANOTHER }),
    ];
    await there.open('/mijn-reflecties');
    await here.page.getByTestId('sign-out-everywhere').locator('visible=true').first().click();
    await here.page.getByTestId('sign-in').waitFor();
    await fill(there.page, { 'Wat hield je bezig?': 'Nog iets.' });
    await press(there.page, 'Bewaren voor mezelf');
    await there.page.getByRole('heading', { name: 'Je sessie is afgelopen' }).waitFor();
    await here.context.close();
    await there.context.close();
  });

  test('a page that the browser keeps whole is kept empty, and begins anew', async () => {
    const { platform, browser } = world();
    const seat = await takeSeat(browser, { url: platform.url, username: 'marieke.vanhoutte' });
    const { page, context, open } = seat;
    await open('/gezinnen');
    await page.getByText('El Amrani').first().waitFor();
    // the browser of the tests keeps no pages: what others tell a page, it is told here
    const told = (name: string) =>
      page.evaluate(
        (type) => window.dispatchEvent(new PageTransitionEvent(type, { persisted: true })),
        name,
      );
    await told('pagehide');
    expect(await page.getByText('El Amrani').first().isVisible()).toBe(false);
    await context.clearCookies();
    await told('pageshow');
    await settled(page);
    expect(await page.content()).not.toContain('El Amrani');
    await context.close();
  });
}
