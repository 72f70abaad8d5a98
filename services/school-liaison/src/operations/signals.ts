import type { Plain } from '@katrol/contract';
import { branchOf } from '@katrol/events';
import type {
  FollowSignalRequest,
  RaiseSignalRequest,
} from '@katrol/proto/katrol/school_liaison/v1/messages_pb';
import { listing, type BranchList } from '@katrol/rpc';
import { addMonths, expectRevision, invalid, lifecycle, notFound } from '@katrol/runtime';
import { namedIn } from '../domain/names.ts';
import { facts } from '../facts.ts';
import type { LiaisonCall, Tx } from '../store/client.ts';
import { namesKnown } from '../store/names.ts';
import {
  loadSignal,
  saveSignal,
  sawSignal,
  signalList,
  signalsByIds,
  type Signal,
} from '../store/signals.ts';

type Status = Exclude<Signal['status'], ''>;

const next = lifecycle<Status, 'take_up' | 'close'>({
  raised: { take_up: 'taken_up', close: 'closed' },
  taken_up: { take_up: 'taken_up', close: 'closed' },
  closed: {},
});

function tell(call: LiaisonCall, s: Signal): void {
  const { id: signalId, branchCode, theme, status } = s;
  const occurredOn = call.today;
  call.tell(facts.signalChanged, { signalId, branchCode, theme, status, occurredOn });
}

/** Raised by anyone who works here, without a family or a named teacher in it; the same is counted. */
export async function raiseSignal(
  call: LiaisonCall,
  { theme, text, sameAsId, ...r }: Plain<RaiseSignalRequest>,
): Promise<Signal> {
  const { tx, today: raisedOn, actor: subject } = call;
  const branchCode = branchOf(call, r.branchCode);
  if (sameAsId !== '') {
    const same = await loadSignal(tx, sameAsId, 'same_as_id');
    if (same.branchCode !== branchCode) throw notFound('same_as_id');
    await sawSignal(tx, { signalId: same.id, subject, branchCode });
    return await loadSignal(tx, same.id);
  }
  const named = namedIn(text, await namesKnown(tx, branchCode));
  if (named.length > 0) throw invalid({ field: 'text', reason: 'NAMES_SOMEBODY' });
  const fresh = { seenBy: 1, takenUpBy: '', lookAgainOn: '', outcome: '', revision: 1 };
  const id = await saveSignal(tx, {
    ...fresh,
    id: '',
    branchCode,
    theme,
    text,
    status: 'raised',
    raisedOn,
  });
  await sawSignal(tx, { signalId: id, subject, branchCode });
  const signal = await loadSignal(tx, id);
  tell(call, signal);
  return signal;
}

const signals: BranchList<Tx, unknown, { id: string }, Signal> = {
  spec: (_, branchCode) => signalList(branchCode),
  shown: ({ tx }, rows) =>
    signalsByIds(
      tx,
      rows.map((row) => row.id),
    ),
};
export const listSignals = listing(signals);

/**
 * Somebody takes it up and says when it is looked at again (a month from now where nothing is said:
 * signalling alone is not enough), or closes it with what came of it.
 */
export async function followSignal(
  call: LiaisonCall,
  { signalId, takenUpBy, lookAgainOn, outcome, revision }: Plain<FollowSignalRequest>,
): Promise<Signal> {
  const { tx } = call;
  const s = await loadSignal(tx, signalId);
  expectRevision(revision, s.revision);
  const status = next(s.status || 'raised', outcome === '' ? 'take_up' : 'close');
  const taker = takenUpBy || s.takenUpBy;
  if (taker === '') throw invalid({ field: 'taken_up_by', reason: 'VALUE_MISSING' });
  const followed = { ...s, status, takenUpBy: taker, outcome };
  const ahead = s.lookAgainOn > call.today ? s.lookAgainOn : addMonths(call.today, 1);
  await saveSignal(tx, { ...followed, lookAgainOn: lookAgainOn || ahead });
  const after = await loadSignal(tx, signalId);
  if (after.status !== s.status) tell(call, after);
  return after;
}
