import type pg from 'pg';
import type Provider from 'oidc-provider';

// oidc-provider documents it and leaves it out of its types
type BackChannel = {
  backchannelLogoutUri?: string;
  backchannelLogout: (subject: string, sid: string) => Promise<void>;
};
type Kept = { authorizations?: Record<string, { sid?: string }> };

/**
 * Ends every session of a person from this side: what was granted is gone, and each client that
 * asked for it is told.
 */
export const endSessions = async (
  pool: pg.Pool,
  provider: Provider,
  subject: string,
): Promise<void> => {
  const { rows } = await pool.query<{ model: string; payload: Kept }>(
    `DELETE FROM record WHERE payload ->> 'accountId' = $1 RETURNING model, payload`,
    [subject],
  );
  const told = rows
    .filter(({ model }) => model === 'Session')
    .flatMap(({ payload }) => Object.entries(payload.authorizations ?? {}));
  for (const [clientId, { sid }] of told) {
    const client = (await provider.Client.find(clientId)) as unknown as BackChannel | undefined;
    if (sid === undefined || client?.backchannelLogoutUri === undefined) continue;
    // a client that is away finds out at its next renewal
    await client
      .backchannelLogout(subject, sid)
      .catch((error: unknown) => provider.emit('server_error', undefined as never, error as never));
  }
};
