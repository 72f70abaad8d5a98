import type { Plain } from '@katrol/contract';
import type { RecordVisitRequest } from '@katrol/proto/katrol/intake/v1/messages_pb';
import { Checks } from '@katrol/runtime';
import { checkIndicators } from './advice.ts';
import type { ProfileDocument } from './profile.ts';
import type { Referral } from './referral.ts';

/** Refuses a conversation before the referral, or with what the branch's profile does not ask. */
export function checkVisit(
  input: Plain<RecordVisitRequest>,
  referral: Referral,
  profile: ProfileDocument,
): void {
  const c = new Checks();
  c.within('held_on', input.heldOn, { from: referral.occurredOn });
  const { conversationGuide, languageSupports } = profile.intake;
  const questions = conversationGuide.map((q) => q.code);
  for (const [i, { code }] of input.answers.entries()) {
    c.that(questions.includes(code), `answers[${i}].code`, 'VALUE_UNKNOWN');
  }
  c.among('language_supports', input.languageSupports, languageSupports);
  checkIndicators(c, input.indicators, profile);
  c.done();
}
