import { randomUUID } from 'node:crypto';
import type { DescService, MessageInitShape, MessageShape } from '@bufbuild/protobuf';
import type pg from 'pg';
import { addressesText, services } from '@katrol/registry';
import { connect, type Peer, type RunningService, type ServiceConfig } from '@katrol/rpc';
import { createLogger, type Clock, type Logger } from '@katrol/runtime';
import { needed, startDatabase } from './database.ts';
import { startIdentity, type TestIdentity, type TestLink, type TestPerson } from './identity.ts';

/** A clock that a test moves; it stands still otherwise. */
class TestClock implements Clock {
  #at: Date;
  constructor(at: string) {
    this.#at = new Date(at);
  }
  now(): Date {
    return this.#at;
  }
  set(at: string): void {
    this.#at = new Date(at);
  }
}

type Caller<S extends DescService> = {
  <K extends keyof S['method'] & string>(
    method: K,
    request: MessageInitShape<S['method'][K]['input']>,
    options?: { key?: string; deadlineMs?: number },
  ): Promise<MessageShape<S['method'][K]['output']>>;
};

/**
 * How a service under test is started: with the settings of every service, and what it adds.
 * `linkSecret`: what the gateway signs links with.
 */
export type Start = (
  config: ServiceConfig & { clock: TestClock; linkSecret: string },
  log: Logger,
) => Promise<RunningService>;

export type StartOptions = {
  /** where the clock stands; 2026-11-23T10:00:00Z unless told */
  at?: string;
  /** where neighbours that tell the service something listen, by folder */
  peers?: Record<string, string>;
};

export type UnderTest<S extends DescService> = {
  /** calls as a person with these roles, branches, university */
  as(who: Partial<TestPerson>): Caller<S>;
  /** calls with a link's token: of this kind, branch, object, person */
  link(of: Partial<TestLink>): Caller<S>;
  anonymous: Caller<S>;
  system(service: string): Caller<S>;
  peer: Peer<S>;
  token(who: Partial<TestPerson>): Promise<string>;
  /** superuser of the test's own database: looks behind row-level security */
  admin: pg.Pool;
  adminUrl: string;
  /** the runtime role's way into it */
  url: string;
  identity: TestIdentity;
  clock: TestClock;
  address: string;
  /** environment that starts the same service as a process of its own */
  env: Record<string, string>;
  stop(): Promise<void>;
};

const nobodyThere = services.map(({ folder }) => [folder, '127.0.0.1:1'] as const);

/** Starts a service in this process on a clone of its template database. */
export async function startUnderTest<S extends DescService>(
  service: S,
  start: Start,
  options: StartOptions = {},
): Promise<UnderTest<S>> {
  const database = await startDatabase();
  const { url, admin, adminUrl } = database;
  const identity = await startIdentity();
  const clock = new TestClock(options.at ?? '2026-11-23T10:00:00Z');
  const config = configOf(url, identity, options);
  const log = createLogger(config.serviceName, process.env['LOG_LEVEL'] ?? 'silent');
  const running = await start({ ...config, clock, linkSecret: identity.linkSecret }, log);
  const address = `127.0.0.1:${running.port}`;
  const peer = connect(service, address);
  const caller =
    (token: () => Promise<string>): Caller<S> =>
    async (method, request, o = {}) =>
      await peer.call(method, request, {
        token: await token(),
        key: o.key ?? randomUUID(),
        deadline: new Date(Date.now() + (o.deadlineMs ?? 15_000)),
      });
  return {
    as: (who) => caller(() => identity.person(who)),
    link: (of) => caller(() => identity.link(of)),
    anonymous: caller(async () => ''),
    system: (other) => caller(() => identity.system(other)),
    token: (who) => identity.person(who),
    peer,
    admin,
    adminUrl,
    url,
    identity,
    clock,
    address,
    env: environmentOf(config),
    stop: async () => {
      peer.close();
      await running.stop();
      await identity.close();
      await database.stop();
    },
  };
}

function configOf(
  databaseUrl: string,
  identity: TestIdentity,
  { peers = {} }: StartOptions,
): ServiceConfig {
  const serviceName = needed('KATROL_TEST_TEMPLATE').replaceAll('_', '-');
  return {
    serviceName,
    listen: '127.0.0.1:0',
    databaseUrl,
    oidcIssuer: identity.issuer,
    oidcUrl: identity.issuer,
    oidcAudience: identity.audience,
    linkPublicKeys: [identity.linkPublicKey],
    serviceAddresses: new Map([...nobodyThere, ...Object.entries(peers)]),
    clientId: `service-${serviceName}`,
    clientSecret: 'test',
    broker: 'direct',
    kafkaBrokers: [],
    kafkaSessionTimeoutMs: 30_000,
    kafkaReplication: 1,
  };
}

const environmentOf = (config: ServiceConfig): Record<string, string> => ({
  DATABASE_URL: config.databaseUrl,
  LISTEN: config.listen,
  SERVICE_ADDRESSES: addressesText(config.serviceAddresses),
  OIDC_ISSUER: config.oidcIssuer,
  OIDC_URL: config.oidcUrl,
  OIDC_AUDIENCE: config.oidcAudience,
  LINK_PUBLIC_KEYS: (config.linkPublicKeys ?? []).join(),
  CLIENT_ID: config.clientId,
  CLIENT_SECRET: config.clientSecret,
  BROKER: config.broker,
});
