import { Refusal } from '@katrol/runtime';

/**
 * What is wrong with the database: it said no for a reason that passes, what was to be written is a
 * row of somebody else's (`foreign`) or bears what another row bears alone (`taken`), or something
 * else.
 */
export type DatabaseProblem = 'conflict' | 'timeout' | 'away' | 'foreign' | 'taken' | 'other';

const AWAY = ['08', '57P', '53'];
const AWAY_SYSTEM = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOENT', 'ETIMEDOUT'];
const AWAY_PRISMA = ['P1001', 'P1017', 'DatabaseNotReachable', 'ConnectionClosed', 'SocketTimeout'];
const AWAY_WORDS =
  /Connection terminated|timeout exceeded when trying to connect|not queryable|server closed/i;

/** Finds the SQLSTATE or system code, however deep the driver wrapped it. */
export function databaseProblem(error: unknown): DatabaseProblem {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 6; depth++) {
    const found = ofCodes(codesOf(at), at.message);
    if (found) return found;
    at = at.cause;
  }
  return 'other';
}

type Wrapped = { originalCode?: unknown; kind?: unknown };

function codesOf(error: Error): string[] {
  const bag = error as {
    code?: unknown;
    originalCode?: unknown;
    meta?: { driverAdapterError?: unknown; code?: unknown };
  };
  const inner = (bag.meta?.driverAdapterError as { cause?: Wrapped } | undefined)?.cause;
  const wrapped = (error.cause ?? {}) as Wrapped;
  return [
    bag.code,
    bag.originalCode,
    bag.meta?.code,
    inner?.originalCode,
    inner?.kind,
    wrapped.originalCode,
    wrapped.kind,
  ]
    .filter((c) => c !== undefined)
    .map(String);
}

function ofCodes(codes: string[], message: string): DatabaseProblem | undefined {
  const has = (...wanted: string[]): boolean => codes.some((c) => wanted.includes(c));
  if (has('40001', '40P01', 'P2034', 'TransactionWriteConflict')) return 'conflict';
  if (has('57014', 'P2028')) return 'timeout';
  if (codes.some((c) => AWAY.some((a) => c.startsWith(a)))) return 'away';
  if (has(...AWAY_SYSTEM, ...AWAY_PRISMA) || AWAY_WORDS.test(message)) return 'away';
  if (has('23505', '23P01', 'P2002', 'UniqueConstraintViolation')) return 'taken';
  if (has('42501') && message.includes('row-level security')) return 'foreign';
  return undefined;
}

/** The refusal that a problem is to who called; a bug stays what it is. */
export function asRefusal(kind: DatabaseProblem, error: unknown, deadline: Date): unknown {
  if (kind === 'timeout' || (kind === 'other' && Date.now() >= deadline.getTime())) {
    return new Refusal('deadline_exceeded', 'DEADLINE_EXCEEDED', { cause: error });
  }
  if (kind === 'away') return new Refusal('unavailable', 'DATABASE_AWAY', { cause: error });
  if (kind === 'taken') return new Refusal('already_exists', 'TAKEN', { cause: error });
  if (kind === 'conflict') return new Refusal('aborted', 'CONFLICT', { cause: error });
  return error;
}
