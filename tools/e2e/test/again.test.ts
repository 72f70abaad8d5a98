import { expect, test } from '@jest/globals';
import { askingAgain } from '@katrol/portal/again';
import { answerOf } from '@katrol/portal/refusal';

const refusedWith = async (status: number, headers: Record<string, string> = {}) =>
  await answerOf(new Response(JSON.stringify({ code: 'unavailable' }), { status, headers })).then(
    () => undefined,
    (error: unknown) => error,
  );

/** How often a read that never succeeds is asked, the first time included. */
const timesAsked = (again: ReturnType<typeof askingAgain>, error: unknown): number => {
  let times = 1;
  while (again.retry(times - 1, error)) times += 1;
  return times;
};

test('R16 one read is asked three times at most, and all reads share one allowance', async () => {
  const error = await refusedWith(503);
  expect(timesAsked(askingAgain(), error)).toBe(3);
  let now = 0;
  const again = askingAgain(() => now);
  let all = 0;
  // thirty seconds in which a screen asks four times a second
  for (let n = 0; n < 120; n++, now += 250) all += timesAsked(again, error);
  expect(all).toBeLessThanOrEqual(120 * 1.1);
  now += 60_000;
  expect(timesAsked(again, error)).toBe(3);
});

test('R16 nothing is asked again before the answer said so, nor for a plain no', async () => {
  const again = askingAgain();
  const waits = Array.from({ length: 20 }, async () =>
    again.retryDelay(0, await refusedWith(503, { 'retry-after': '3' })),
  );
  for (const wait of await Promise.all(waits))
    expect([wait >= 3_000, wait < 5_000]).toEqual([true, true]);
  expect(again.retryDelay(0, await refusedWith(503))).toBeLessThan(2_000);
  const no = await answerOf(
    new Response(JSON.stringify({ code: 'permission_denied' }), { status: 403 }),
  ).catch((error: unknown) => error);
  expect(again.retry(0, no)).toBe(false);
});
