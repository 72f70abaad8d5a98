import { randomUUID } from 'node:crypto';
import { getOption, type DescMethod, type DescService, type Message } from '@bufbuild/protobuf';
import {
  Code,
  ConnectError,
  type ConnectRouter,
  type HandlerContext,
  type ServiceImpl,
} from '@connectrpc/connect';
import { BadRequestSchema, ErrorInfoSchema } from '@katrol/proto/google/rpc/error_details_pb';
import { Exposure, exposure, links } from '@katrol/proto/katrol/common/v1/options_pb';
import { LinkService } from '@katrol/proto/katrol/gateway/v1/links_pb';
import { CallCancelled, type Peer } from '@katrol/rpc';
import { invalid, Refusal, traceparentOf, type Logger } from '@katrol/runtime';
import { passing } from '@katrol/store';
import { connectCode, retryAfter } from './away.ts';
import { comesWithLink, type LinkDoor } from './links/door.ts';
import { UNATTENDED, type SignIn } from './sign-in.ts';

/**
 * Who answers an RPC of a service: the one that has it, or the one that the request names where
 * every service has it.
 */
export type Backend = {
  service: DescService;
  peer: (request: Message) => Peer<DescService>;
  /** what the door itself says in a request, whatever stood there */
  prepare?(request: Message & { device?: unknown }, headers: Headers): void;
  close(): void;
};

/** Who may call: people with a session, and who came with a link. */
export type Callers = { signIn: SignIn; links: LinkDoor };

/** A contract that one service answers. */
export const oneBackend = (service: DescService, peer: Peer<DescService>): Backend => ({
  service,
  peer: () => peer,
  close: () => peer.close(),
});

/** A contract that several answer, each for itself: the request's `service` says which. */
export const namedBackend = (
  service: DescService,
  peers: ReadonlyMap<string, Peer<DescService>>,
): Backend => ({
  service,
  peer: (request) => {
    const peer = peers.get(String((request as Message & { service?: unknown }).service));
    if (!peer) throw invalid({ field: 'service', reason: 'VALUE_UNKNOWN' });
    return peer;
  },
  close: () => peers.forEach((peer) => peer.close()),
});

const DEFAULT_MS = 15_000;
// imports and exports of thousands of lines, proposals for a whole branch
const LONG_MS = 60_000;
const isLong = (m: DescMethod): boolean =>
  m.methodKind !== 'unary' || /^(Import|Propose|Make|Verify)/.test(m.name);

/**
 * Routes what the contract exposes, and nothing else: each RPC goes to its service with the
 * person's own token, or the link's where the contract admits it.
 */
export function routePortalApi(
  router: ConnectRouter,
  backends: Backend[],
  callers: Callers,
  log: Logger,
): void {
  for (const { service, peer, prepare } of backends) {
    const handlers: Record<string, unknown> = {};
    for (const [key, method] of Object.entries(service.method) as [string, DescMethod][]) {
      const open = getOption(method, exposure);
      if (open === Exposure.UNSPECIFIED) continue;
      const options = (context: HandlerContext) =>
        callOptions(context, callers, {
          anonymous: open === Exposure.PUBLIC,
          long: isLong(method),
          links: getOption(method, links),
          keepsOpen: method === LinkService.method.renewLink,
        });
      handlers[key] =
        method.methodKind === 'unary'
          ? (request: Message, context: HandlerContext) =>
              answered(log, context, async () => {
                // who is asking comes before what
                const asked = await options(context);
                prepare?.(request, context.requestHeader);
                return await peer(request).call(key, request, asked);
              })
          : (request: Message, context: HandlerContext) =>
              streamed(log, context, async () => {
                const asked = await options(context);
                return peer(request).stream(key, request, asked);
              });
    }
    router.service(service, handlers as Partial<ServiceImpl<DescService>>);
  }
}

type How = {
  anonymous: boolean;
  long: boolean;
  links: readonly string[];
  /** all that it does is to stay open */
  keepsOpen: boolean;
};

async function callOptions(context: HandlerContext, callers: Callers, how: How) {
  const deadline = new Date(
    Date.now() + Math.min(context.timeoutMs() ?? Infinity, how.long ? LONG_MS : DEFAULT_MS),
  );
  const token = await tokenOf(context, callers, how, deadline);
  const key = context.requestHeader.get('idempotency-key') ?? '';
  // what no header of gRPC may hold; its shape is for the service to judge
  if (!/^[\x20-\x7e]{0,200}$/.test(key)) {
    throw invalid({ field: 'idempotency-key', reason: 'VALUE_INVALID' });
  }
  return {
    token,
    key,
    traceparent: traceparentOf(context.requestHeader.get('traceparent') ?? ''),
    deadline,
    signal: context.signal,
  };
}

/** Who calls: a link says so itself and uses no session; else the session of the cookie. */
async function tokenOf(
  { requestHeader }: HandlerContext,
  { signIn, links: door }: Callers,
  how: How,
  deadline: Date,
): Promise<string> {
  const authorization = requestHeader.get('authorization');
  // what is open to anybody needs no token, and one that ended must not be in its way
  if (how.anonymous && comesWithLink(authorization)) return '';
  const unattended = how.keepsOpen || requestHeader.has(UNATTENDED);
  const asked = { admitted: how.links, unattended };
  const ofLink = await door.tokenOf(authorization, asked, deadline);
  if (ofLink !== undefined) return ofLink;
  const cookie = cookieOf(requestHeader.get('cookie'), signIn.cookieName);
  const session = await signIn.session(cookie, { unattended });
  // a screen of somebody else who used this browser does nothing in the name of who is here now
  const screenOf = requestHeader.get('x-katrol-person') ?? '';
  const another = session !== undefined && screenOf !== '' && screenOf !== session.subject;
  if (another || (!session && !how.anonymous))
    throw new Refusal('unauthenticated', 'SIGN_IN_FIRST');
  return session?.accessToken ?? '';
}

const cookieOf = (header: string | null, name: string): string | undefined =>
  (header ?? '')
    .split(/; */)
    .find((c) => c.startsWith(`${name}=`))
    ?.slice(name.length + 1);

async function answered<T>(
  log: Logger,
  context: HandlerContext,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw endedBy(context) ?? toConnectError(error, log);
  }
}

async function* streamed(
  log: Logger,
  context: HandlerContext,
  open: () => Promise<AsyncIterable<Message>>,
) {
  try {
    yield* await open();
  } catch (error) {
    throw endedBy(context) ?? toConnectError(error, log);
  }
}

/**
 * The caller's own deadline ends the call before a service can answer: that is what the caller is
 * told.
 */
const endedBy = ({ signal }: HandlerContext): ConnectError | undefined =>
  signal.aborted &&
  signal.reason instanceof ConnectError &&
  signal.reason.code === Code.DeadlineExceeded
    ? signal.reason
    : undefined;

/**
 * A refusal with its reason and fields; anything else says only "internal" and an error id that the
 * log also holds.
 */
export function toConnectError(error: unknown, log: Logger): ConnectError {
  if (error instanceof ConnectError) return error;
  if (error instanceof CallCancelled) return new ConnectError('cancelled', Code.Canceled);
  const known = passing(error);
  if (!(known instanceof Refusal)) {
    const errorId = randomUUID();
    log.error('bug', { errorId, error });
    return new ConnectError(`internal ${errorId}`, Code.Internal);
  }
  const details = [
    {
      desc: ErrorInfoSchema,
      value: { reason: known.reason, domain: 'katrol', metadata: known.meta },
    },
    ...(known.fields.length > 0
      ? [
          {
            desc: BadRequestSchema,
            value: { fieldViolations: known.fields.map((f) => ({ ...f, description: f.reason })) },
          },
        ]
      : []),
  ];
  return new ConnectError(known.reason, connectCode(known), retryAfter(known), details);
}
