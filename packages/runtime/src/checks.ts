import { Refusal, type FieldProblem } from './refusal.ts';
import { isIsoDate, isLocalDateTime } from './time.ts';

/** Collects what is wrong with an input, field by field, and refuses once with everything named. */
export class Checks {
  readonly #problems: FieldProblem[] = [];

  /** Notes a problem unless `fine`. */
  that(fine: boolean, field: string, reason: string): this {
    if (!fine) this.#problems.push({ field, reason });
    return this;
  }

  /** A text: trimmed, at most `max` characters (500 unless told), present when `required`. Returns it as it will be kept. */
  text(
    field: string,
    value: string | undefined,
    rule: { max?: number; required?: boolean } = {},
  ): string {
    const kept = (value ?? '').normalize('NFC').trim();
    this.that(!(rule.required && kept === ''), field, 'VALUE_MISSING');
    this.that(kept.length <= (rule.max ?? 500), field, 'VALUE_TOO_LONG');
    this.that(!hasControlCharacters(kept), field, 'VALUE_INVALID');
    return kept;
  }

  /** One of a list of codes; empty is fine unless `required`. */
  code(field: string, value: string, known: readonly string[], required = false): string {
    if (value === '') this.that(!required, field, 'VALUE_MISSING');
    else this.that(known.includes(value), field, 'VALUE_UNKNOWN');
    return value;
  }

  /** Codes from a list, without repeats. */
  codes(field: string, values: readonly string[], known: readonly string[]): string[] {
    for (const [i, value] of values.entries())
      this.that(known.includes(value), `${field}[${i}]`, 'VALUE_UNKNOWN');
    return [...new Set(values)];
  }

  /** An ISO date that exists; empty is fine unless `required`. `notAfter`: e.g. today. */
  date(
    field: string,
    value: string,
    rule: { required?: boolean; notAfter?: string; notBefore?: string } = {},
  ): string {
    if (value === '') {
      this.that(!rule.required, field, 'VALUE_MISSING');
      return value;
    }
    if (!isIsoDate(value)) {
      this.that(false, field, 'DATE_IMPOSSIBLE');
      return value;
    }
    if (rule.notAfter) this.that(value <= rule.notAfter, field, 'DATE_IN_FUTURE');
    if (rule.notBefore) this.that(value >= rule.notBefore, field, 'DATE_TOO_EARLY');
    return value;
  }

  /** A local date and time "2026-11-24T16:00" that exists; empty is fine unless `required`. */
  dateTime(field: string, value: string, required = false): string {
    if (value === '') this.that(!required, field, 'VALUE_MISSING');
    else this.that(isLocalDateTime(value), field, 'DATE_IMPOSSIBLE');
    return value;
  }

  /** A whole number within bounds. */
  number(field: string, value: number, rule: { min: number; max: number }): number {
    this.that(
      Number.isInteger(value) && value >= rule.min && value <= rule.max,
      field,
      'VALUE_OUT_OF_RANGE',
    );
    return value;
  }

  get problems(): readonly FieldProblem[] {
    return this.#problems;
  }

  /** Refuses with INPUT_INVALID when anything was noted. */
  done(): void {
    if (this.#problems.length > 0)
      throw new Refusal('invalid_argument', 'INPUT_INVALID', { fields: this.#problems });
  }
}

const hasControlCharacters = (text: string): boolean =>
  Array.from(text).some((c) => {
    const point = c.codePointAt(0) ?? 0;
    return (point < 32 && point !== 10 && point !== 13 && point !== 9) || point === 127;
  });
