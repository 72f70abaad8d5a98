import type { IntakeCall } from '../store/client.ts';
import {
  forgetTutor,
  keepAccess,
  rememberTutor,
  type FamilyTutor,
  type TutorAccess,
} from '../store/labels.ts';

/** A match opened: from now on its tutor may see the family. */
export const onMatchOpened = ({ tx }: IntakeCall, tutor: FamilyTutor): Promise<void> =>
  rememberTutor(tx, tutor);

/** A match ended: its tutor no longer sees the family. */
export const onMatchEnded = ({ tx }: IntakeCall, matchId: string): Promise<void> =>
  forgetTutor(tx, matchId);

/** A tutor got an account or another one, stops, or goes on: what they see follows that day. */
export const onTutorChanged = ({ tx }: IntakeCall, access: TutorAccess): Promise<void> =>
  keepAccess(tx, access);
