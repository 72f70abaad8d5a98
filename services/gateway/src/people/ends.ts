import { setTimeout as sleep } from 'node:timers/promises';
import type { Kit } from '@katrol/rpc';
import { localDay } from '@katrol/runtime';
import type { RawTx } from '@katrol/store';
import { keepChanges, setEnd, takeEnded } from './changes.ts';
import { takeFrom, type PeopleDeps } from './operations.ts';

const EVERY_MS = 20_000;
const LIMIT_MS = 20_000;
const NOBODY = { branches: [], universities: [], subject: '' };

/**
 * Takes a branch back on the day after its last one. Runs in every gateway; each end is carried out
 * by one.
 */
export function watchEnds(
  kit: Pick<Kit<RawTx>, 'store' | 'clock'>,
  deps: PeopleDeps,
): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const watching = (async () => {
    while (!stopping.signal.aborted) {
      try {
        while (!stopping.signal.aborted && (await carryOutOne(kit, deps)));
      } catch (error) {
        deps.log.warn('end of a branch not carried out', { error });
      }
      await sleep(EVERY_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  })();
  return {
    stop: async () => {
      stopping.abort();
      await watching;
    },
  };
}

const carryOutOne = (
  { store, clock }: Pick<Kit<RawTx>, 'store' | 'clock'>,
  deps: PeopleDeps,
): Promise<boolean> =>
  store.transact(NOBODY, new Date(Date.now() + LIMIT_MS), async (tx) => {
    const ended = await takeEnded(tx, localDay(clock.now()));
    if (!ended) return false;
    const { subject, branchCode, until } = ended;
    const person = await deps.directory.find(subject);
    if (person?.branches.includes(branchCode)) await takeFrom(deps, person, branchCode);
    await setEnd(tx, { subject, branchCode, until: '' });
    await keepChanges(tx, '', [{ subject, kind: 'branch_ended', code: branchCode, until }]);
    return true;
  });
