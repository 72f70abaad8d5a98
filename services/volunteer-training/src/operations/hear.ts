import type { BranchRules } from '../domain/rules.ts';
import { facts } from '../facts.ts';
import type { TrainingCall } from '../store/client.ts';
import { countHours, type Hours } from '../store/lists.ts';
import { keepRules } from '../store/rules.ts';
import { loadTutor } from '../store/tutors.ts';

/** A session as far as it counts here: whose, when, how long. Not with which family. */
export type HeldSession = Omit<Hours, 'universityCode'>;

/** A held session becomes hours, once. */
export async function onSessionHeld(call: TrainingCall, session: HeldSession): Promise<void> {
  const { universityCode } = await loadTutor(call.tx, session.tutorId);
  const hours = { ...session, universityCode };
  if (await countHours(call.tx, hours)) call.tell(facts.hoursCounted, hours);
}

/** What a branch's profile says about tutors from a day on. */
export const onProfileChanged = ({ tx }: TrainingCall, rules: BranchRules): Promise<void> =>
  keepRules(tx, rules);
