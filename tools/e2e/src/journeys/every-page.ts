import { expect, test } from '@jest/globals';
import { PeopleService } from '@katrol/proto/katrol/gateway/v1/people_pb';
import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import { MatchingService } from '@katrol/proto/katrol/matching/v1/service_pb';
import { ReportingService } from '@katrol/proto/katrol/reporting/v1/service_pb';
import { VolunteerTrainingService } from '@katrol/proto/katrol/volunteer_training/v1/service_pb';
import type { Page } from 'playwright-core';
import { findings, tooWide } from '../axe.ts';
import { DESK, PHONE, settled, takeSeat, type Seat } from '../seat.ts';
import type { World } from '../world.ts';

const LANGUAGES = ['nl', 'fr', 'en'];

// role -> person -> addresses; {A} and the like stand for ids that the journeys made
const PAGES: [string, string, string[]][] = [
  [
    'somebody without an account',
    '',
    [
      '/',
      '/aanmelden/oostende',
      '/aanmelden/oostende?wie=gezin',
      '/aanmelden/geraardsbergen?wie=derde',
      '/nergens',
      '/gezinnen',
    ],
  ],
  [
    'coordinator, what asks for them and families',
    'marieke.vanhoutte',
    [
      '/',
      '/aanmeldingen',
      '/aanmeldingen/nieuw',
      '/aanmeldingen/inladen',
      '/gezinnen',
      '/gezinnen/{inSupport}',
      '/gezinnen/{waiting}?doe=decide',
      '/gezinnen/{fresh}?doe=plan',
      '/gezinnen/{fresh}?doe=visit',
      '/gezinnen/{fresh}?doe=close',
      '/leerjaren',
      '/gezinnen/{inSupport}/wie-keek-mee',
      '/gezinnen/{inSupport}/wie-keek-mee?taal=ar',
    ],
  ],
  [
    'coordinator of another branch, in an emergency',
    'bram.roelandts',
    ['/noodtoegang', '/gezinnen/{inSupport}'],
  ],
  [
    'coordinator, around them',
    'marieke.vanhoutte',
    [
      '/wachtlijst',
      '/wachtlijst?open={waiting}',
      '/toeleidingen',
      '/sociale-kaart',
      '/sociale-kaart?open=new',
      '/scholen',
      '/scholen?open=new',
      '/overleg',
      '/signalen',
      '/cijfers',
      '/cijfers?taal=other&periode=three_school_years',
      '/cijfers/referrals',
      '/werking-toetsen',
      '/studenten-op-komst',
      '/talen-voor-gezinnen',
      '/talen-voor-gezinnen/ti?toon=missing',
      '/begeleiders',
      '/begeleiders/inladen',
      '/begeleiders/nieuw',
      '/begeleiders/{tutor}',
      '/vormingen',
      '/koppelen',
      '/trajecten',
      '/werkingsprofiel',
    ],
  ],
  ['tutor', 'lotte.demeyere', ['/', '/plan/{trajectory}', '/mijn-reflecties', '/werkingsprofiel']],
  ['lecturer-coach', 'els.casteleyn', ['/studenten', '/reflecties']],
  ['placement officer', 'karim.ramdani', ['/studenten', '/uren', '/rooster', '/verslagen']],
  ['policy reader', 'roos.maenhaut', ['/', '/verslagen/{release}']],
  [
    'operator',
    'hilde.quintelier',
    [
      '/werkingen',
      '/hogescholen',
      '/medewerkers',
      '/medewerkers/{account}',
      '/vastgelopen',
      '/ongewoon-inzien',
      '/verslagen',
      '/werkingsprofiel?werking=oostende',
    ],
  ],
];

async function known(world: World): Promise<Record<string, string>> {
  const [marieke, lotte] = [await world.as('marieke.vanhoutte'), await world.as('lotte.demeyere')];
  const family = async (search: string) =>
    (await marieke(IntakeService, 'listFamilies', { branchCode: 'oostende', options: { search } }))
      .rows[0]?.id ?? '';
  const {
    rows: [account],
  } = await (
    await world.as('hilde.quintelier')
  )(PeopleService, 'listPeople', { options: { search: 'marieke.vanhoutte' } });
  const { rows } = await marieke(VolunteerTrainingService, 'listTutors', {
    branchCode: 'oostende',
    options: {},
  });
  const { releases } = await marieke(ReportingService, 'listReleases', {});
  const { trajectories } = await lotte(MatchingService, 'listMyTrajectories', {});
  return {
    inSupport: await family('el amrani'),
    waiting: await family('dubois'),
    fresh: await family('okafor'),
    tutor: rows.find((one) => one.firstName === 'Lotte')?.id ?? '',
    trajectory: trajectories[0]?.id ?? '',
    account: account?.subject ?? '',
    release: releases[0]?.id ?? '',
  };
}

async function speak(page: Page, language: string): Promise<void> {
  await page.evaluate((one) => {
    for (const button of document.querySelectorAll<HTMLButtonElement>(
      `.languages button[lang="${one}"]`,
    ))
      button.click();
  }, language);
  await page.locator(`html[lang=${language}]`).waitFor();
  await settled(page);
}

// the others on a phone alone, where words have the least room
const LOOKS = [
  ['nl', DESK],
  ['nl', PHONE],
  ['fr', PHONE],
  ['en', PHONE],
] as const;

async function look(
  { page }: Seat,
  path: string,
  found: Record<string, string[]>,
): Promise<number> {
  let runs = 0;
  for (const [language, size] of LOOKS) {
    await speak(page, language);
    await page.setViewportSize(size);
    await page.waitForTimeout(60);
    const said = await findings(page);
    runs += 1;
    if (await tooWide(page)) said.push('wider than the screen');
    if (said.length) found[`${path} ${language} ${size.width}`] = said;
  }
  return runs;
}

type Seen = { runs: number; found: Record<string, string[]>; complaints: string[] };

async function walk(
  world: World,
  [, username, paths]: (typeof PAGES)[number],
  ids: Record<string, string>,
): Promise<Seen> {
  const seat = await takeSeat(world.browser, { url: world.platform.url, username });
  const seen: Seen = { runs: 0, found: {}, complaints: seat.complaints };
  for (const path of paths) {
    await seat.page.setViewportSize(DESK);
    await seat.open(path.replace(/\{(\w+)\}/, (_, name: string) => ids[name] ?? name));
    await seat.page.waitForTimeout(250);
    seen.runs += await look(seat, path, seen.found);
  }
  await seat.context.close();
  return seen;
}

/**
 * Every page of the six steps, with data on it, in all languages, in Dutch at both widths: axe finds
 * nothing.
 */
export function everyPage(world: () => World): void {
  test('all pages of all roles', async () => {
    const ids = await known(world());
    const queue = [...PAGES];
    const seen: Record<string, Seen> = {};
    // two at a time: a page under axe keeps one core busy
    const walker = async (): Promise<void> => {
      for (let row = queue.shift(); row; row = queue.shift())
        seen[row[0]] = await walk(world(), row, ids);
    };
    await Promise.all([walker(), walker()]);
    const fine = ([role, , paths]: (typeof PAGES)[number]): [string, Seen] => [
      role,
      { runs: paths.length * LOOKS.length, found: {}, complaints: [] },
    ];
    expect(seen).toEqual(Object.fromEntries(PAGES.map(fine)));
  }, 900_000);

  test('the page on which one signs in', async () => {
    const { page, context } = await takeSeat(world().browser, { url: world().platform.url });
    const found: Record<string, string[]> = {};
    for (const language of LANGUAGES) {
      await page.goto(`/auth/sign-in?ui_locales=${language}`);
      await page.locator(`html[lang=${language}]`).waitFor();
      for (const size of [DESK, PHONE]) {
        await page.setViewportSize(size);
        const said = await findings(page);
        if (await tooWide(page)) said.push('wider than the screen');
        if (said.length) found[`${language} ${size.width}`] = said;
      }
    }
    expect(found).toEqual({});
    await context.close();
  });
}
