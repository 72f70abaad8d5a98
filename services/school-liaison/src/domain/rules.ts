import type { Plain } from '@katrol/contract';
import type { IntakeRules, SchoolRules } from '@katrol/proto/katrol/intake/v1/profile_pb';

/** What a branch's profile says about school, and about who decides. */
export type Rules = {
  school: Plain<SchoolRules>;
  intake: Pick<Plain<IntakeRules>, 'allDeciders' | 'silenceDays'>;
};

/** Days after which silence is asked after, where the profile says nothing. */
const SILENCE_DAYS = 7;

export const silenceDays = ({ intake }: Rules): number => intake.silenceDays || SILENCE_DAYS;
