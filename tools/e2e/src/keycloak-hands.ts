import type { Page } from 'playwright-core';
import { oneTimeCode } from '@katrol/demo/sign-in';

const PERIOD_MS = 30_000;

/** From the portal's first page to the page that asks who one is. */
export async function goToSignIn(page: Page): Promise<void> {
  await page.goto('/');
  await page.getByTestId('sign-in').click();
  await page.getByLabel('Gebruikersnaam of e-mailadres').waitFor();
}

export async function typePassword(page: Page, username: string, password: string): Promise<void> {
  await page.getByLabel('Gebruikersnaam of e-mailadres').fill(username);
  await page.getByLabel('Wachtwoord', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Inloggen', exact: true }).click();
}

/**
 * Types the code that the phone shows; one that was just used is waited out, because it works once.
 */
export async function typeCode(page: Page, codeKey: string): Promise<void> {
  const field = page.getByLabel('Eenmalige code');
  await field.fill(oneTimeCode(codeKey));
  await page.getByRole('button', { name: 'Inloggen', exact: true }).click();
  const used = page.getByText('Deze code klopt niet');
  await Promise.race([
    page.waitForURL((url) => !url.pathname.startsWith('/realms/')),
    used.waitFor(),
  ]);
  if (!(await used.isVisible().catch(() => false))) return;
  await page.waitForTimeout(PERIOD_MS - (Date.now() % PERIOD_MS) + 500);
  await field.fill(oneTimeCode(codeKey));
  await page.getByRole('button', { name: 'Inloggen', exact: true }).click();
}

/** Waits until the portal knows who it is, and gives what it knows. */
export async function arrived(page: Page): Promise<{
  subject: string;
  name: string;
  roles: string[];
  branches: string[];
  university: string;
}> {
  await page.getByTestId('sign-out').first().waitFor({ state: 'attached' });
  return await page.evaluate(
    async () =>
      (await (await fetch('/auth/me')).json()) as {
        subject: string;
        name: string;
        roles: string[];
        branches: string[];
        university: string;
      },
  );
}

/** Signs out by the button of the portal, and waits for the page that everybody sees. */
export async function leave(page: Page): Promise<void> {
  await page.getByTestId('sign-out').first().click();
  await page.getByTestId('sign-in').waitFor();
}
