import type { FieldProblem } from '@katrol/contract';
import { Refusal } from './refusal.ts';

/**
 * Collects what is wrong with an input beyond its contract - what depends on the day, the profile,
 * or what is on record - field by field, and refuses once with everything named.
 */
export class Checks {
  readonly #problems: FieldProblem[] = [];
  readonly #meta: Record<string, string> = {};
  readonly #at: string;

  /** `at`: where in the request what is checked stands, "referral." */
  constructor(at = '') {
    this.#at = at;
  }

  /** Notes a problem unless `fine`. */
  that(fine: boolean, field: string, reason: string): this {
    if (!fine) this.#problems.push({ field: `${this.#at}${field}`, reason });
    return this;
  }

  /** Codes of which each must be among those that hold here. */
  among(field: string, codes: readonly string[], allowed: readonly string[]): this {
    for (const [i, code] of codes.entries()) {
      this.that(allowed.includes(code), `${field}[${i}]`, 'VALUE_UNKNOWN');
    }
    return this;
  }

  /** An ISO date within bounds, which may be empty: then they do not hold. */
  within(field: string, day: string, bounds: { from?: string; until?: string }): this {
    const { from = '', until = '' } = bounds;
    if (day === '') return this;
    this.that(from === '' || day >= from, field, 'DATE_TOO_EARLY');
    return this.that(until === '' || day <= until, field, 'DATE_IN_FUTURE');
  }

  /** What may be chosen instead, said beside the problems where the one before was noted. */
  naming(fine: boolean, meta: Record<string, string>): this {
    if (!fine) Object.assign(this.#meta, meta);
    return this;
  }

  get problems(): readonly FieldProblem[] {
    return this.#problems;
  }

  /** Refuses with INPUT_INVALID when anything was noted. */
  done(): void {
    if (this.#problems.length === 0) return;
    const [fields, meta] = [[...this.#problems], this.#meta];
    throw new Refusal('invalid_argument', 'INPUT_INVALID', { fields, meta });
  }
}

/** A refusal of an input, with what is wrong with it. */
export const invalid = (...fields: FieldProblem[]): Refusal =>
  new Refusal('invalid_argument', 'INPUT_INVALID', { fields });
