import { createHash } from 'node:crypto';

/** Invented, and the same every time: a generator whose numbers follow from its seed. */
export class Random {
  #state: number;

  constructor(seed: string) {
    this.#state = createHash('sha256').update(`katrol-demo ${seed}`).digest().readUInt32LE(0);
  }

  /** 0 <= x < 1 (mulberry32) */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number, both ends included. */
  between(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  pick<const T>(all: readonly T[]): T {
    return all[Math.floor(this.next() * all.length)] as T;
  }

  /** Several different ones. */
  some<const T>(all: readonly T[], count: number): T[] {
    const left = [...all];
    return Array.from(
      { length: Math.min(count, all.length) },
      () => left.splice(Math.floor(this.next() * left.length), 1)[0] as T,
    );
  }

  chance(share: number): boolean {
    return this.next() < share;
  }
}
