import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect, type Peer } from '@katrol/rpc';
import type { Acknowledgement, ClientRecord, Reading } from './checker.ts';
import {
  HearerService,
  TellerService,
  type AppendResponse,
  type Entry,
  type ReadResponse,
} from './fixture/contract.ts';

const CALL_LIMIT_MS = 5_000;

/**
 * The client: it sends, sends again under the same key until it is answered, and keeps its own
 * record of what it was told.
 */
export class Clerk {
  readonly record: ClientRecord = { attempted: new Map(), acknowledged: new Map() };
  readonly acknowledgements: Acknowledgement[] = [];
  readonly readings: Reading[] = [];
  /** calls that were answered with an error, or not at all */
  failures = 0;
  lastError: unknown;
  #next = 0;
  readonly #teller: Peer<typeof TellerService>;
  readonly #hearer: Peer<typeof HearerService>;

  constructor(tellerAddress: string, hearerAddress: string) {
    this.#teller = connect(TellerService, tellerAddress);
    this.#hearer = connect(HearerService, hearerAddress);
  }

  /** A value that nobody had before. */
  fresh(prefix = 'v'): string {
    this.#next += 1;
    return `${prefix}${this.#next}`;
  }

  /** Sends until acknowledged; gives up at the signal only. True when acknowledged. */
  async append(
    entries: readonly Entry[],
    signal: AbortSignal,
    limitMs = CALL_LIMIT_MS,
  ): Promise<boolean> {
    const key = randomUUID();
    for (const e of entries) listOf(this.record.attempted, e.key).push(e.value);
    for (let wait = 50; !signal.aborted; wait = Math.min(wait * 2, 500)) {
      if ((await this.sendOnce(entries, key, limitMs)) !== undefined) {
        const at = performance.now();
        for (const e of entries) {
          listOf(this.record.acknowledged, e.key).push(e.value);
          this.acknowledgements.push({ ...e, at });
        }
        return true;
      }
      await sleep(wait, undefined, { signal }).catch(() => undefined);
    }
    return false;
  }

  /** One attempt, recorded by the caller; undefined when it failed. */
  async sendOnce(
    entries: readonly Entry[],
    key: string,
    limitMs = CALL_LIMIT_MS,
  ): Promise<AppendResponse | undefined> {
    try {
      const answer = await this.#teller.call('append', { entries } as Record<string, unknown>, {
        key,
        deadline: new Date(Date.now() + limitMs),
      });
      return answer as unknown as AppendResponse;
    } catch (error) {
      this.failures += 1;
      this.lastError = error;
      return undefined;
    }
  }

  /** Reads a list and remembers what it saw; nothing is remembered of a read that failed. */
  async read(of: Reading['of'], key: string, reader: string): Promise<void> {
    const askedAt = performance.now();
    const peer = of === 'state' ? this.#teller : this.#hearer;
    try {
      const answer = await peer.call('read', { key } as Record<string, unknown>, {
        deadline: new Date(Date.now() + CALL_LIMIT_MS),
      });
      this.readings.push({
        reader,
        of,
        key,
        askedAt,
        values: (answer as unknown as ReadResponse).values,
      });
    } catch (error) {
      this.lastError = error;
    }
  }

  close(): void {
    this.#teller.close();
    this.#hearer.close();
  }
}

function listOf(lists: Map<string, string[]>, key: string): string[] {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  return list;
}

/**
 * Calls `work` so many times a second until the signal; calls overlap when they take long. Resolves
 * when all ended.
 */
export async function steadily(
  perSecond: number,
  signal: AbortSignal,
  work: (n: number) => Promise<unknown>,
): Promise<number> {
  const under = new Set<Promise<unknown>>();
  const startedAt = performance.now();
  let n = 0;
  while (!signal.aborted) {
    const due = Math.floor(((performance.now() - startedAt) / 1_000) * perSecond);
    for (; n < due; n++) {
      const one = work(n).finally(() => under.delete(one));
      under.add(one);
    }
    await sleep(Math.min(20, 1_000 / perSecond), undefined, { signal }).catch(() => undefined);
  }
  await Promise.all(under);
  return n;
}
