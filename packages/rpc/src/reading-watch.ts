import { setTimeout as sleep } from 'node:timers/promises';
import type { Principal } from '@katrol/identity';
import { Refusal, type Logger } from '@katrol/runtime';
import { keepBulkReading, readingOf, type AuditRow, type RawTx, type Store } from '@katrol/store';

// who is new, or opens few, still has ordinary days; nobody's habit makes a hundred files an hour
// usual
const USUAL_AT_LEAST = 6;
const USUAL_AT_MOST = 15;
const SLOWED_FROM = 10;
const STOPPED_FROM = 20;
const HOUR_MS = 3_600_000;
// what other processes and earlier ones let pass is asked again after so many new files
const ASK_AGAIN_AFTER = 10;
const SLOWEST_MS = 5_000;
const STEP_MS = 250;

type Pool = Store<RawTx>['pool'];
type Reader = { opened: Set<string>; usual: number; askIn: number; at: number };

/**
 * How many different files each person opens in an hour. Ten times the usual number is slowed and
 * reported, twenty times is refused.
 */
export class ReadingWatch {
  readonly #pool: Pool;
  readonly #log: Logger;
  readonly #readers = new Map<string, Reader>();

  constructor(pool: Pool, log: Logger) {
    this.#pool = pool;
    this.#log = log;
  }

  /**
   * Before a call that asks: waits where the person goes too fast, refuses with TOO_MANY_FILES
   * where it is too much.
   */
  async pace(principal: Principal, deadline: Date): Promise<void> {
    if (principal.kind !== 'person') return;
    const reader = this.#readers.get(principal.subject);
    if (!reader) return;
    if (Date.now() - reader.at > HOUR_MS) return void this.#readers.delete(principal.subject);
    const { size } = reader.opened;
    if (size >= reader.usual * STOPPED_FROM)
      throw new Refusal('resource_exhausted', 'TOO_MANY_FILES');
    const over = size - reader.usual * SLOWED_FROM;
    if (over < 0) return;
    const left = deadline.getTime() - Date.now();
    await sleep(Math.max(0, Math.min((over + 1) * STEP_MS, SLOWEST_MS, left / 2)));
  }

  /**
   * After a call: what it opened. Reports the first time that it is unusual, and when it is
   * stopped.
   */
  async opened(principal: Principal, audit: readonly AuditRow[]): Promise<void> {
    if (principal.kind !== 'person') return;
    const files = audit
      .filter((row) => row.what === 'file' && row.outcome === 'ok')
      .map((row) => row.object_id);
    if (files.length === 0) return;
    const reader = await this.#reader(principal.subject, files);
    const { size } = reader.opened;
    if (size < reader.usual * SLOWED_FROM) return;
    const { subject, name, roles } = principal;
    const stopped = size >= reader.usual * STOPPED_FROM;
    const bulk = {
      subject,
      name,
      role: roles.join(','),
      opened: size,
      usual: reader.usual,
      stopped,
      since: new Date(reader.at),
    };
    const first = await keepBulkReading(this.#pool, bulk);
    if (first || stopped)
      this.#log.warn('unusual reading', {
        subject,
        count: size,
        code: stopped ? 'stopped' : 'slowed',
      });
  }

  async #reader(subject: string, files: readonly string[]): Promise<Reader> {
    let reader = this.#readers.get(subject);
    const fresh = files.filter((id) => !reader?.opened.has(id)).length;
    if (reader && (fresh === 0 || reader.askIn > fresh)) {
      for (const id of files) reader.opened.add(id);
      reader.askIn -= fresh;
      return reader;
    }
    const { lately, usual } = await readingOf(this.#pool, subject);
    const opened = new Set([...lately, ...files]);
    reader = {
      opened,
      askIn: ASK_AGAIN_AFTER,
      usual: Math.min(USUAL_AT_MOST, Math.max(USUAL_AT_LEAST, usual)),
      at: Date.now(),
    };
    this.#readers.set(subject, reader);
    return reader;
  }
}
