import { Refusal } from '@katrol/runtime';

/**
 * What is wrong with the database: it said no for a reason that passes, what was to be written is a
 * row of somebody else's (`foreign`) or bears what another row bears alone (`taken`), or something
 * else.
 */
export type DatabaseProblem = 'conflict' | 'timeout' | 'away' | 'foreign' | 'taken' | 'other';

const AWAY = ['08', '57P', '53', '58'];
// a server that another one took over from
const AWAY_STATES = ['25006'];
const AWAY_SYSTEM = [
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
];
const AWAY_PRISMA = ['P1001', 'P1017', 'DatabaseNotReachable', 'ConnectionClosed', 'SocketTimeout'];
const AWAY_WORDS = new RegExp(
  [
    'Connection terminated',
    'timeout exceeded when trying to connect',
    'not queryable',
    'server closed',
    'Query read timeout',
    'not currently accepting connections',
    // a call that comes while the process stops
    'Cannot use a pool after calling end',
  ].join('|'),
  'i',
);

/** Finds the SQLSTATE or system code, however deep the driver wrapped it. */
export function databaseProblem(error: unknown): DatabaseProblem {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 6; depth++) {
    const found = ofCodes(codesOf(at), at.message);
    if (found) return found;
    // a name with several addresses, none of which answered
    at = at instanceof AggregateError ? at.errors[0] : at.cause;
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
  // a socket that is not there, and not any file
  if (bag.code === 'ENOENT' && (error as { syscall?: unknown }).syscall === 'connect')
    return ['ECONNREFUSED'];
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
  if (has(...AWAY_SYSTEM, ...AWAY_PRISMA, ...AWAY_STATES) || AWAY_WORDS.test(message))
    return 'away';
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

const NO_DEADLINE = new Date(8.64e15);

/**
 * An error of the database, wherever it was asked, as the refusal that it is to who called: away,
 * too late, in each other's way. A refusal and a bug stay what they are.
 */
export const passing = (error: unknown): unknown =>
  error instanceof Refusal ? error : asRefusal(databaseProblem(error), error, NO_DEADLINE);
