import { parseArgs } from 'node:util';
import { launchBrowser } from '@katrol/e2e/browser';
import { startPlatform } from '@katrol/e2e/platform';
import { callAs } from '@katrol/e2e/portal-client';
import { watchPaints, watchWire } from '@katrol/e2e/paints';
import { PHONE, settled, takeSeat } from '@katrol/e2e/seat';
import { LinkService } from '@katrol/proto/katrol/gateway/v1/links_pb';
import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import type { Browser, CDPSession } from 'playwright-core';

// First pages as a phone meets them: slow 4G (1.6 Mbit/s, 150 ms) and a processor four times
// slower, nothing kept from before. Measures a platform of its own, or the one at --url.
const SLOW_4G = { latency: 150, downloadThroughput: 180_000, uploadThroughput: 84_000 };
const SLOWER = 4;
const AFTERWARDS_MS = 5_000;

const pages = [
  { path: '/', username: '' },
  { path: '/aanmelden/oostende', username: '' },
  { path: '/aanmelden/oostende?wie=gezin', username: '' },
  { path: '/', username: 'lotte.demeyere' },
  { path: '/', username: 'marieke.vanhoutte' },
  { path: '/gezinnen', username: 'marieke.vanhoutte' },
];
type Measured = (typeof pages)[number];

const { values } = parseArgs({ options: { url: { type: 'string' } } });
const platform = values.url ? undefined : await startPlatform();
const url = values.url ?? platform?.url ?? '';
const browser = await launchBrowser();
try {
  const operator = await callAs(url, 'hilde.quintelier');
  const branch = {
    code: 'oostende',
    name: 'Oostende',
    validFrom: '2020-01-01',
    anchorName: 'Lien',
  };
  const opening = { branch, preset: 'de-katrol' } as const;
  await operator(IntakeService, 'openBranch', opening, 'open-branch-oostende');
  const rows: string[][] = [];
  for (const page of [...pages, await parentsLink()]) rows.push(await measure(browser, page));
  const head = [
    'page',
    'something stands',
    'largest piece',
    'usable',
    'layout shift',
    'script until usable',
    'script in all',
    'style',
    'requests',
  ];
  for (const row of [head, ...rows]) process.stdout.write(`| ${row.join(' | ')} |\n`);
} finally {
  await browser.close();
  await platform?.stop();
}

/** The own page of a parent, as its link opens it. */
async function parentsLink(): Promise<Measured> {
  const marieke = await callAs(url, 'marieke.vanhoutte');
  const { familyId } = await marieke(IntakeService, 'enterReferral', {
    referral: {
      branchCode: 'oostende',
      referrer: { kind: 'school', name: 'Juf Ilse' },
      contact: { familyName: 'Haddad', phone: '0470 11 22 33', language: 'ar' },
      children: [{ firstName: 'Amina', grade: 'L3', school: 'De Regenboog' }],
    },
  });
  const { parents } = await marieke(IntakeService, 'getFamily', { id: familyId });
  const { secret } = await marieke(LinkService, 'giveLink', {
    branchCode: 'oostende',
    kind: 'parent-page',
    objectId: familyId,
    personId: parents[0]?.id ?? '',
    language: 'ar',
    question: { question: 'picture', picture: 'star' },
  });
  return { path: `/link#${secret}`, username: '' };
}

async function measure(on: Browser, { path, username }: Measured): Promise<string[]> {
  const seat = await takeSeat(on, { url, size: PHONE, ...(username ? { username } : {}) });
  const page = await seat.context.newPage();
  await watchPaints(page);
  const wire = await slowed(await seat.context.newCDPSession(page));
  const since = performance.now();
  await page.goto(path, { waitUntil: 'commit', timeout: 60_000 });
  await settled(page);
  const usable = performance.now() - since;
  const needed = wire.bytes('Script');
  await page.waitForTimeout(AFTERWARDS_MS);
  const { first, largest, shift } = await page.evaluate(() => ({ ...window.paints }));
  await seat.context.close();
  return [
    `${username || 'nobody'} ${path.split('#')[0]}`,
    `${Math.round(first)} ms`,
    `${Math.round(largest)} ms`,
    `${Math.round(usable)} ms`,
    shift.toFixed(3),
    kilobytes(needed),
    kilobytes(wire.bytes('Script')),
    kilobytes(wire.bytes('Stylesheet')),
    String(wire.requests()),
  ];
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1_000).toFixed(0)} kB`;
}

async function slowed(cdp: CDPSession) {
  const wire = await watchWire(cdp);
  await cdp.send('Network.emulateNetworkConditions', { offline: false, ...SLOW_4G });
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
  return wire;
}
