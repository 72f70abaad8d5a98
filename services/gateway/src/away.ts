import type { Code } from '@connectrpc/connect';
import { codeToHttpStatus } from '@connectrpc/connect/protocol-connect';
import { grpcCodes } from '@katrol/rpc';
import { Refusal } from '@katrol/runtime';
import { passing } from '@katrol/store';
import * as oidc from 'openid-client';

// what is away is started again within a few seconds
const RETRY_AFTER_S = 3;

/** A refusal's code in Connect's numbers, which are gRPC's. */
export const connectCode = ({ code }: Refusal): Code => grpcCodes[code] as number as Code;

/** A refusal's status over HTTP, the same for pages as for calls. */
export const httpStatus = (refusal: Refusal): number => codeToHttpStatus(connectCode(refusal));

/** What goes along with a refusal: when something is only away, when to ask again. */
export const retryAfter = ({ code }: Refusal): Record<string, string> =>
  code === 'unavailable' ? { 'retry-after': String(RETRY_AFTER_S) } : {};

/** The refusal that an identity provider which is away is to who called. */
export const providerAway = (cause: unknown): Refusal =>
  new Refusal('unavailable', 'IDENTITY_PROVIDER_UNAVAILABLE', { cause });

/** The provider answered that it cannot answer now: nothing was wrong with what it was asked. */
const isInTrouble = (error: unknown): boolean =>
  (error instanceof oidc.ResponseBodyError && error.status >= 500) ||
  (error instanceof oidc.ClientError &&
    (error.code === 'OAUTH_TIMEOUT' ||
      (error.cause instanceof Response && error.cause.status >= 500)));

/**
 * The refusal that something away is, the provider or the database; undefined where something else
 * is wrong.
 */
export const whoIsAway = (error: unknown): Refusal | undefined => {
  // how Node's fetch says that nobody is there
  const unreached = error instanceof TypeError && error.message === 'fetch failed';
  if (unreached || isInTrouble(error)) return providerAway(error);
  const known = passing(error);
  return known instanceof Refusal && known.code === 'unavailable' ? known : undefined;
};
