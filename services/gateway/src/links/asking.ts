import type { ServiceCredentials } from '@katrol/identity';
import type { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import type { MatchingService } from '@katrol/proto/katrol/matching/v1/service_pb';
import type { SchoolLiaisonService } from '@katrol/proto/katrol/school_liaison/v1/service_pb';
import type { VolunteerTrainingService } from '@katrol/proto/katrol/volunteer_training/v1/service_pb';
import type { Peer } from '@katrol/rpc';
import { Refusal } from '@katrol/runtime';
import type { Asking } from './deps.ts';

// a service that says nothing is away by then: whoever waits holds a connection meanwhile
const LIMIT_MS = 5_000;

const soonest = (deadline: Date): Date =>
  new Date(Math.min(deadline.getTime(), Date.now() + LIMIT_MS));

const isMissing = (error: unknown): boolean =>
  error instanceof Refusal && error.code === 'not_found';

/** Who answers: intake of families, school-liaison of schools, the other two of tutors. */
type Peers = {
  intake: Peer<typeof IntakeService>;
  school: Peer<typeof SchoolLiaisonService>;
  matching: Peer<typeof MatchingService>;
  training: Peer<typeof VolunteerTrainingService>;
};

/** Asks with the gateway's own credentials: nobody's, for nobody is signed in. */
export const askingPeers = (
  { intake, school, matching, training }: Peers,
  credentials: ServiceCredentials,
): Asking => {
  const how = async (deadline: Date) => ({
    token: await credentials.token(),
    deadline: soonest(deadline),
  });
  return {
    check: async ({ kind, branchCode, objectId, personId }, deadline) => {
      if (kind === 'parent-item') {
        const item = { branchCode, messageId: objectId, personId };
        const { stands, familyId } = await school.call('checkItem', item, await how(deadline));
        if (!stands) return { stands, movedToId: '', samePersonIds: [] };
        // a text does not move; whether its reader may still open anything is of the family
        const of = { kind: 'parent-page', branchCode, objectId: familyId, personId } as const;
        return { ...(await intake.call('checkLink', of, await how(deadline))), movedToId: '' };
      }
      if (kind !== 'school-contact') {
        const asked = { kind, branchCode, objectId, personId };
        return await intake.call('checkLink', asked, await how(deadline));
      }
      const asked = { branchCode, contactId: personId };
      const { works: stands } = await school.call('checkContact', asked, await how(deadline));
      return { stands, movedToId: '', samePersonIds: [] };
    },
    filesOf: async (of, deadline) => await intake.call('getFilesOf', of, await how(deadline)),
    addressOf: async ({ kind, branchCode, personId }, deadline) => {
      try {
        const asked = { branchCode, personId, contactId: personId };
        if (kind !== 'school-contact')
          return await intake.call('getAddressOf', asked, await how(deadline));
        const { email } = await school.call('getContactAddress', asked, await how(deadline));
        return { email, writtenTo: [] };
      } catch (error) {
        if (isMissing(error)) return { email: '', writtenTo: [] };
        throw error;
      }
    },
    contactsToTell: async (deadline) =>
      (await school.call('listContactsToTell', {}, await how(deadline))).contacts,
    waiting: async (of, deadline) =>
      (await school.call('listParentsToTell', of, await how(deadline))).parents,
    visitsTomorrow: async (deadline) =>
      (await matching.call('listVisitsTomorrow', {}, await how(deadline))).tutors,
    reflectionsWaiting: async (deadline) => {
      const asked = await training.call('listReflectionsWaiting', {}, await how(deadline));
      return asked.tutors.map((one) => ({ ...one, at: [] }));
    },
    tutorAddress: async (of, deadline) => {
      try {
        return await training.call('getTutorAddress', of, await how(deadline));
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    },
  };
};
