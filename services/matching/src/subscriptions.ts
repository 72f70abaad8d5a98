import { on, type Subscription } from '@katrol/events';
import {
  ConsentChangedSchema,
  ProfileChangedSchema,
  ReferralDecidedSchema,
} from '@katrol/proto/katrol/intake/v1/events_pb';
import { TutorChangedSchema } from '@katrol/proto/katrol/volunteer_training/v1/events_pb';
import {
  onConsentChanged,
  onProfileChanged,
  onReferralDecided,
  onTutorChanged,
} from './operations/hear.ts';
import type { Deps } from './operations/propose.ts';
import type { Tx } from './store/client.ts';
import { tutorIn } from './wire/messages.ts';
import { decisionCodes, needsIn, rulesIn } from './wire/needs.ts';

/** Event -> operation. */
export const subscriptions: Subscription<Deps, Tx>[] = [
  on(
    'intake',
    ProfileChangedSchema,
    (e) => ({
      branchCode: e.branchCode,
      version: e.version,
      validFrom: e.validFrom,
      rules: rulesIn(e.document),
    }),
    onProfileChanged,
  ),
  on(
    'intake',
    ReferralDecidedSchema,
    (e) => ({ ...e, outcome: decisionCodes.code(e.outcome), needs: e.needs && needsIn(e.needs) }),
    onReferralDecided,
  ),
  on('intake', ConsentChangedSchema, (e) => e, onConsentChanged),
  on('volunteer-training', TutorChangedSchema, tutorIn, onTutorChanged),
];
