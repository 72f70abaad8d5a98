import { on, type Subscription } from '@katrol/events';
import {
  ConsentChangedSchema,
  ProfileChangedSchema,
  ReferralDecidedSchema,
} from '@katrol/proto/katrol/intake/v1/events_pb';
import { TutorChangedSchema } from '@katrol/proto/katrol/volunteer_training/v1/events_pb';
import { same } from '@katrol/rpc';
import { onConsentChanged } from './operations/hear-consent.ts';
import { onProfileChanged, onReferralDecided, onTutorChanged } from './operations/hear.ts';
import type { Tx } from './store/client.ts';
import { rulesIn, tutorIn } from './wire/messages.ts';

/** Event -> operation. */
export const subscriptions: Subscription<Tx>[] = [
  on(ProfileChangedSchema, rulesIn, onProfileChanged),
  on(ReferralDecidedSchema, same, onReferralDecided),
  on(ConsentChangedSchema, same, onConsentChanged),
  on(TutorChangedSchema, tutorIn, onTutorChanged),
];
