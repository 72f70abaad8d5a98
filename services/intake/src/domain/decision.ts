import type { Plain } from '@katrol/contract';
import type { DecisionOutcome } from '@katrol/proto/katrol/intake/v1/codes';
import type { DecideOnReferralRequest } from '@katrol/proto/katrol/intake/v1/messages_pb';
import { addDays, Checks } from '@katrol/runtime';
import { adviceOn, factsOf } from './advice.ts';
import { checkNeeds } from './needs.ts';
import type { Profile } from './profile.ts';
import type { Decision, Referral } from './referral.ts';

export type DecideInput = Plain<DecideOnReferralRequest>;
type Family = Pick<Parameters<typeof checkNeeds>[2], 'children'>;

/**
 * What was decided with the family, as it is kept: its own say and the advice of that day with it.
 * Refuses with every field that the outcome needs.
 */
export function decide(
  input: DecideInput,
  { referral, profile, family }: { referral: Referral; profile: Profile; family: Family },
  { today, by }: { today: string; by: string },
): Decision & { outcome: DecisionOutcome } {
  const c = new Checks();
  const { document } = profile;
  // the contract asks for it
  const outcome = input.outcome || 'wait';
  const occurredOn = input.occurredOn || today;
  const since = referral.visit?.heldOn || referral.occurredOn;
  c.within('occurred_on', occurredOn, { from: since });
  c.among(
    'exclusions',
    input.exclusions,
    document.intake.exclusions.map((e) => e.code),
  );
  if (outcome !== 'lead_elsewhere') {
    const { support } = document;
    const asksPlace = outcome === 'trajectory';
    checkNeeds(c, input.needs, { ...family, support, asksPlace });
  }
  if (outcome === 'lead_elsewhere' && !met(referral)) checkSpoken(c, input);
  c.within('warm_referral.check_on', input.warmReferral?.checkOn ?? '', { from: occurredOn });
  c.done();
  return {
    outcome,
    occurredOn,
    exclusions: [...new Set(input.exclusions)],
    by,
    familySay: input.familySay,
    reason: input.reason,
    spokenAt: input.spokenAt,
    advice: adviceOn(profile, factsOf(referral, document)),
    reviewOn: reviewDay(profile, input.exclusions, occurredOn),
  };
}

const met = ({ visit }: Pick<Referral, 'visit'>): boolean => visit?.status === 'held';

const A_SENTENCE = 20;

/**
 * Whom nobody met yet is not led elsewhere by letter: where it was spoken about, why, and what the
 * family itself says of it, in a sentence at least.
 */
function checkSpoken(c: Checks, { spokenAt, reason, familySay }: DecideInput): void {
  c.that(spokenAt !== '', 'spoken_at', 'VALUE_MISSING');
  c.that(reason.trim().length >= A_SENTENCE, 'reason', 'SAY_MORE');
  c.that(familySay.trim().length >= A_SENTENCE, 'family_say', 'SAY_MORE');
}

/** When the first of the exclusions is looked at again; empty where none says. */
function reviewDay({ document }: Profile, codes: readonly string[], from: string): string {
  const weeks = document.intake.exclusions
    .filter((e) => codes.includes(e.code) && e.reviewWeeks > 0)
    .map((e) => e.reviewWeeks);
  return weeks.length > 0 ? addDays(from, Math.min(...weeks) * 7) : '';
}
