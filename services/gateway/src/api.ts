import { getOption, type DescMethod } from '@bufbuild/protobuf';
import { createConnectRouter, type ConnectError, type ConnectRouter } from '@connectrpc/connect';
import {
  compressionBrotli,
  compressionGzip,
  universalRequestFromNodeRequest,
  universalResponseToNodeResponse,
} from '@connectrpc/connect-node';
import type { UniversalHandler } from '@connectrpc/connect/protocol';
import { codeToHttpStatus, errorToJson } from '@connectrpc/connect/protocol-connect';
import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { excessInJson, isJsonTooMuch, largestRequest } from '@katrol/contract';
import { Exposure, exposure } from '@katrol/proto/katrol/common/v1/options_pb';
import { invalid, Refusal, type Logger } from '@katrol/runtime';
import { refusalBody } from './answers.ts';
import type { Config } from './config.ts';
import { toConnectError } from './portal-api.ts';
import { refuseUnderPressure } from './shed.ts';

// one way in: what the portal sends, a call or a stream
const JSON_BODY = ['application/json', 'application/connect+json'];
// a whole town hall behind one address, and no more
const CALLS_A_MINUTE = 12_000;
// the head of a message in a stream: a flag and a length
const ENVELOPE = 5;

type Api = { routes(router: ConnectRouter): void; config: Config; log: Logger };

/**
 * The portal's API under /api. Every rule hangs on the routes in here, whatever the spelling that
 * led to them; what a request may hold is judged by its contract before anything is built of it.
 */
export async function registerApi(app: FastifyInstance, o: Api): Promise<void> {
  await app.register(
    async (api) => {
      await refuseUnderPressure(api);
      await limitCalls(api);
      refuseForeignCalls(api, o.config);
      readJson(api);
      for (const handler of handlersOf(o)) routeOne(api, handler, o);
      api.setNotFoundHandler({ preHandler: api.rateLimit() }, async (_request, reply) =>
        reply.code(404).send(refusalBody('not_found', 'NOT_FOUND')),
      );
    },
    { prefix: '/api' },
  );
}

function handlersOf({ routes }: Api): UniversalHandler[] {
  const router = createConnectRouter({
    // every field is written: who reads needs no descriptor to know what is empty
    jsonOptions: { ignoreUnknownFields: false, alwaysEmitImplicit: true },
    acceptCompression: [compressionGzip, compressionBrotli],
    grpc: false,
    grpcWeb: false,
  });
  routes(router);
  // what services ask each other has no address here, where Connect would say "not implemented"
  return router.handlers.filter(
    ({ method }) => getOption(method, exposure) !== Exposure.UNSPECIFIED,
  );
}

async function limitCalls(api: FastifyInstance): Promise<void> {
  await api.register(rateLimit, {
    timeWindow: '1 minute',
    max: CALLS_A_MINUTE,
    errorResponseBuilder: () => ({
      statusCode: 429,
      code: 'resource_exhausted',
      reason: 'RATE_LIMITED',
      message: 'RATE_LIMITED',
    }),
  });
}

function refuseForeignCalls(api: FastifyInstance, config: Config): void {
  const own = new URL(config.publicUrl).origin;
  api.addHook('onRequest', async ({ headers, routeOptions: { bodyLimit } }, reply) => {
    reply.header('cache-control', 'no-store');
    const type = (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
    const packed = [headers['content-encoding'], headers['connect-content-encoding']];
    // a form on another site can send neither this header nor our Origin
    const ownOrigin = headers.origin === undefined || headers.origin === own;
    // said before it comes, with the connection left open: who is still sending reads the answer
    if (Number(headers['content-length'] ?? 0) > (bodyLimit ?? Infinity))
      await reply.code(413).send(refusalBody('resource_exhausted', 'BODY_TOO_LARGE'));
    else if (!JSON_BODY.includes(type) || packed.some((one) => one && one !== 'identity'))
      await reply.code(415).send(refusalBody('invalid_argument', 'REQUEST_UNREADABLE'));
    else if (headers['x-katrol'] !== 'portal' || !ownOrigin)
      await reply.code(403).send(refusalBody('permission_denied', 'ORIGIN_REFUSED'));
  });
}

function readJson(api: FastifyInstance): void {
  api.removeAllContentTypeParsers();
  api.addContentTypeParser(JSON_BODY, { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  );
}

function routeOne(api: FastifyInstance, handler: UniversalHandler, { config, log }: Api): void {
  const { method } = handler;
  const few = fewOf(method, config);
  const rateLimit = {
    max: few ?? CALLS_A_MINUTE,
    groupId: few === undefined ? 'call' : method.name,
  };
  const options = { bodyLimit: largestRequest(method) + ENVELOPE, config: { rateLimit } };
  api.post(handler.requestPath, options, async (request, reply) => {
    try {
      await answered(handler, request, reply, bodyOf(method, request.body as Buffer | undefined));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      await refused(reply, toConnectError(error, log));
    }
  });
}

/** How often a minute one address may do what is open to anybody and leaves something, or guesses. */
function fewOf(method: DescMethod, config: Config): number | undefined {
  if (getOption(method, exposure) !== Exposure.PUBLIC) return undefined;
  if (method.name.startsWith('Submit')) return config.publicSubmitsAMinute;
  return method.name.startsWith('Open') ? config.linkOpeningsAMinute : undefined;
}

/**
 * What Connect is given: a call's JSON as it was parsed, a stream's message as it came. Refuses
 * REQUEST_UNREADABLE, and what its contract does not allow, before anything is built of it.
 */
export function bodyOf(method: DescMethod, bytes: Buffer = Buffer.alloc(0)): unknown {
  const streams = method.methodKind !== 'unary';
  const json = streams ? bytes.subarray(ENVELOPE) : bytes;
  const parsed = parsedJson(json);
  const excess = excessInJson(method.input, parsed);
  if (excess) throw invalid(excess);
  return streams ? once(bytes) : parsed;
}

function parsedJson(json: Buffer): object {
  if (isJsonTooMuch(json)) throw new Refusal('invalid_argument', 'BODY_TOO_LARGE');
  let parsed: unknown;
  try {
    parsed = JSON.parse(json.toString('utf8'));
  } catch {
    // said below: what it was is not told back
  }
  if (typeof parsed === 'object' && parsed !== null) return parsed;
  throw new Refusal('invalid_argument', 'REQUEST_UNREADABLE');
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function answered(
  handler: UniversalHandler,
  request: FastifyRequest,
  reply: FastifyReply,
  body: unknown,
): Promise<void> {
  const asked = universalRequestFromNodeRequest(request.raw, reply.raw, body as never, undefined);
  const answer = await handler(asked);
  reply.hijack();
  for (const [name, value] of Object.entries(reply.getHeaders()))
    if (value !== undefined) reply.raw.setHeader(name, value);
  // who asked may be gone before all is written
  await universalResponseToNodeResponse(answer, reply.raw).catch(() => reply.raw.destroy());
}

const refused = (reply: FastifyReply, error: ConnectError): FastifyReply =>
  reply
    .code(codeToHttpStatus(error.code))
    .type('application/json')
    .send(JSON.stringify(errorToJson(error, undefined)));
