import type { IntakeCall } from '../store/client.ts';
import { keepReceipt, type NewReceipt } from '../store/consents.ts';
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

/** What was told of a consent holds in another service: the family's page shows it. */
export const onConsentApplied = ({ tx, now }: IntakeCall, receipt: NewReceipt): Promise<void> =>
  keepReceipt(tx, receipt, now);

/** A tutor got an account or another one, stops, or goes on: what they see follows that day. */
export const onTutorChanged = ({ tx }: IntakeCall, access: TutorAccess): Promise<void> =>
  keepAccess(tx, access);
