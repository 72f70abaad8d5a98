import type { Browser, BrowserContext, ConsoleMessage, Page } from 'playwright-core';
import people from '@katrol/platform/people.json' with { type: 'json' };

export type Size = { width: number; height: number };
export const DESK: Size = { width: 1280, height: 900 };
export const PHONE: Size = { width: 360, height: 740 };

export type Seat = {
  page: Page;
  context: BrowserContext;
  /** what the console complained of, 401 of "who am I" left out */
  complaints: string[];
  /** opens an address of the portal and waits until its title stands there */
  open(path: string): Promise<void>;
};

export type SeatSetup = { url: string; username?: string; size?: Size; locale?: string };

const expected = (message: ConsoleMessage): boolean =>
  message.text().includes('401') && message.location().url.endsWith('/auth/me');

/**
 * A person of the demonstration at a screen of their own, signed in by clicking their name; without
 * a username nobody is signed in.
 */
export async function takeSeat(
  browser: Browser,
  { url, username, size = DESK, locale = 'nl-BE' }: SeatSetup,
): Promise<Seat> {
  const context = await browser.newContext({
    viewport: size,
    locale,
    timezoneId: 'Europe/Brussels',
    baseURL: url,
    acceptDownloads: true,
    reducedMotion: 'reduce',
  });
  // a machine may be slow; what is wrong stays wrong
  context.setDefaultTimeout(40_000);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && !expected(message))
      complaints.push(`${message.text()} ${message.location().url}`);
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  const open = async (path: string): Promise<void> => {
    await page.goto(path);
    await settled(page).catch((cause: unknown) => {
      const said = complaints.slice(-3).join('; ');
      throw new Error(`${path} does not come: ${(cause as Error).message} ${said}`, { cause });
    });
  };
  await open('/');
  if (username) await signIn(page, username);
  return { page, context, complaints, open };
}

/** Waits until the title stands there and nothing is still in the shape of what comes. */
export async function settled(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.waitForFunction(() => !document.querySelector('.mantine-Skeleton-root'));
}

/** Signs in on a page where nobody is, by clicking the name. */
export async function signIn(page: Page, username: string): Promise<void> {
  const person = people.find((one) => one.username === username);
  if (!person) throw new Error(`nobody is called ${username}`);
  await page.getByTestId('sign-in').click();
  await page.locator(`button[value="${person.subject}"]`).first().click();
  await page.getByTestId('sign-out').first().waitFor({ state: 'attached' });
}

/** Anything that looks like a token in what a page can read: its storages and its own text. */
export async function tokensIn(page: Page): Promise<string[]> {
  const readable = await page.evaluate(() =>
    JSON.stringify([
      { ...localStorage },
      { ...sessionStorage },
      document.cookie,
      document.documentElement.outerHTML,
    ]),
  );
  return readable.match(/eyJ[\w-]{10,}/g) ?? [];
}
