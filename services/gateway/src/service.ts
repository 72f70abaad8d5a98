import type { DescService } from '@bufbuild/protobuf';
import { openDirectory } from '@katrol/identity/directory';
import { AuditService } from '@katrol/proto/katrol/common/v1/audit_pb';
import { FileService } from '@katrol/proto/katrol/common/v1/file_pb';
import { ParkedService } from '@katrol/proto/katrol/common/v1/parked_pb';
import { PeopleService } from '@katrol/proto/katrol/gateway/v1/people_pb';
import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import { VolunteerTrainingService } from '@katrol/proto/katrol/volunteer_training/v1/service_pb';
import { door, services } from '@katrol/registry';
import {
  connect,
  kitTables,
  localPeer,
  openKit,
  takesFiles,
  type RunningService,
} from '@katrol/rpc';
import { openPool } from '@katrol/store/pool';
import { Releases, type Logger } from '@katrol/runtime';
import type { RawTx } from '@katrol/store';
import { buildApp, type Behind } from './app.ts';
import type { Config } from './config.ts';
import { openLinks, signerOf } from './links/parts.ts';
import { watchEnds } from './people/ends.ts';
import type { PeopleDeps, Places } from './people/operations.ts';
import { peopleTable } from './people/table.ts';
import { namedBackend, oneBackend, type Backend } from './portal-api.ts';
import { answerSeal } from './seal.ts';
import { openSessions, type Sessions } from './sessions.ts';
import { openWhole } from './whole.ts';

// a session is looked up before each call: a database that says nothing is away by then
const SESSION_LIMIT_MS = 5_000;

/** Starts the gateway: sessions, one connection to each service, the HTTP door. */
export async function startGateway(config: Config, log: Logger): Promise<RunningService> {
  const releases = new Releases(log);
  const pool = openPool({ url: config.databaseUrl, max: 5, log, answerMs: SESSION_LIMIT_MS });
  releases.add('database', () => pool.end());
  const sessions = openSessions(pool, config.sessionSecret, config.sessionIdleMinutes);
  const { backends, links } = openBackends(config, sessions, log, releases);
  const whole = openWhole(pool, addressesOf(config));
  releases.add('peers of the whole', async () => whole.close());
  const app = await buildApp(config, sessions, { backends, links, whole }, log);
  releases.add('http', () => app.close());
  const [host = '127.0.0.1', port = '8080'] = config.listen.split(':');
  const url = await app.listen({ host, port: Number(port) });
  return {
    port: Number(new URL(url).port),
    ready: Promise.resolve(),
    stop: () => releases.release(),
  };
}

type Entry = (typeof services)[number];

const addressesOf =
  (config: Config) =>
  (folder: string): string => {
    const address = config.serviceAddresses.get(folder);
    if (!address) throw new Error(`configuration: SERVICE_ADDRESSES: nothing for ${folder}`);
    return address;
  };

/** Who answers: each service its contract, all of them the kit's, and the gateway its own. */
function openBackends(
  config: Config,
  sessions: Sessions,
  log: Logger,
  releases: Releases,
): Pick<Behind, 'backends' | 'links'> {
  const addressOf = addressesOf(config);
  const auditSecret = config.auditSigningSecret || config.sessionSecret;
  const kit = {
    ...openKit<RawTx>(
      { ...config, auditSecret, linkPublicKeys: linkKeysOf(config) },
      log,
      releases,
    ),
    seal: answerSeal(config.sessionSecret),
  };
  const deps = peopleDeps(config, { sessions, log, addressOf }, releases);
  const people = localPeer(kit, { service: PeopleService, table: peopleTable, deps });
  const local = new Map(
    kitTables(kit).map((served) => [served.service, localPeer(kit, served)] as const),
  );
  const ends = watchEnds(kit, deps);
  releases.add('ends of branches', () => ends.stop());
  const ofEach = (contract: DescService, asked: readonly Entry[] = services): Backend => {
    const peers = new Map(
      asked.map(({ folder }) => [folder, connect(contract, addressOf(folder))] as const),
    );
    const mine = local.get(contract);
    return namedBackend(contract, mine ? new Map([...peers, [door.folder, mine]]) : peers);
  };
  const { directory } = deps;
  const links = openLinks(config, { kit, log, directory, addressOf }, releases);
  const backends = [
    oneBackend(PeopleService, people),
    links.backend,
    ...services.map(({ folder, contract }) =>
      oneBackend(contract, connect(contract, addressOf(folder))),
    ),
    ofEach(ParkedService),
    ofEach(AuditService),
    ofEach(
      FileService,
      services.filter(({ contract }) => takesFiles(contract)),
    ),
  ];
  releases.add('peers', async () => backends.forEach((b) => b.close()));
  return { backends, links };
}

/** Its own key counts here whatever else is given: while keys turn over it is the newest. */
const linkKeysOf = (config: Config): string[] => [
  ...new Set([...config.linkPublicKeys, signerOf(config).publicText]),
];

type Around = {
  sessions: Sessions;
  log: Logger;
  addressOf(folder: string): string;
};

/** What managing people needs: the directory, and which branches and universities exist. */
function peopleDeps(
  config: Config,
  { sessions, log, addressOf }: Around,
  releases: Releases,
): PeopleDeps {
  const intake = connect(IntakeService, addressOf('intake'));
  const training = connect(VolunteerTrainingService, addressOf('volunteer-training'));
  releases.add('peers of people', async () => [intake, training].forEach((peer) => peer.close()));
  const places: Places = async ({ token, deadline }) => {
    const { branches } = await intake.call('listBranches', {}, { token, deadline });
    const { universities } = await training.call('listUniversities', {}, { token, deadline });
    return {
      branches: branches.map(({ code }) => code),
      universities: universities.map(({ code }) => code),
    };
  };
  const directory = openDirectory({
    adminUrl: config.directoryUrl,
    tokenUrl: `${config.oidcUrl}/protocol/openid-connect/token`,
    clientId: config.directoryClientId,
    clientSecret: config.directoryClientSecret,
  });
  return { directory, sessions, places, log };
}
