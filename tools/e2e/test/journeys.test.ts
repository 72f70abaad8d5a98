import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { consentThatHolds } from '../src/journeys/consents.ts';
import { decidingTogether } from '../src/journeys/deciding.ts';
import { theAccounts } from '../src/journeys/accounts.ts';
import { aGroupTogether } from '../src/journeys/group.ts';
import { theDoors } from '../src/journeys/doors.ts';
import { inAnEmergency } from '../src/journeys/emergency.ts';
import { theEmbeddedDefault } from '../src/journeys/embedded.ts';
import { aFirstPage } from '../src/journeys/first-page.ts';
import { aLink } from '../src/journeys/links.ts';
import { aReportAfterASession } from '../src/journeys/reports.ts';
import { theRoutes } from '../src/journeys/routes.ts';
import { aPartIsAway } from '../src/journeys/part-away.ts';
import { theProfile } from '../src/journeys/profile.ts';
import { whatGotStuck } from '../src/journeys/stuck.ts';
import { everyPage } from '../src/journeys/every-page.ts';
import { aReferralComesIn } from '../src/journeys/referrals.ts';
import { aSharedDevice } from '../src/journeys/shared-device.ts';
import { somebodyStops } from '../src/journeys/stopping.ts';
import { theFigures } from '../src/journeys/figures.ts';
import { theTriad } from '../src/journeys/triad.ts';
import { aTutorIsFound } from '../src/journeys/tutors.ts';
import { inTheFamilysLanguage } from '../src/journeys/family-languages.ts';
import { theUniversity } from '../src/journeys/university.ts';
import { everyWeek } from '../src/journeys/weekly.ts';
import { tokensIn } from '../src/seat.ts';
import { waysOutAndBack } from '../src/journeys/ways-out.ts';
import { whoReadsTooMuch } from '../src/journeys/watching.ts';
import { wordsForFamilies } from '../src/journeys/words-for-families.ts';
import { openWorld, type World } from '../src/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world?.close());

describe('1. a referral comes in', () => {
  aReferralComesIn(() => world);
});
describe('a form in the family’s language', () => {
  inTheFamilysLanguage(() => world);
});
describe('2. the first conversation, and deciding together', () => {
  decidingTogether(() => world);
});
describe('consent that holds', () => {
  consentThatHolds(() => world);
});
describe('ways out, and back', () => {
  waysOutAndBack(() => world);
});
describe('3. a tutor is found', () => {
  aTutorIsFound(() => world);
});
describe('4. every week', () => {
  everyWeek(() => world);
});
describe('a device that several people use', () => {
  aSharedDevice(() => world);
});
describe('5. the university', () => {
  theUniversity(() => world);
});
describe('6. the profile', () => {
  theProfile(() => world);
});
describe('7. somebody stops', () => {
  somebodyStops(() => world);
});
describe('8. a group', () => {
  aGroupTogether(() => world);
});
describe('9. parents, school and branch', () => {
  theTriad(() => world);
});
describe('10. figures', () => {
  theFigures(() => world);
});
describe('a report after a session', () => {
  aReportAfterASession(() => world);
});
describe('words for families', () => {
  wordsForFamilies(() => world);
});
describe('a part of a parent’s page is away', () => {
  aPartIsAway(() => world);
});
describe('in an emergency', () => {
  inAnEmergency(() => world);
});
describe('accounts', () => {
  theAccounts(() => world);
});
describe('the doors', () => {
  theDoors(() => world);
  theEmbeddedDefault(() => world);
  theRoutes(() => world);
  aLink(() => world);
});
describe('a first page', () => {
  aFirstPage(() => world);
});
describe('what got stuck', () => {
  whatGotStuck(() => world);
});
describe('who reads too much', () => {
  whoReadsTooMuch(() => world);
});
describe('every page is for everybody', () => {
  everyPage(() => world);
});

test('no screen had anything to complain of, and no token was in reach of one', async () => {
  for (const [who, seat] of world.seats) {
    expect([who, seat.complaints, await tokensIn(seat.page)]).toEqual([who, [], []]);
  }
});
