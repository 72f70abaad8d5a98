import { on, type Subscription } from '@katrol/events';
import { ProfileChangedSchema } from '@katrol/proto/katrol/intake/v1/events_pb';
import {
  SessionCorrectedSchema,
  SessionHeldSchema,
} from '@katrol/proto/katrol/matching/v1/events_pb';
import { onProfileChanged, onSessionTold } from './operations/hear.ts';
import type { Tx } from './store/client.ts';
import { correctedIn, rulesIn, sessionIn } from './wire/messages.ts';

/** Event -> operation. */
export const subscriptions: Subscription<Tx>[] = [
  on(ProfileChangedSchema, rulesIn, onProfileChanged),
  on(SessionHeldSchema, sessionIn, onSessionTold),
  on(SessionCorrectedSchema, correctedIn, onSessionTold),
];
