import { SampleService } from '@katrol/proto/katrol/sample/v1/service_pb';
import { startService, type RunningService, type ServiceConfig } from '@katrol/rpc';
import type { Logger } from '@katrol/runtime';
import { table } from './rpc.ts';
import { prismaClient } from './store/client.ts';
import { subscriptions } from './subscriptions.ts';

/** Starts the sample: its database, its RPCs, what it hears. */
export const startSample = (config: ServiceConfig, log: Logger): Promise<RunningService> =>
  startService(config, log, { service: SampleService, table, subscriptions, client: prismaClient });
