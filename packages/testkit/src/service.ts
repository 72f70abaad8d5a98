import { randomUUID } from 'node:crypto';
import type { DescService, MessageInitShape, MessageShape } from '@bufbuild/protobuf';
import type pg from 'pg';
import { connect, type Peer, type RunningService, type ServiceConfig } from '@katrol/rpc';
import { createLogger, type Clock, type Logger } from '@katrol/runtime';
import { needed, startDatabase } from './database.ts';
import { startIdentity, type TestIdentity, type TestPerson } from './identity.ts';

/** A clock that a test moves; it stands still otherwise. */
export class TestClock implements Clock {
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

export type Caller<S extends DescService> = {
  <K extends keyof S['method'] & string>(
    method: K,
    request: MessageInitShape<S['method'][K]['input']>,
    options?: { key?: string; deadlineMs?: number },
  ): Promise<MessageShape<S['method'][K]['output']>>;
};

export type UnderTest<S extends DescService> = {
  /** calls as a person with these roles, branches, university */
  as(who: Partial<TestPerson>): Caller<S>;
  anonymous: Caller<S>;
  system(service: string): Caller<S>;
  peer: Peer<S>;
  token(who: Partial<TestPerson>): Promise<string>;
  /** superuser of the test's own database: looks behind row-level security */
  admin: pg.Pool;
  adminUrl: string;
  identity: TestIdentity;
  clock: TestClock;
  address: string;
  /** environment that starts the same service as a process of its own */
  env: Record<string, string>;
  stop(): Promise<void>;
};

type Start = (config: never, log: Logger) => Promise<RunningService>;
const nowhere = '127.0.0.1:1';

/** Starts a service in this process on a clone of its template database, with a clock that stands at `at`. */
export async function startUnderTest<S extends DescService>(
  service: S,
  start: Start,
  options: { at?: string; peers?: Record<string, string> } = {},
): Promise<UnderTest<S>> {
  const database = await startDatabase();
  const { url, admin } = database;
  const identity = await startIdentity();
  const clock = new TestClock(options.at ?? '2026-11-23T10:00:00Z');
  const serviceName = needed('KATROL_TEST_TEMPLATE').replaceAll('_', '-');
  const peers = {
    intakeAddress: nowhere,
    matchingAddress: nowhere,
    volunteerTrainingAddress: nowhere,
    ...options.peers,
  };
  const config: ServiceConfig = {
    serviceName,
    listen: '127.0.0.1:0',
    databaseUrl: url,
    oidcIssuer: identity.issuer,
    oidcUrl: identity.issuer,
    oidcAudience: identity.audience,
    clientId: `service-${serviceName}`,
    clientSecret: 'test',
    clock,
    broker: 'direct',
    kafkaBrokers: [],
    kafkaSessionTimeoutMs: 30_000,
    kafkaReplication: 1,
  };
  const log = createLogger(serviceName, process.env['LOG_LEVEL'] ?? 'silent');
  const running = await start({ ...config, ...peers } as never, log);
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
  const env = {
    DATABASE_URL: url,
    LISTEN: '127.0.0.1:0',
    OIDC_ISSUER: identity.issuer,
    OIDC_URL: identity.issuer,
    OIDC_AUDIENCE: identity.audience,
    CLIENT_ID: config.clientId,
    CLIENT_SECRET: 'test',
    BROKER: 'direct',
    INTAKE_ADDRESS: peers.intakeAddress,
    MATCHING_ADDRESS: peers.matchingAddress,
    VOLUNTEER_TRAINING_ADDRESS: peers.volunteerTrainingAddress,
  };
  return {
    as: (who) => caller(() => identity.person(who)),
    anonymous: caller(async () => ''),
    system: (other) => caller(() => identity.system(other)),
    token: (who) => identity.person(who),
    peer,
    admin,
    adminUrl: database.adminUrl,
    identity,
    clock,
    address,
    env,
    stop: async () => {
      peer.close();
      await running.stop();
      await identity.close();
      await database.stop();
    },
  };
}
