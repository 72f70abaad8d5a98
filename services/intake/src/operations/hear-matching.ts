import type { IntakeCall } from '../store/client.ts';
import { forgetTutor, rememberTutor, type FamilyTutor } from '../store/labels.ts';

/** A match opened: from now on its tutor may see the family. */
export const onMatchOpened = ({ tx }: IntakeCall, tutor: FamilyTutor): Promise<void> =>
  rememberTutor(tx, tutor);

/** A match ended: its tutor no longer sees the family. */
export const onMatchEnded = ({ tx }: IntakeCall, matchId: string): Promise<void> =>
  forgetTutor(tx, matchId);
