import type { FieldProblem } from '@katrol/contract';

/** What a refusal means to the caller; the names are gRPC's and Connect's. */
export type RefusalCode =
  | 'invalid_argument'
  | 'not_found'
  | 'unauthenticated'
  | 'permission_denied'
  | 'failed_precondition'
  | 'aborted'
  | 'already_exists'
  | 'resource_exhausted'
  | 'unavailable'
  | 'deadline_exceeded';

/**
 * A "no" with a stable reason (UPPER_SNAKE) that the portal translates. Everything else that is
 * thrown is a bug and leaves the process as "internal" without text.
 */
export class Refusal extends Error {
  readonly code: RefusalCode;
  readonly reason: string;
  readonly fields: FieldProblem[];
  readonly meta: Record<string, string>;

  constructor(
    code: RefusalCode,
    reason: string,
    options: { fields?: FieldProblem[]; meta?: Record<string, string>; cause?: unknown } = {},
  ) {
    super(reason, { cause: options.cause });
    this.name = 'Refusal';
    this.code = code;
    this.reason = reason;
    this.fields = options.fields ?? [];
    this.meta = options.meta ?? {};
  }
}

/** What belongs to somebody else and what does not exist answer alike. */
export const notFound = (field: string): Refusal =>
  new Refusal('not_found', 'NOT_FOUND', { fields: [{ field, reason: 'NOT_FOUND' }] });

/** What a field names belongs to a thing that is there already. */
export const taken = (field: string, reason: string): Refusal =>
  new Refusal('already_exists', reason, { fields: [{ field, reason }] });

/** The thing changed since it was read. `current` is the revision that is there now. */
export const stale = (current: number): Refusal =>
  new Refusal('aborted', 'STALE', { meta: { revision: String(current) } });

/** The thing is in a state that does not allow this. */
export const wrongState = (state: string, command: string): Refusal =>
  new Refusal('failed_precondition', 'WRONG_STATE', { meta: { state, command } });

/** Refuses unless `given` is the revision that is there. */
export function expectRevision(given: number, current: number): void {
  if (given !== current) throw stale(current);
}
