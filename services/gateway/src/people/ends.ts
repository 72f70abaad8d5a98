import { setTimeout as sleep } from 'node:timers/promises';
import { localDay } from '@katrol/runtime';
import { takeFrom, type PeopleParts } from './people.ts';
import { inTransaction, keepChange, setEnd, takeEnded } from './record.ts';

const EVERY_MS = 20_000;

/** Takes a branch back on the day after its last one. Runs in every gateway; each end is carried out by one. */
export function watchEnds(parts: PeopleParts): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const watching = (async () => {
    while (!stopping.signal.aborted) {
      try {
        while (!stopping.signal.aborted && (await carryOutOne(parts)));
      } catch (error) {
        parts.log.warn('end of a branch not carried out', { error });
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

const carryOutOne = (parts: PeopleParts): Promise<boolean> =>
  inTransaction(parts.pool, '', async (tx) => {
    const ended = await takeEnded(tx, localDay(parts.clock.now()));
    if (!ended) return false;
    const person = await parts.directory.find(ended.subject);
    if (person?.branches.includes(ended.branchCode))
      await takeFrom(parts, person, ended.branchCode);
    await setEnd(tx, { ...ended, until: '' });
    await keepChange(tx, '', [
      { subject: ended.subject, kind: 'branch_ended', code: ended.branchCode, until: ended.until },
    ]);
    return true;
  });
