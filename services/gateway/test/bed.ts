import { randomBytes } from 'node:crypto';
import { openDirectory, type Directory } from '@katrol/identity/directory';
import { PeopleService } from '@katrol/proto/katrol/gateway/v1/people_pb';
import {
  dropDatabase,
  ensureDatabase,
  freePort,
  startIdentityProvider,
  type Person,
} from '@katrol/platform';
import { openKit, serve } from '@katrol/rpc';
import { Releases } from '@katrol/runtime';
import type { RawTx } from '@katrol/store';
import { openPool } from '@katrol/store/pool';
import { needed, type Seed, type Start, type TestPerson, type UnderTest } from '@katrol/testkit';
import { peopleTable } from '../src/people/table.ts';
import { answerSeal } from '../src/seal.ts';
import { openSessions, type SessionData, type Sessions } from '../src/sessions.ts';

export type People = UnderTest<typeof PeopleService>;
export const SECRET = 'a secret of the tests, thirty-two long';

/** Who has an account in the directory of the tests. */
export const subjects = {
  operator: '019aa000-0000-7000-8000-000000000001',
  oostende: '019aa000-0000-7000-8000-000000000002',
  melle: '019aa000-0000-7000-8000-000000000003',
  coach: '019aa000-0000-7000-8000-000000000004',
};

export const operator: Partial<TestPerson> = {
  subject: subjects.operator,
  roles: ['operator'],
  branches: [],
};

const account = (
  subject: string,
  name: string,
  role: string,
  place: { branches?: string[]; university?: string },
): Person => ({
  subject,
  username: name.toLowerCase().replace(' ', '.'),
  name,
  roles: [role],
  branches: place.branches ?? [],
  university: place.university ?? null,
  featured: false,
});

const accounts = [
  account(subjects.operator, 'Operator Uil', 'operator', {}),
  account(subjects.oostende, 'Ankerfiguur Kanarie', 'coordinator', { branches: ['oostende'] }),
  account(subjects.melle, 'Ankerfiguur Merel', 'coordinator', { branches: ['melle'] }),
  account(subjects.coach, 'Coach Parkiet', 'lecturer-coach', { university: 'hogent' }),
];

export type Surroundings = { directory: Directory; stop(): Promise<void> };

/** A real directory: the embedded identity provider, with a few people in it. */
export async function startSurroundings(): Promise<Surroundings> {
  const server = needed('KATROL_TEST_ADMIN_URL');
  const name = `directory_${randomBytes(4).toString('hex')}`;
  const provider = await startIdentityProvider({
    database: await ensureDatabase(server, name),
    port: await freePort(),
    environment: 'test',
    people: accounts,
    names: new Map(),
    portalUrl: 'http://localhost:8080/',
    clients: {
      gateway: {
        clientId: 'katrol-gateway',
        clientSecret: 'test',
        redirectUris: ['http://localhost:8080/auth/callback'],
        postLogoutRedirectUris: ['http://localhost:8080/'],
        backChannelLogoutUri: 'http://localhost:9/auth/backchannel-logout',
      },
      directory: { clientId: 'katrol-directory', clientSecret: 'of the directory' },
      services: [],
    },
  });
  const directory = openDirectory({
    adminUrl: provider.adminUrl,
    tokenUrl: `${provider.issuer}/protocol/openid-connect/token`,
    clientId: 'katrol-directory',
    clientSecret: 'of the directory',
  });
  return {
    directory,
    stop: async () => {
      await provider.stop();
      await dropDatabase(server, name);
    },
  };
}

const places = async () => ({
  branches: ['oostende', 'melle', 'gent'],
  universities: ['hogent', 'vives'],
});

/** The gateway's own contract as the gateway answers it, on a port: what the kit judges. */
export const startPeople =
  ({ directory }: Surroundings): Start =>
  async (config, log) => {
    const releases = new Releases(log);
    const pool = openPool({ url: config.databaseUrl, max: 2, log });
    releases.add('database', () => pool.end());
    const kit = {
      ...openKit<RawTx>({ ...config, auditSecret: SECRET }, log, releases),
      seal: answerSeal(SECRET),
    };
    const sessions = openSessions(pool, SECRET);
    const listening = await serve(kit, {
      listen: config.listen,
      service: PeopleService,
      table: peopleTable,
      deps: { directory, sessions, places, log },
      alive: () => true,
    });
    releases.add('rpc', () => listening.drain());
    return {
      port: listening.port,
      ready: Promise.resolve(),
      stop: () => releases.release(),
    };
  };

/** Somebody who is signed in, as the gateway keeps them. */
export const signedIn = (
  sessions: Sessions,
  subject: string,
  roles = ['coordinator'],
): Promise<string> => {
  const data: SessionData = {
    subject,
    name: 'N',
    roles,
    branches: ['oostende'],
    university: '',
    accessToken: 'token-a',
    refreshToken: 'token-r',
    sid: `provider-${subject}`,
    accessUntil: 4_000_000_000_000,
  };
  return sessions.create(data);
};

export const seedPeople = async (): Promise<Seed> => ({
  owner: operator,
  theirs: [],
  lists: [{ rpc: 'listPeople', request: { options: {} } }],
  command: {
    rpc: 'giveBranch',
    request: { subject: subjects.melle, branchCode: 'oostende' },
    other: { subject: subjects.melle, branchCode: 'gent' },
  },
  slow: { table: 'branch_end', rpc: 'listPeople', request: { options: {} } },
});
