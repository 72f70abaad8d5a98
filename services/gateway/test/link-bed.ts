import { randomUUID } from 'node:crypto';
import { linkSigner, serviceCredentials } from '@katrol/identity';
import { LinkService } from '@katrol/proto/katrol/gateway/v1/links_pb';
import type { CheckLinkRequest } from '@katrol/proto/katrol/intake/v1/messages_pb';
import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import { connect, openKit, serve, type Kit } from '@katrol/rpc';
import { notFound, Releases } from '@katrol/runtime';
import type { RawTx } from '@katrol/store';
import { MatchingService } from '@katrol/proto/katrol/matching/v1/service_pb';
import { SchoolLiaisonService } from '@katrol/proto/katrol/school_liaison/v1/service_pb';
import type { TutorReminder } from '@katrol/proto/katrol/volunteer_training/v1/codes';
import { VolunteerTrainingService } from '@katrol/proto/katrol/volunteer_training/v1/service_pb';
import {
  startNeighbour,
  startUnderTest,
  type Neighbour,
  type Start,
  type TestPerson,
  type UnderTest,
} from '@katrol/testkit';
import { askingPeers } from '../src/links/asking.ts';
import type { Asking, LinkDeps, ToTell, TutorToTell, Waiting } from '../src/links/deps.ts';
import { linkTable } from '../src/links/table.ts';
import { answerSeal } from '../src/seal.ts';

const SECRET = 'a secret of the tests, thirty-two long';
export type Links = UnderTest<typeof LinkService>;

/** What intake says: in oostende who is not in it is open, and has no address. */
type Said = {
  closed: Set<string>;
  moved: Map<string, string>;
  /** the files of a family, and who is in them */
  files: Map<string, { familyIds: string[]; personIds: string[] }>;
  /** other ids of a person */
  same: Map<string, string[]>;
  addresses: Map<string, { email: string }>;
  /** who asked, by the token that came along */
  tokens: string[];
  /** looks around while somebody is asked */
  asked: (() => Promise<void>) | undefined;
  /** who has something at school that they did not open */
  toTell: ToTell[];
  /** what waits for parents, and for what each agreed to be written to */
  waiting: Waiting[];
  written: Map<string, ('to_answer' | 'to_read')[]>;
  visits: TutorToTell[];
  reflections: TutorToTell[];
  tutors: Map<string, { email: string; remindersOff: TutorReminder[] }>;
};
export type Intake = {
  said: Said;
  neighbour(): Neighbour;
  /** school-liaison, as far as the gateway asks it */
  school(): Neighbour;
  matching(): Neighbour;
  training(): Neighbour;
  leave(): void;
  /** nobody answers any more */
  stop(): void;
  back(): Promise<void>;
};

/** Intake on loopback, as far as the gateway asks it; it may go away and come back. */
export async function startIntake(): Promise<Intake> {
  const said: Said = {
    closed: new Set(),
    moved: new Map(),
    files: new Map(),
    same: new Map(),
    addresses: new Map(),
    tokens: [],
    asked: undefined,
    toTell: [],
    waiting: [],
    written: new Map(),
    visits: [],
    reflections: [],
    tutors: new Map(),
  };
  const answers = {
    checkLink: async ({ branchCode, objectId, personId }: CheckLinkRequest, token: string) => {
      await said.asked?.();
      said.tokens.push(token);
      const here = branchCode === 'oostende';
      const stands = here && ![objectId, personId].some((one) => said.closed.has(one));
      const samePersonIds = said.same.get(personId) ?? [];
      return { stands, movedToId: said.moved.get(objectId) ?? '', samePersonIds };
    },
    getFilesOf: async ({ familyId }: { familyId: string }) => {
      await said.asked?.();
      return said.files.get(familyId) ?? {};
    },
    getAddressOf: ({ personId }: { personId: string }) => {
      const address = said.addresses.get(personId);
      if (!address) throw notFound('person_id');
      return { ...address, writtenTo: said.written.get(personId) ?? [] };
    },
  };
  const school = await startNeighbour(SchoolLiaisonService, {
    listContactsToTell: () => ({ contacts: said.toTell }),
    listParentsToTell: ({ familyId }: { familyId: string }) => ({
      parents: said.waiting.filter((one) => familyId === '' || one.familyId === familyId),
    }),
    checkContact: ({ contactId, branchCode }: { contactId: string; branchCode: string }) => ({
      works: branchCode === 'oostende' && !said.closed.has(contactId),
    }),
    // as if each text were its family
    checkItem: ({ messageId, branchCode }: { messageId: string; branchCode: string }) => ({
      stands: branchCode === 'oostende' && !said.closed.has(`text ${messageId}`),
      familyId: messageId,
    }),
    getContactAddress: ({ contactId }: { contactId: string }) => {
      const address = said.addresses.get(contactId);
      if (!address) throw notFound('contact_id');
      return address;
    },
  });
  const matching = await startNeighbour(MatchingService, {
    listVisitsTomorrow: () => ({ tutors: said.visits.map((one) => ({ ...one, at: [...one.at] })) }),
  });
  const training = await startNeighbour(VolunteerTrainingService, {
    listReflectionsWaiting: () => ({
      tutors: said.reflections.map(({ at: _, ...one }) => one),
    }),
    getTutorAddress: ({ tutorId }: { tutorId: string }) => {
      const address = said.tutors.get(tutorId);
      if (!address) throw notFound('tutor_id');
      return address;
    },
  });
  let neighbour = await startNeighbour(IntakeService, answers);
  const port = Number(neighbour.address.split(':')[1]);
  return {
    said,
    neighbour: () => neighbour,
    school: () => school,
    matching: () => matching,
    training: () => training,
    leave: () => neighbour.stop(),
    stop: () => [neighbour, school, matching, training].forEach((one) => one.stop()),
    back: async () => {
      neighbour = await startNeighbour(IntakeService, answers, port);
    },
  };
}

/** What the gateway opens for links, for who works without the RPCs. */
export type Opened = { kit: Kit<RawTx>; intake: Asking };

/** The contract of links as the gateway answers it, on a port; `opened` is given what it works with. */
export const startLinks =
  (intake: Intake, opened: (parts: Opened) => void = () => undefined): Start =>
  async (config, log) => {
    const releases = new Releases(log);
    const kit = {
      ...openKit<RawTx>({ ...config, auditSecret: SECRET }, log, releases),
      seal: answerSeal(SECRET),
    };
    const peer = connect(IntakeService, intake.neighbour().address);
    releases.add('intake', async () => peer.close());
    const school = connect(SchoolLiaisonService, intake.school().address);
    releases.add('school', async () => school.close());
    const matching = connect(MatchingService, intake.matching().address);
    const training = connect(VolunteerTrainingService, intake.training().address);
    releases.add('tutors', async () => [matching, training].forEach((one) => one.close()));
    const asking = askingPeers(
      { intake: peer, school, matching, training },
      serviceCredentials({
        tokenUrl: `${config.oidcUrl}/protocol/openid-connect/token`,
        clientId: 'service-gateway',
        clientSecret: 'test',
      }),
    );
    const { store, clock } = kit;
    const deps: LinkDeps = {
      store,
      clock,
      log,
      intake: asking,
      sends: true,
      signer: linkSigner(config.linkSecret, config.oidcAudience),
      namesOf: async (subjects) => {
        await intake.said.asked?.();
        return new Map(subjects.map((one) => [one, `Naam van ${one}`]));
      },
    };
    opened({ kit, intake: asking });
    const { listen } = config;
    const table = { service: LinkService, table: linkTable, deps };
    const listening = await serve(kit, { listen, ...table, alive: () => true });
    releases.add('rpc', () => listening.drain());
    const stop = () => releases.release();
    return { port: listening.port, ready: Promise.resolve(), stop };
  };

export const coordinator = (branch = 'oostende'): Partial<TestPerson> => ({
  subject: `c-${branch}`,
  name: `Ankerfiguur ${branch}`,
  roles: ['coordinator'],
  branches: [branch],
});

export const startLinksUnderTest = (
  intake: Intake,
  opened?: (parts: Opened) => void,
): Promise<Links> => startUnderTest(LinkService, startLinks(intake, opened));

const street = { question: 'street', answer: 'Kapellestraat', picture: '' } as const;

/** A request for a parent's page, of a family and a parent that are new. */
export const page = (more: object = {}) => ({
  branchCode: 'oostende',
  kind: 'parent-page' as const,
  objectId: randomUUID(),
  personId: randomUUID(),
  language: 'nl',
  question: street,
  ...more,
});

/** The same for the place of a warm referral, of whom nothing is asked. */
export const place = (more: object = {}) =>
  page({ kind: 'receiver' as const, question: undefined, ...more });

/** Gives a link as the coordinator of oostende. */
export const given = (t: Links, more: object = {}) => t.as(coordinator())('giveLink', page(more));
