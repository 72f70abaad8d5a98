import type { DescService } from '@bufbuild/protobuf';
import {
  directBroker,
  hear,
  kafkaBroker,
  openOutbox,
  type Broker,
  type Subscription,
} from '@katrol/events';
import { createVerifier, serviceCredentials } from '@katrol/identity';
import { Releases, systemClock, type Clock, type Logger, type Running } from '@katrol/runtime';
import { auditKey, forgetOldKeys, openStore, type RawTx, type Store } from '@katrol/store';
import { outboxLogs } from './connect.ts';
import { measured, watchPool } from './observed.ts';
import { sealing } from './sealing.ts';
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
  clientId: string;
  clientSecret: string;
  auditSigningSecret?: string;
  broker: 'direct' | 'kafka';
  kafkaBrokers: string[];
  kafkaSessionTimeoutMs: number;
  kafkaReplication: number;
  clock?: Clock;
};

export type ServiceParts<S extends DescService, D, Tx extends RawTx> = {
  service: S;
  table: RpcTable<S, D, Tx>;
  subscriptions: readonly Subscription<D, Tx>[];
  /** address of each service whose events are heard */
  sources: Record<string, string>;
  client: Parameters<typeof openStore<Tx>>[1];
  /** what operations need beside the call */
  deps(store: Store<Tx>, releases: Releases): Promise<D> | D;
};

export type RunningService = Running & { port: number };

const TIDY_EVERY_MS = 3_600_000;

function tidying<Tx extends RawTx>(store: Store<Tx>, log: Logger): () => Promise<void> {
  const timer = setInterval(() => {
    forgetOldKeys(store).then(
      (count) => count > 0 && log.info('old keys forgotten', { count }),
      (error: unknown) => log.warn('old keys not forgotten', { error }),
    );
  }, TIDY_EVERY_MS);
  timer.unref();
  return async () => clearInterval(timer);
}

function openBroker(
  config: ServiceConfig,
  sources: Record<string, string>,
  token: () => Promise<string>,
  log: Logger,
): Broker {
  if (config.broker === 'kafka') {
    const {
      serviceName: service,
      kafkaBrokers: brokers,
      kafkaSessionTimeoutMs: sessionTimeoutMs,
      kafkaReplication: replication,
    } = config;
    if (brokers.length === 0)
      throw new Error('configuration: KAFKA_BROKERS: needed when BROKER is kafka');
    return kafkaBroker({ service, brokers, sessionTimeoutMs, replication, log });
  }
  const logs = outboxLogs(sources, token);
  return { ...directBroker(logs.open, log), close: async () => logs.close() };
}

/** Opens a service: database, broker, outbox, RPCs, subscriptions; releases in the opposite order. */
export async function startService<S extends DescService, D, Tx extends RawTx>(
  config: ServiceConfig,
  log: Logger,
  parts: ServiceParts<S, D, Tx>,
): Promise<RunningService> {
  const releases = new Releases(log);
  const clock = config.clock ?? systemClock;
  try {
    const key = auditKey(config.auditSigningSecret || config.clientSecret);
    const store = measured(openStore<Tx>({ url: config.databaseUrl, log }, parts.client));
    releases.add('store', () => store.close());
    releases.add('pool watch', watchPool(store));
    releases.add('sealing', sealing(store, key, log));
    const keysUrl = `${config.oidcUrl}/protocol/openid-connect/certs`;
    const tokenUrl = `${config.oidcUrl}/protocol/openid-connect/token`;
    // tokens are judged by the real time, whatever clock the domain runs on
    const verifier = createVerifier({
      issuer: config.oidcIssuer,
      keysUrl,
      audience: config.oidcAudience,
      now: systemClock.now,
    });
    const own = serviceCredentials({
      tokenUrl,
      clientId: config.clientId,
      clientSecret: config.clientSecret,
    });
    const broker = openBroker(config, parts.sources, () => own.token(), log);
    releases.add('broker', () => broker.close());
    const deps = await parts.deps(store, releases);
    const outbox = openOutbox(store, broker, log);
    releases.add('outbox', () => outbox.stop());
    const hearing = hear({
      ...parts,
      service: config.serviceName,
      deps,
      store,
      broker,
      clock,
      log,
      wake: outbox.wake,
    });
    releases.add('hearing', () => hearing.stop());
    const { parked } = hearing;
    const served = await serve({
      ...parts,
      listen: config.listen,
      deps,
      store,
      outbox,
      parked,
      auditKeys: [key],
      verifier,
      clock,
      log,
      alive: () => broker.alive(),
    });
    releases.add('rpc', () => served.drain());
    releases.add('tidy', tidying(store, log));
    return { port: served.port, ready: Promise.resolve(), stop: () => releases.release() };
  } catch (error) {
    await releases.release();
    throw error;
  }
}
