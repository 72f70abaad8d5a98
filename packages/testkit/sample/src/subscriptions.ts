import { on, type Subscription } from '@katrol/events';
import { BranchOpenedSchema } from '@katrol/proto/katrol/intake/v1/events_pb';
import { welcome } from './operations/notices.ts';
import type { Tx } from './store/client.ts';

/** Event -> operation. */
export const subscriptions: Subscription<Tx>[] = [
  on(BranchOpenedSchema, (e) => e.branchCode, welcome),
];
