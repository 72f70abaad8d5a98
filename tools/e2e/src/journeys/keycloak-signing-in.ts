import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import people from '@katrol/platform/people.json' with { type: 'json' };
import { openDirectory } from '@katrol/identity/directory';
import { findings, tooWide } from '../axe.ts';
import { wantsPictures } from '../config.ts';
import { arrived, goToSignIn, leave, typeCode, typePassword } from '../keycloak-hands.ts';
import type { KeycloakWorld } from '../keycloak-world.ts';
import { oneTimeCode } from '@katrol/demo/sign-in';

const picture = path.resolve(
  fileURLToPath(import.meta.url),
  '../../../../../docs/screenshots/aanmelden-keycloak.png',
);
// one of each, a tutor of each kind; with a code, or without
const everyone: [username: string, withCode: boolean][] = [
  ['marieke.vanhoutte', true],
  ['lotte.demeyere', false],
  ['guido.tanghe', false],
  ['els.casteleyn', false],
  ['karim.ramdani', false],
  ['hilde.quintelier', true],
];

/** Everybody signs in at Keycloak, and out again. */
export function theSignInPage(world: () => KeycloakWorld): void {
  test('the page is Dutch, like the portal, for all, and speaks French and English', async () => {
    const { page, context } = await world().visitor();
    const looks = (selector: string, of: string[]) =>
      page
        .locator(selector)
        .first()
        .evaluate(
          (element, names) => names.map((name) => getComputedStyle(element).getPropertyValue(name)),
          of,
        );
    const portal = [
      await looks('body', ['background-color', 'color', 'font-family']),
      await looks('.brand', ['color', 'font-weight']),
    ];
    await goToSignIn(page);
    expect([await page.title(), await page.locator('html').getAttribute('lang')]).toEqual([
      'Inloggen bij Katrol',
      'nl',
    ]);
    expect([
      await looks('body', ['background-color', 'color', 'font-family']),
      await looks('#kc-header-wrapper', ['color', 'font-weight']),
    ]).toEqual(portal);
    expect(await findings(page)).toEqual([]);
    if (wantsPictures()) await page.screenshot({ path: picture, animations: 'disabled' });
    await page.setViewportSize({ width: 360, height: 740 });
    expect([await tooWide(page), await findings(page)]).toEqual([false, []]);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await findings(page)).toEqual([]);
    for (const [label, lang, title] of [
      ['Français', 'fr', 'Se connecter'],
      ['English', 'en', 'Sign in'],
    ] as const) {
      await page.locator('#login-select-toggle').selectOption({ label });
      await page.waitForFunction((wanted) => document.documentElement.lang === wanted, lang);
      expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe(title);
      expect(await findings(page)).toEqual([]);
    }
    await context.close();
  });

  test.each(everyone)(
    '%s signs in with a password (and a one-time code: %s), and out again',
    async (username, withCode) => {
      const { keys, visitor } = world();
      const { page, context } = await visitor();
      const person = people.find((one) => one.username === username);
      await goToSignIn(page);
      await typePassword(page, username, 'niet het juiste wachtwoord');
      await page.getByText('Gebruikersnaam of wachtwoord klopt niet.').waitFor();
      await typePassword(page, username, keys.password);
      if (withCode) {
        await page.getByLabel('Eenmalige code').waitFor();
        expect(await findings(page)).toEqual([]);
        await typeCode(page, keys.codeKey);
      }
      expect(await arrived(page)).toEqual({
        subject: person?.subject,
        name: person?.name,
        roles: person?.roles,
        branches: person?.branches,
        university: person?.university ?? '',
      });
      await leave(page);
      // gone at Keycloak too: who comes next is asked again
      await goToSignIn(page);
      expect((await page.request.get('/auth/me')).status()).toBe(401);
      await context.close();
    },
  );
}

/** Somebody new: a password of one's own, and for who sees families the phone. */
export function theFirstTime(world: () => KeycloakWorld): void {
  test('an invited coordinator sets a password and a phone at the first sign-in', async () => {
    const { server, issuer, parameters, visitor } = world();
    const directory = openDirectory({
      adminUrl: `${server.url}/admin/realms/katrol`,
      tokenUrl: `${issuer}/protocol/openid-connect/token`,
      clientId: 'katrol-directory',
      clientSecret: parameters.directorySecret,
    });
    const invited = await directory.invite({
      username: 'wanda.nieuwland',
      name: 'Wanda Nieuwland',
      email: 'wanda@voorbeeld.example',
      roles: ['coordinator'],
      branches: ['oostende'],
      university: undefined,
    });
    const { page, context } = await visitor();
    await goToSignIn(page);
    await typePassword(page, 'wanda.nieuwland', invited.oneTimePassword);
    await page.getByRole('heading', { name: 'Eenmalige code instellen' }).waitFor();
    expect(await findings(page)).toEqual([]);
    await page.locator('#mode-manual').click();
    const key = (await page.locator('#kc-totp-secret-key').innerText()).replaceAll(' ', '');
    await page.locator('#totp').fill(oneTimeCode(key));
    await page.locator('#userLabel').fill('mijn telefoon');
    await page.locator('#saveTOTPBtn').click();
    await page.getByRole('heading', { name: 'Kies je eigen wachtwoord' }).waitFor();
    expect(await findings(page)).toEqual([]);
    const choose = async (password: string) => {
      await page.locator('#password-new').fill(password);
      await page.locator('#password-confirm').fill(password);
      await page.getByRole('button', { name: /Verzenden/ }).click();
    };
    await choose('te kort');
    await page.getByText('Te kort: neem minstens 12 tekens, een zin mag.').first().waitFor();
    await choose('een zin die ik zelf onthoud');
    expect(await arrived(page)).toMatchObject({
      subject: invited.person.subject,
      name: 'Wanda Nieuwland',
      roles: ['coordinator'],
      branches: ['oostende'],
    });
    await context.close();
  });
}
