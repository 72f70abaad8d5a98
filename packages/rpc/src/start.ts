import type { DescService } from '@bufbuild/protobuf';
import {
  directBroker,
  hear,
  kafkaBroker,
  openOutbox,
  type Broker,
  type Subscription,
} from '@katrol/events';
import { serviceCredentials } from '@katrol/identity';
import { Releases, type Clock, type Logger, type Running } from '@katrol/runtime';
import type { openStore, RawTx, Store } from '@katrol/store';
import { outboxLogs } from './connect.ts';
import { daily, EVERY_FEW_SECONDS, type Daily } from './daily.ts';
import { openKit } from './kit.ts';
import { serve } from './serve.ts';
import type { RpcTable } from './table.ts';

/** Settings that startService reads; `serviceSettings` of @katrol/runtime gives them. */
export type ServiceConfig = {
  serviceName: string;
  listen: string;
  databaseUrl: string;
  oidcIssuer: string;
  oidcUrl: string;
  oidcAudience: string;
  linkPublicKeys?: readonly string[];
  /** where the services are reached that this one hears */
  serviceAddresses: ReadonlyMap<string, string>;
  clientId: string;
  clientSecret: string;
  auditSigningSecret?: string;
  auditSigningSecretBefore?: string;
  broker: 'direct' | 'kafka';
  kafkaBrokers: string[];
  kafkaSessionTimeoutMs: number;
  kafkaReplication: number;
  clock?: Clock;
};

/** What a service is made of: its contract, its two tables, its database, what it opens beside. */
export type ServiceParts<S extends DescService, Tx extends RawTx, D = unknown> = {
  service: S;
  table: RpcTable<S, Tx, D>;
  subscriptions: readonly Subscription<Tx, D>[];
  client: Parameters<typeof openStore>[1];
  /** what operations need beside the call */
  deps?(store: Store<Tx>, releases: Releases): Promise<D> | D;
  /** what it does by itself once a day */
  daily?: Daily<Tx, D>;
  /** what it does by itself every few seconds */
  often?: Daily<Tx, D>;
};

export type RunningService = Running & { port: number };

async function openBroker(
  config: ServiceConfig,
  sources: readonly string[],
  token: () => Promise<string>,
  log: Logger,
): Promise<Broker> {
  if (config.broker === 'kafka') {
    if (config.kafkaBrokers.length === 0) {
      throw new Error('configuration: KAFKA_BROKERS: needed when BROKER is kafka');
    }
    return await kafkaBroker({
      service: config.serviceName,
      brokers: config.kafkaBrokers,
      sessionTimeoutMs: config.kafkaSessionTimeoutMs,
      replication: config.kafkaReplication,
      log,
    });
  }
  const away = sources.filter((source) => !config.serviceAddresses.has(source));
  if (away.length > 0) {
    throw new Error(`configuration: SERVICE_ADDRESSES: nothing for ${away.join(', ')}`);
  }
  const logs = outboxLogs(config.serviceAddresses, token);
  return { ...directBroker(logs.open, log), close: async () => logs.close() };
}

/**
 * Opens a service: database, broker, outbox, RPCs, subscriptions; releases in the opposite order.
 */
export async function startService<S extends DescService, Tx extends RawTx, D>(
  config: ServiceConfig,
  log: Logger,
  parts: ServiceParts<S, Tx, D>,
): Promise<RunningService> {
  const releases = new Releases(log);
  try {
    const { port } = await open(config, log, parts, releases);
    return { port, ready: Promise.resolve(), stop: () => releases.release() };
  } catch (error) {
    await releases.release();
    throw error;
  }
}

async function open<S extends DescService, Tx extends RawTx, D>(
  config: ServiceConfig,
  log: Logger,
  parts: ServiceParts<S, Tx, D>,
  releases: Releases,
): Promise<{ port: number }> {
  const auditSecret = config.auditSigningSecret || config.clientSecret;
  const kit = openKit<Tx>({ ...config, auditSecret }, log, releases, parts.client);
  const { store, clock } = kit;
  const credentials = serviceCredentials({
    tokenUrl: `${config.oidcUrl}/protocol/openid-connect/token`,
    clientId: config.clientId,
    clientSecret: config.clientSecret,
  });
  const sources = parts.subscriptions.map(({ source }) => source);
  const broker = await openBroker(config, sources, () => credentials.token(), log);
  releases.add('broker', () => broker.close());
  // a service without further parts never looks at them
  const deps = (await parts.deps?.(store, releases)) as D;
  const outbox = openOutbox(config.serviceName, store, broker, log);
  releases.add('outbox', () => outbox.stop());
  const { serviceName: service } = config;
  const { subscriptions } = parts;
  const { wake } = outbox;
  const hearing = hear({ service, deps, store, broker, clock, log, subscriptions, wake });
  releases.add('hearing', () => hearing.stop());
  if (parts.daily) {
    releases.add('daily', daily({ service, store, clock, log, deps, outbox }, parts.daily));
  }
  if (parts.often) {
    const own = { service, store, clock, log, deps, outbox };
    releases.add('often', daily(own, parts.often, EVERY_FEW_SECONDS));
  }
  const listening = await serve(kit, {
    ...parts,
    listen: config.listen,
    deps,
    outbox,
    parked: hearing.parked,
    alive: () => broker.alive(),
  });
  releases.add('rpc', () => listening.drain());
  return listening;
}
