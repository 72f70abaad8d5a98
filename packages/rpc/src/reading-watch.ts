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

// a name beside another list tells less than a file; whoever looks at a whole branch's proposals
// sees some hundreds
const USUAL_NAMES = 40;
const OPENS = ['file', 'name'];

type Pool = Store<RawTx>['pool'];
type Reader = {
  files: Set<string>;
  names: Set<string>;
  usual: number;
  askIn: number;
  at: number;
};
type Opened = { what: string; id: string };

/** How many times the usual number a person opened, whatever it was; `pending`: files under way. */
function timesUsual(reader: Reader | undefined, pending: number): number {
  const { files, names, usual } = reader ?? { files: NONE, names: NONE, usual: USUAL_AT_LEAST };
  return Math.max((files.size + pending) / usual, names.size / USUAL_NAMES);
}
const NONE: ReadonlySet<string> = new Set();

/**
 * How many different files each person opens in an hour, one after the other or beside each other,
 * and how many names. Ten times the usual number is slowed and reported, twenty times is refused.
 */
export class ReadingWatch {
  readonly #pool: Pool;
  readonly #log: Logger;
  readonly #readers = new Map<string, Reader>();
  readonly #pending = new Map<string, number>();

  constructor(pool: Pool, log: Logger) {
    this.#pool = pool;
    this.#log = log;
  }

  /**
   * Before a call that asks: waits where the person goes too fast, refuses with TOO_MANY_FILES
   * where it is too much. Gives what to call when the call is over.
   */
  async pace(principal: Principal, deadline: Date): Promise<() => void> {
    if (principal.kind !== 'person') return () => undefined;
    const { subject } = principal;
    let reader = this.#readers.get(subject);
    if (reader && Date.now() - reader.at > HOUR_MS) {
      this.#readers.delete(subject);
      reader = undefined;
    }
    const times = timesUsual(reader, this.#pending.get(subject) ?? 0);
    if (times >= STOPPED_FROM) throw new Refusal('resource_exhausted', 'TOO_MANY_FILES');
    const leave = this.#enter(subject);
    const over = (times - SLOWED_FROM) * (reader?.usual ?? USUAL_AT_LEAST);
    if (over < 0) return leave;
    const left = deadline.getTime() - Date.now();
    await sleep(Math.max(0, Math.min((over + 1) * STEP_MS, SLOWEST_MS, left / 2)));
    return leave;
  }

  #enter(subject: string): () => void {
    this.#pending.set(subject, (this.#pending.get(subject) ?? 0) + 1);
    return () => {
      const left = (this.#pending.get(subject) ?? 1) - 1;
      if (left > 0) this.#pending.set(subject, left);
      else this.#pending.delete(subject);
    };
  }

  /**
   * After a call: what it opened. Reports the first time that it is unusual, and when it is
   * stopped.
   */
  async opened(principal: Principal, audit: readonly AuditRow[]): Promise<void> {
    if (principal.kind !== 'person') return;
    const opened = audit
      .filter((row) => OPENS.includes(row.what) && row.outcome === 'ok')
      .map((row) => ({ what: row.what, id: row.object_id }));
    if (opened.length === 0) return;
    const reader = await this.#reader(principal.subject, opened);
    const times = timesUsual(reader, 0);
    if (times < SLOWED_FROM) return;
    const { subject, name, roles } = principal;
    const stopped = times >= STOPPED_FROM;
    const bulk = {
      subject,
      name,
      role: roles.join(','),
      opened: Math.round(times * reader.usual),
      usual: reader.usual,
      stopped,
      since: new Date(reader.at),
    };
    const first = await keepBulkReading(this.#pool, bulk);
    if (first || stopped)
      this.#log.warn('unusual reading', {
        subject,
        count: bulk.opened,
        code: stopped ? 'stopped' : 'slowed',
      });
  }

  async #reader(subject: string, opened: readonly Opened[]): Promise<Reader> {
    const reader = this.#readers.get(subject);
    const fresh = opened.filter(({ id }) => !reader?.files.has(id) && !reader?.names.has(id));
    if (reader && (fresh.length === 0 || reader.askIn > fresh.length)) {
      reader.askIn -= fresh.length;
      return remembered(reader, opened);
    }
    const { lately, usual } = await readingOf(this.#pool, subject);
    const asked: Reader = {
      files: new Set(),
      names: new Set(),
      askIn: ASK_AGAIN_AFTER,
      usual: Math.min(USUAL_AT_MOST, Math.max(USUAL_AT_LEAST, usual)),
      at: Date.now(),
    };
    this.#readers.set(subject, asked);
    return remembered(asked, [...lately, ...opened]);
  }
}

function remembered(reader: Reader, opened: readonly Opened[]): Reader {
  for (const { what, id } of opened) (what === 'file' ? reader.files : reader.names).add(id);
  return reader;
}
