type FieldProblem = { path: string; reason: string };
export type Refusal = {
  /** stable reason, UPPER_SNAKE; empty when the answer carried none */
  reason: string;
  /** Connect code as a word, for the general text: "unavailable" */
  code: string;
  fields: FieldProblem[];
  metadata: Record<string, string>;
  /** true: the command was surely not carried out */
  definite: boolean;
  /** ms after which it may be asked again; 0 when nothing was said of it */
  retryAfterMs: number;
};

/** A call that was refused, or of which nobody knows what became of it. */
export class Refused extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal, options?: ErrorOptions) {
    super(refusal.reason || refusal.code, options);
    this.refusal = refusal;
  }
}

const UNSURE = ['unknown', 'unavailable', 'deadlineExceeded', 'canceled', 'internal'];

const camel = (word: string) =>
  word.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** `children[0].first_name` -> `children.0.firstName`, the path that forms use. */
const formPath = (protoPath: string): string =>
  protoPath
    .replace(/\[(\d+)\]/g, '.$1')
    .split('.')
    .map(camel)
    .join('.');

type Violation = { field?: string; reason?: string; description?: string };
/** An error as the Connect protocol writes it: details say in `debug` what they hold. */
type Said = {
  code?: string;
  message?: string;
  details?: {
    debug?: unknown;
  }[];
};
type Detail = {
  reason?: string;
  metadata?: Record<string, string>;
  fieldViolations?: Violation[];
};

function refusalOfSaid(
  { code = 'unknown', message = '', details = [] }: Said,
  retryAfterMs = 0,
): Refusal {
  // one says deadline_exceeded, its library DeadlineExceeded
  const word = camel(code).replace(/^./, (letter) => letter.toLowerCase());
  const said = details.map(({ debug }) => (debug ?? {}) as Detail);
  const info = said.find(({ reason }) => reason !== undefined);
  const violations = said.flatMap(({ fieldViolations = [] }) => fieldViolations);
  return {
    // the gateway's own refusals carry their reason as the message
    reason: info?.reason ?? (/^[A-Z][A-Z_]+$/.test(message) ? message : ''),
    code: word,
    fields: violations.map(({ field = '', reason, description = '' }) => ({
      path: formPath(field),
      reason: reason || description,
    })),
    metadata: info?.metadata ?? {},
    definite: !UNSURE.includes(word),
    retryAfterMs,
  };
}

// what stands before the gateway answers in no form of ours
const AWAY = [502, 503, 504];

/** What was said, as it is thrown. */
export const refusedAs = (said: Said, retryAfterMs = 0): Refused =>
  new Refused(refusalOfSaid(said, retryAfterMs));

const retryAfterOf = ({ headers }: Response): number =>
  (Number(headers.get('retry-after')) || 0) * 1_000;

/** The answer, or what was said instead. */
export async function answerOf(answer: Response): Promise<unknown> {
  if (answer.ok) return await answer.json();
  const unsaid: Said = { code: AWAY.includes(answer.status) ? 'unavailable' : 'unknown' };
  const said = await answer.json().then(
    (body: unknown) => body as Said,
    () => unsaid,
  );
  throw refusedAs(said.code ? said : unsaid, retryAfterOf(answer));
}

/** A call that came to nobody, as far as one can know. */
export const unreachable = (cause: unknown): Refused =>
  new Refused(refusalOfSaid({ code: 'unavailable' }), { cause });

/** What the services said, as a value the screen can translate. */
export const refusalOf = (error: unknown): Refusal =>
  error instanceof Refused ? error.refusal : refusalOfSaid({});

/** True when something newer stands than what was on the screen: that is looked at first. */
export const isBehind = ({ code }: Refusal): boolean => code === 'aborted';

/** True when the network, not the platform, was in the way. */
export const isOffline = (error: unknown): boolean =>
  !navigator.onLine || refusalOf(error).code === 'unavailable';
