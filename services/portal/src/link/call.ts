/** What the door said no with. */
export class Refused extends Error {
  readonly reason: string;
  readonly metadata: Record<string, string>;
  constructor(reason: string, metadata: Record<string, string> = {}) {
    super(reason);
    this.reason = reason;
    this.metadata = metadata;
  }
}

type Detail = { debug?: { reason?: string; metadata?: Record<string, string> } };

const LINKS = 'katrol.gateway.v1.LinkService';
const SOON_MS = 15_000;
let token = '';
let until = 0;

async function post<T>(path: string, body: object): Promise<T> {
  let answer: Response;
  try {
    answer = await fetch(`/api/${path}`, {
      method: 'POST',
      credentials: 'omit',
      headers: {
        'content-type': 'application/json',
        'x-katrol': 'portal',
        'idempotency-key': crypto.randomUUID(),
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
  throw new Refused(info?.reason ?? said.message ?? 'UNKNOWN', info?.metadata);
}

export type Opened = {
  question: string;
  language: string;
  token: string;
  tokenUntil?: string;
  kind: string;
  objectId: string;
  personId: string;
  branchCode: string;
};

/** Opens a link by its secret; without the answer to its question it says which one is asked. */
export async function openLink(
  secret: string,
  answer: { answer?: string; picture?: string } = {},
): Promise<Opened> {
  token = '';
  const opened = await post<Opened>(`${LINKS}/OpenLink`, { secret, ...answer });
  keep(opened);
  return opened;
}

function keep(given: { token: string; tokenUntil?: string }): void {
  token = given.token;
  until = Date.parse(given.tokenUntil ?? '') || 0;
}

/** A token lives for a minute: while somebody is there it is renewed. */
export async function stayOpen(): Promise<void> {
  if (token === '' || until - Date.now() > SOON_MS) return;
  keep(await post(`${LINKS}/RenewLink`, {}));
}

/** Calls an RPC that a link may call. Throws {@link Refused}. */
export async function ask<T>(service: string, rpc: string, body: object = {}): Promise<T> {
  await stayOpen();
  return await post<T>(`${service}/${rpc}`, body);
}

/** Calls what anybody may call, whether or not a link stands. */
export const askAnybody = <T>(service: string, rpc: string, body: object): Promise<T> =>
  post<T>(`${service}/${rpc}`, body);

export const INTAKE = 'katrol.intake.v1.IntakeService';
export const MATCHING = 'katrol.matching.v1.MatchingService';
export const SCHOOL = 'katrol.school_liaison.v1.SchoolLiaisonService';
export const revoke = (): Promise<unknown> => ask(LINKS, 'RevokeLink');
