import type { Plain } from '@katrol/contract';
import type { VisitsTomorrow } from '@katrol/proto/katrol/matching/v1/messages_pb';
import type { StepCall } from '@katrol/rpc';
import { addDays } from '@katrol/runtime';
import type { Tx } from '../store/client.ts';
import { branchesKnown, visitsOn } from '../store/tomorrow.ts';

/** Who has visits tomorrow in every branch, and when; with whom stays here. */
export async function listVisitsTomorrow(call: StepCall<Tx>): Promise<Plain<VisitsTomorrow>[]> {
  const branches = await call.transact(({ tx }) => branchesKnown(tx));
  if (branches.length === 0) return [];
  return await call.transactIn(branches, ({ tx, today }) => visitsOn(tx, addDays(today, 1)));
}
