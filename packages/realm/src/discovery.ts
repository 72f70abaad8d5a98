import { z } from 'zod';
import type { BrokerParameters } from './parameters.ts';

const found = z.object({
  issuer: z.url(),
  authorization_endpoint: z.url(),
  token_endpoint: z.url(),
  jwks_uri: z.url(),
  end_session_endpoint: z.url().optional(),
});

/**
 * Asks a university's provider for its addresses. Rejects when it does not answer, or under another
 * name.
 */
export const discoverBroker = async (
  given: Omit<BrokerParameters, 'authorizationUrl' | 'tokenUrl' | 'keysUrl' | 'logoutUrl'>,
): Promise<BrokerParameters> => {
  const answer = await fetch(`${given.issuer}/.well-known/openid-configuration`, {
    redirect: 'error',
    signal: AbortSignal.timeout(10_000),
  });
  if (!answer.ok) throw new Error(`${given.issuer} answered ${answer.status}`);
  const says = found.parse(await answer.json());
  if (says.issuer !== given.issuer) throw new Error(`${given.issuer} calls itself ${says.issuer}`);
  return {
    ...given,
    authorizationUrl: says.authorization_endpoint,
    tokenUrl: says.token_endpoint,
    keysUrl: says.jwks_uri,
    ...(says.end_session_endpoint === undefined ? {} : { logoutUrl: says.end_session_endpoint }),
  };
};
