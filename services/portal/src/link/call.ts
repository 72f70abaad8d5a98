/** What the door said no with. */
export class Refused extends Error {
  readonly reason: string;
  readonly metadata: Record<string, string>;
  /** of the answer; 0 when none came */
  readonly status: number;
  constructor(reason: string, metadata: Record<string, string> = {}, status = 0) {
    super(reason);
    this.reason = reason;
    this.metadata = metadata;
    this.status = status;
  }
}

type Detail = { debug?: { reason?: string; metadata?: Record<string, string> } };

const LINKS = 'katrol.gateway.v1.LinkService';
const FRESH_MS = 30_000;
let secret = '';
let token = '';
// on the phone's own clock, which may say any time: what counts is how long ago
let since = 0;

async function post<T>(path: string, body: object, key: string): Promise<T> {
  let answer: Response;
  try {
    answer = await fetch(`/api/${path}`, {
      method: 'POST',
      credentials: 'omit',
      headers: {
        'content-type': 'application/json',
        'x-katrol': 'portal',
        'idempotency-key': key,
        ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(body),
    });
  } catch (cause) {
    throw new Refused('OFFLINE', { cause: String(cause) });
  }
  const said = (await answer.json().catch(() => ({}))) as T & {
    message?: string;
    details?: Detail[];
  };
  if (answer.ok) return said;
  const info = said.details?.find((one) => one.debug?.reason)?.debug;
  throw new Refused(info?.reason ?? said.message ?? 'UNKNOWN', info?.metadata, answer.status);
}

// a secret and a token are told once: each time is another one
const anew = <T>(path: string, body: object): Promise<T> => post(path, body, crypto.randomUUID());

// what was asked and not surely answered: asked again it is the same command
const attempts = new Map<string, string>();
const isUnsure = (error: unknown): boolean =>
  error instanceof Refused && (error.status === 0 || error.status >= 500);

async function once<T>(path: string, body: object): Promise<T> {
  const attempt = `${path} ${JSON.stringify(body)}`;
  const key = attempts.get(attempt) ?? crypto.randomUUID();
  attempts.set(attempt, key);
  try {
    const answer = await post<T>(path, body, key);
    attempts.delete(attempt);
    return answer;
  } catch (error) {
    if (!isUnsure(error)) attempts.delete(attempt);
    throw error;
  }
}

export type Opened = {
  question: string;
  language: string;
  token: string;
  kind: string;
  objectId: string;
  personId: string;
  branchCode: string;
};

type Attending = {
  /** asks the second question on top of what is being typed; done when it was answered */
  ask: (asked: Opened) => Promise<void>;
  over: (why: Refused) => void;
};
let attending: Attending | undefined;

/** Who is told that a link is over, and asks the second question again once a token ended. */
export const attend = (who: Attending): void => {
  attending = who;
};

/** Opens a link by its secret; without the answer to its question it says which one is asked. */
export async function openLink(
  of: string,
  answer: { answer?: string; picture?: string } = {},
): Promise<Opened> {
  secret = of;
  token = '';
  const opened = await anew<Opened>(`${LINKS}/OpenLink`, { secret, ...answer });
  keep(opened);
  return opened;
}

function keep(given: { token: string }): void {
  token = given.token;
  since = Date.now();
}

let reopening: Promise<void> | undefined;

/** A token ended: the link opens anew, with its second question where it has one. */
export function reopen(): Promise<void> {
  reopening ??= openLink(secret)
    .then((opened) => (opened.token === '' ? attending?.ask(opened) : undefined))
    .finally(() => {
      reopening = undefined;
    });
  return reopening;
}

// the link itself, or the work of whom it is of
const OVER = ['LINK_OVER', 'CONTACT_LEFT'];
export const isOver = ({ reason }: Refused): boolean => OVER.includes(reason);
const hasEnded = (error: unknown): boolean =>
  error instanceof Refused && error.status === 401 && !isOver(error);

/** Does it with a token that stands: one that ended meanwhile did nothing, so it is done again. */
async function withToken<T>(work: () => Promise<T>): Promise<T> {
  try {
    if (reopening || token === '') await reopen();
    return await work().catch(async (error: unknown) => {
      if (!hasEnded(error)) throw error;
      await reopen();
      return await work();
    });
  } catch (error) {
    if (error instanceof Refused && isOver(error)) {
      token = '';
      attending?.over(error);
    }
    throw error;
  }
}

let staying: Promise<void> | undefined;

/** A token lives for a minute: while somebody is there it is renewed. */
export async function stayOpen(): Promise<void> {
  if (token === '' || Date.now() - since < FRESH_MS) return;
  staying ??= withToken(async () => keep(await anew(`${LINKS}/RenewLink`, {}))).finally(() => {
    staying = undefined;
  });
  await staying;
}

/** Calls an RPC that a link may call. Throws {@link Refused}. */
export async function ask<T>(service: string, rpc: string, body: object = {}): Promise<T> {
  // where it cannot be renewed now, the token that is there may stand still
  await stayOpen().catch((why: unknown) => {
    if (!(why instanceof Refused) || isOver(why)) throw why;
  });
  return await withToken(() => once<T>(`${service}/${rpc}`, body));
}

/** Calls what anybody may call, whether or not a link stands. */
export const askAnybody = <T>(service: string, rpc: string, body: object): Promise<T> =>
  anew<T>(`${service}/${rpc}`, body);

export const INTAKE = 'katrol.intake.v1.IntakeService';
export const MATCHING = 'katrol.matching.v1.MatchingService';
export const SCHOOL = 'katrol.school_liaison.v1.SchoolLiaisonService';

/** Closes this link for good, wherever else it is open. */
export async function revoke(): Promise<void> {
  await ask(LINKS, 'RevokeLink');
  token = '';
}
