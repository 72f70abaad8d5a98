import type { Init, Rpc as RpcOf } from '@katrol/proto/json';
import { isUnattended, person } from '#device/person.ts';
import { answerOf, unreachable } from './refusal.ts';

export type Rpc = Pick<RpcOf, 'service' | 'name' | 'key' | 'input'> & {
  asked?: unknown;
  answer?: unknown;
};
/** What an RPC takes, whole; what may be given of it; and what it answers. */
export type Whole<M extends Rpc> = NonNullable<M['asked']>;
export type Asked<M extends Rpc> = Init<Whole<M>>;
export type Answer<M extends Rpc> = NonNullable<M['answer']>;

/** Told on the window when the session ended under the person's hands. */
export const SIGN_IN_NEEDED = 'katrol:sign-in-needed';

const hex = (bytes: number): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (b) =>
    b.toString(16).padStart(2, '0'),
  ).join('');

/**
 * The headers of every call: where it comes from, whose screen it is (the gateway carries out
 * nothing in another's name), and a trace that begins where somebody waits.
 */
export const headers = (): Record<string, string> => ({
  'x-katrol': 'portal',
  ...(person() ? { 'x-katrol-person': person() } : {}),
  ...(isUnattended() ? { 'x-katrol-unattended': '1' } : {}),
  traceparent: `00-${hex(16)}-${hex(8)}-01`,
});

// bytes travel as base64
const written = (_: string, value: unknown): unknown =>
  value instanceof Uint8Array
    ? btoa(Array.from(value, (byte) => String.fromCharCode(byte)).join(''))
    : value;

/**
 * Calls an RPC: one POST of JSON, as the Connect protocol has it. Throws Refused. A command that is
 * tried again is sent under the key of its first attempt.
 */
export async function call<M extends Rpc>(
  { service, name }: M,
  request: Asked<M>,
  key: string = crypto.randomUUID(),
): Promise<Answer<M>> {
  const answer = await fetch(`/api/${service}/${name}`, {
    method: 'POST',
    headers: { ...headers(), 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify(request, written),
  }).catch((cause: unknown) => {
    throw unreachable(cause);
  });
  if (answer.status === 401) window.dispatchEvent(new Event(SIGN_IN_NEEDED));
  return (await answerOf(answer)) as Answer<M>;
}
