import type {
  DescMethodUnary,
  DescService,
  MessageInitShape,
  MessageShape,
} from '@bufbuild/protobuf';
import { createClient, type CallOptions } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-node';
import { signIn } from '@katrol/demo/sign-in';
import people from '@katrol/platform/people.json' with { type: 'json' };

type Unary<S extends DescService> = {
  [K in keyof S['method']]: S['method'][K] extends DescMethodUnary ? K : never;
}[keyof S['method']] &
  string;

export type Caller = <S extends DescService, K extends Unary<S>>(
  service: S,
  method: K,
  request: MessageInitShape<S['method'][K]['input']>,
  key?: string,
) => Promise<MessageShape<S['method'][K]['output']>>;

/**
 * The portal's API over HTTP; `username` is one of the demonstration's people, '' is somebody
 * without an account.
 */
export async function callAs(url: string, username: string): Promise<Caller> {
  const person = people.find((p) => p.username === username);
  if (username !== '' && !person) throw new Error(`nobody is called ${username}`);
  return await callAsSubject(url, person?.subject ?? '');
}

/** The same for anybody with an account, by the identity provider's id of them. */
export async function callAsSubject(url: string, subject: string): Promise<Caller> {
  const cookie = subject === '' ? '' : await signIn(url, subject);
  const transport = createConnectTransport({
    baseUrl: `${url}/api`,
    useBinaryFormat: false,
    httpVersion: '1.1',
  });
  return (service, method, request, key) => {
    const client = createClient(service, transport) as unknown as Record<
      string,
      (request: unknown, options: CallOptions) => Promise<never>
    >;
    const headers = { cookie, 'x-katrol': 'portal', ...(key ? { 'idempotency-key': key } : {}) };
    return (client[method] as (typeof client)[string])(request, { headers });
  };
}
