import { on, type Subscription } from '@katrol/events';
import {
  ConsentChangedSchema,
  DecidersChangedSchema,
  FamiliesMergedSchema,
  FamilyMergeUndoneSchema,
  ProfileChangedSchema,
} from '@katrol/proto/katrol/intake/v1/events_pb';
import { same } from '@katrol/rpc';
import { sendApproved } from './operations/answer.ts';
import {
  onConsentChanged,
  onDecidersChanged,
  onFamiliesMerged,
  onFamilyMergeUndone,
  onProfileChanged,
} from './operations/hear.ts';
import type { Tx } from './store/client.ts';
import { aliasIn, rulesIn } from './wire/messages.ts';

/** Event -> operation. */
export const subscriptions: Subscription<Tx>[] = [
  on(ProfileChangedSchema, rulesIn, onProfileChanged),
  on(DecidersChangedSchema, same, onDecidersChanged),
  on(ConsentChangedSchema, same, onConsentChanged),
  on(FamiliesMergedSchema, aliasIn, onFamiliesMerged),
  on(FamilyMergeUndoneSchema, (e) => e.familyId, onFamilyMergeUndone),
];

/** What it does by itself every few seconds: what is approved leaves once its minute is over. */
export const often = sendApproved;
