import type { IntakeCall } from '../store/client.ts';
import { forgetTutor, rememberTutor, type FamilyTutor } from '../store/labels.ts';

type None = Record<string, never>;

/** A match opened: from now on its tutor may see the family. */
export const onMatchOpened = (_deps: None, call: IntakeCall, tutor: FamilyTutor): Promise<void> =>
  rememberTutor(call.tx, tutor);

/** A match ended: its tutor no longer sees the family. */
export const onMatchEnded = (_deps: None, call: IntakeCall, matchId: string): Promise<void> =>
  forgetTutor(call.tx, matchId);
