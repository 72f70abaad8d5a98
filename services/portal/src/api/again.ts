import { refusalOf } from './refusal.ts';

const WORTH_IT = ['unavailable', 'deadlineExceeded', 'unknown'];
const MOST_TIMES = 2;
// what one page asks at once may heal by itself; what goes on failing is not asked ever more often
const ALLOWANCE = 6;
const BACK_AFTER_MS = 10_000;
const FIRST_WAIT_MS = 1_000;

type Again = {
  /** Is a read that failed for the `count`-th time, from 0, asked again by itself? */
  retry(count: number, error: unknown): boolean;
  /** After how many ms: not before the answer said, and not together with everybody else. */
  retryDelay(count: number, error: unknown): number;
};

/**
 * The only layer that repeats what failed: one allowance for everything on the screen, which comes
 * back slowly. `now` is in ms.
 */
export function askingAgain(now: () => number = () => performance.now()): Again {
  let left = ALLOWANCE;
  let at = now();
  return {
    retry: (count, error) => {
      if (count >= MOST_TIMES || !WORTH_IT.includes(refusalOf(error).code)) return false;
      left = Math.min(ALLOWANCE, left + (now() - at) / BACK_AFTER_MS);
      at = now();
      if (left < 1) return false;
      left -= 1;
      return true;
    },
    retryDelay: (count, error) =>
      Math.max(refusalOf(error).retryAfterMs, FIRST_WAIT_MS * 2 ** count) * (1 + Math.random() / 2),
  };
}
