import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { decidingTogether } from '../src/journeys/deciding.ts';
import { aReferralComesIn } from '../src/journeys/referrals.ts';
import { tokensIn } from '../src/seat.ts';
import { openWorld, type World } from '../src/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world?.close());

describe('1. a referral comes in', () => aReferralComesIn(() => world));
describe('2. the first conversation, and deciding together', () => decidingTogether(() => world));

test('no screen had anything to complain of, and no token was in reach of one', async () => {
  for (const [who, seat] of world.seats) {
    expect([who, seat.complaints, await tokensIn(seat.page)]).toEqual([who, [], []]);
  }
});
