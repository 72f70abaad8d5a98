import { existsSync } from 'node:fs';
import sparticuz from '@sparticuz/chromium';
import { chromium, type Browser } from 'playwright-core';

const installed = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:/Program Files/Google/Chrome/Application/chrome.exe',
  '/usr/bin/google-chrome',
  '/usr/bin/chromium',
];

/** A real browser: the one from npm on Linux, an installed Chrome elsewhere. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath =
    process.platform === 'linux'
      ? await sparticuz.executablePath()
      : installed.find((p) => existsSync(p));
  if (!executablePath) throw new Error('no browser: install Google Chrome');
  return await chromium.launch({
    executablePath,
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-dev-shm-usage',
    ],
  });
}
