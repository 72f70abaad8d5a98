import type { ServiceCredentials } from '@katrol/identity';
import type { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import type { Peer } from '@katrol/rpc';
import { Refusal } from '@katrol/runtime';
import type { Asking } from './deps.ts';

// a service that says nothing is away by then: whoever waits holds a connection meanwhile
const LIMIT_MS = 5_000;

const soonest = (deadline: Date): Date =>
  new Date(Math.min(deadline.getTime(), Date.now() + LIMIT_MS));

/** Asks intake with the gateway's own credentials: nobody's, for nobody is signed in. */
export const askingIntake = (
  intake: Peer<typeof IntakeService>,
  credentials: ServiceCredentials,
): Asking => ({
  check: async ({ kind, branchCode, objectId, personId }, deadline) => {
    const token = await credentials.token();
    const asked = { kind, branchCode, objectId, personId };
    return await intake.call('checkLink', asked, { token, deadline: soonest(deadline) });
  },
  addressOf: async ({ branchCode, personId }, deadline) => {
    const token = await credentials.token();
    try {
      const asked = { branchCode, personId };
      return await intake.call('getAddressOf', asked, { token, deadline: soonest(deadline) });
    } catch (error) {
      if (error instanceof Refusal && error.code === 'not_found') return undefined;
      throw error;
    }
  },
});
