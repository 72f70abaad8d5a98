import { existsSync, mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import sparticuz from '@sparticuz/chromium';
import { chromium, type Browser } from 'playwright-core';

const installed = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:/Program Files/Google/Chrome/Application/chrome.exe',
  '/usr/bin/google-chrome',
  '/usr/bin/chromium',
];

// the package unpacks into the machine's temporary folder, under one name for every account there
const folder = fileURLToPath(new URL('../../../.katrol/browser', import.meta.url));

async function unpacked(): Promise<string> {
  const before = process.env['TMPDIR'];
  mkdirSync(folder, { recursive: true });
  process.env['TMPDIR'] = folder;
  try {
    return await sparticuz.executablePath();
  } finally {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  }
}

/** A real browser: the one from npm on Linux, an installed Chrome elsewhere. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath =
    process.platform === 'linux' ? await unpacked() : installed.find((p) => existsSync(p));
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
