import { on, type Subscription } from '@katrol/events';
import { aliasIn } from '@katrol/families';
import {
  ConsentChangedSchema,
  DecidersChangedSchema,
  FamiliesMergedSchema,
  FamilyMergeUndoneSchema,
  ProfileChangedSchema,
} from '@katrol/proto/katrol/intake/v1/events_pb';
import {
  SessionCorrectedSchema,
  SessionHeldSchema,
} from '@katrol/proto/katrol/matching/v1/events_pb';
import { same } from '@katrol/rpc';
import { sendApproved } from './operations/answer.ts';
import {
  onConsentChanged,
  onDecidersChanged,
  onFamiliesMerged,
  onFamilyMergeUndone,
  onProfileChanged,
} from './operations/hear.ts';
import { onSessionCorrected, onSessionHeld } from './operations/reports.ts';
import type { Tx } from './store/client.ts';
import { rulesIn } from './wire/messages.ts';

/** Event -> operation. */
export const subscriptions: Subscription<Tx>[] = [
  on(ProfileChangedSchema, rulesIn, onProfileChanged),
  on(DecidersChangedSchema, same, onDecidersChanged),
  on(ConsentChangedSchema, same, onConsentChanged),
  on(FamiliesMergedSchema, aliasIn, onFamiliesMerged),
  on(FamilyMergeUndoneSchema, (e) => e.familyId, onFamilyMergeUndone),
  on(SessionHeldSchema, same, onSessionHeld),
  on(SessionCorrectedSchema, same, onSessionCorrected),
];

/** What it does by itself every few seconds: what is approved leaves once its minute is over. */
export const often = sendApproved;
