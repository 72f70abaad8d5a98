import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import { VolunteerTrainingService } from '@katrol/proto/katrol/volunteer_training/v1/service_pb';
import { launchBrowser } from './browser.ts';
import { wantsPictures } from './config.ts';
import { startPlatform, type Platform } from './platform.ts';
import { callAs, type Caller } from './portal-client.ts';
import { takeSeat, DESK, PHONE, type Seat, type Size } from './seat.ts';

const pictures = path.resolve(fileURLToPath(import.meta.url), '../../../../docs/screenshots');

export type World = {
  platform: Platform;
  browser: Browser;
  /** the seat of a person, kept between journeys; '' is somebody without an account */
  seat(username: string, size?: Size): Promise<Seat>;
  seats: Map<string, Seat>;
  /** the portal's API as a person: to prepare, and to look behind the screen */
  as(username: string): Promise<Caller>;
  /** keeps pictures of the page at desk and phone width, when KATROL_SCREENSHOTS=1 */
  picture(page: Page, name: string, sizes?: ('1280' | '360')[]): Promise<void>;
  close(): Promise<void>;
};

/** A consortium of two branches and two universities on a platform of its own, and a browser. */
export async function openWorld(): Promise<World> {
  const platform = await startPlatform({ PUBLIC_SUBMITS_A_MINUTE: '1000' });
  const browser = await launchBrowser();
  const seats = new Map<string, Seat>();
  const callers = new Map<string, Promise<Caller>>();
  const as = (username: string): Promise<Caller> => {
    const known = callers.get(username) ?? callAs(platform.url, username);
    callers.set(username, known);
    return known;
  };
  await prepare(await as('hilde.quintelier'));
  return {
    platform,
    browser,
    seats,
    as,
    seat: async (username, size = DESK) => {
      const kept = `${username} ${size.width}`;
      const seat =
        seats.get(kept) ?? (await takeSeat(browser, { url: platform.url, username, size }));
      seats.set(kept, seat);
      return seat;
    },
    picture,
    close: async () => {
      await browser.close();
      await platform.stop();
    },
  };
}

async function prepare(operator: Caller): Promise<void> {
  const branches = [
    {
      code: 'oostende',
      name: 'Oostende',
      municipalities: ['35013'],
      anchorName: 'Marieke',
      anchorPhone: '059 55 01 01',
      cell: { x: 100, y: 420 },
      preset: 'de-katrol',
    },
    {
      code: 'geraardsbergen',
      name: 'Geraardsbergen',
      municipalities: ['41018'],
      anchorName: 'Bram',
      anchorPhone: '054 55 01 02',
      cell: { x: 220, y: 330 },
      preset: 'sam-geraardsbergen',
    },
  ] as const;
  for (const { preset, municipalities, ...branch } of branches)
    await operator(
      IntakeService,
      'openBranch',
      {
        branch: { ...branch, municipalities: [...municipalities], validFrom: '2020-01-01' },
        preset,
      },
      `open-branch-${branch.code}`,
    );
  for (const [code, name] of [
    ['hogent', 'HOGENT'],
    ['vives', 'VIVES'],
  ]) {
    await operator(
      VolunteerTrainingService,
      'keepUniversity',
      { university: { code, name, validFrom: '2020-01-01' } },
      `keep-university-${code}`,
    );
  }
}

async function picture(
  page: Page,
  name: string,
  sizes: ('1280' | '360')[] = ['1280'],
): Promise<void> {
  if (!wantsPictures()) return;
  mkdirSync(pictures, { recursive: true });
  const before = page.viewportSize() ?? DESK;
  for (const size of sizes) {
    await page.setViewportSize(size === '360' ? PHONE : DESK);
    await page.evaluate(() => window.scrollTo(0, 0));
    await page.mouse.move(0, 0);
    await page.waitForTimeout(400);
    await page.screenshot({
      style: '.mantine-Notifications-root { display: none }',
      path: path.join(pictures, size === '1280' ? `${name}.png` : `${name}-360.png`),
      animations: 'disabled',
    });
  }
  await page.setViewportSize(before);
}
