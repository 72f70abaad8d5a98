import type { Plain } from '@katrol/contract';
import type { Arrival } from '@katrol/proto/katrol/intake/v1/codes';
import type { CheckArrivalRequest } from '@katrol/proto/katrol/intake/v1/messages_pb';
import { Checks } from '@katrol/runtime';

/**
 * The answer to "did they arrive?". While it is not yes, and the family wants it, it says when to ask
 * again: nobody falls through.
 */
export function checkArrivalAnswer(
  { outcome, checkOn }: Plain<CheckArrivalRequest>,
  { since, occurredOn }: { since: string; occurredOn: string },
): Exclude<Arrival, 'open'> {
  const c = new Checks();
  // the contract asks for one; "nobody asked yet" is no answer
  const answer = outcome === 'open' || outcome === '' ? undefined : outcome;
  c.that(answer !== undefined, 'outcome', 'VALUE_UNKNOWN');
  const asksAgain = answer === 'not_arrived' || answer === 'not_known_yet';
  c.that(!asksAgain || checkOn !== '', 'check_on', 'VALUE_MISSING');
  c.within('occurred_on', occurredOn, { from: since });
  c.within('check_on', checkOn, { from: occurredOn });
  c.done();
  return answer ?? 'not_known_yet';
}
