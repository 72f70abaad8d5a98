import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { Refusal, type Logger } from '@katrol/runtime';
import { passing } from '@katrol/store';
import { httpStatus, retryAfter } from './away.ts';

/** A refusal of the gateway's own, in the shape of Connect's errors: the portal reads one kind. */
export const refusalBody = (code: string, reason: string): object => ({
  code,
  message: reason,
  reason,
});

const REASONS: Record<number, [code: string, reason: string]> = {
  413: ['resource_exhausted', 'BODY_TOO_LARGE'],
  415: ['invalid_argument', 'REQUEST_UNREADABLE'],
  429: ['resource_exhausted', 'RATE_LIMITED'],
  503: ['unavailable', 'BUSY'],
};

/** What goes wrong outside of an RPC: a reason, or an error id that the log also holds. */
export function answerErrors(app: FastifyInstance, log: Logger): void {
  app.setErrorHandler(async (error: { statusCode?: number; code?: string }, _request, reply) => {
    const known = passing(error);
    if (known instanceof Refusal) {
      log.warn('refused', { reason: known.reason, error });
      return await reply
        .code(httpStatus(known))
        .headers(retryAfter(known))
        .send(refusalBody(known.code, known.reason));
    }
    const status = error.statusCode ?? 500;
    const named = REASONS[status];
    if (named || status < 500) {
      const [code, reason] = named ?? ['invalid_argument', 'REQUEST_INVALID'];
      return await reply.code(status).send(refusalBody(code, reason));
    }
    const errorId = randomUUID();
    log.error('bug', { errorId, error });
    return await reply.code(status).send({ ...refusalBody('internal', 'INTERNAL'), errorId });
  });
}
