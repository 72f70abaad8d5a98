import { HoursCountedSchema } from '@katrol/proto/katrol/volunteer_training/v1/events_pb';
import type { BranchRules } from '../domain/rules.ts';
import type { TrainingCall } from '../store/client.ts';
import { countHours } from '../store/lists.ts';
import { keepRules } from '../store/rules.ts';
import { loadTutor } from '../store/tutors.ts';

type None = Record<string, never>;

/** A session as far as it counts here: whose, when, how long. Not with which family. */
export type HeldSession = {
  sessionId: string;
  tutorId: string;
  branchCode: string;
  occurredOn: string;
  minutes: number;
};

/** A held session becomes hours, once. */
export async function onSessionHeld(
  _deps: None,
  call: TrainingCall,
  held: HeldSession,
): Promise<void> {
  const { universityCode } = await loadTutor(call.tx, held.tutorId);
  if (!(await countHours(call.tx, { ...held, universityCode }))) return;
  call.tell(HoursCountedSchema, { ...held, universityCode }, held.tutorId);
}

/** What a branch's profile says about tutors from a day on. */
export const onProfileChanged = (
  _deps: None,
  call: TrainingCall,
  rules: BranchRules,
): Promise<void> => keepRules(call.tx, rules);
