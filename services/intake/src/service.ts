import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import { startService, type RunningService, type ServiceConfig } from '@katrol/rpc';
import type { Logger } from '@katrol/runtime';
import { table } from './rpc.ts';
import { prismaClient } from './store/client.ts';
import { daily, often, subscriptions } from './subscriptions.ts';

/** Starts intake: its database, its RPCs, what it hears, what it does by itself. */
export const startIntake = (config: ServiceConfig, log: Logger): Promise<RunningService> =>
  startService(config, log, {
    service: IntakeService,
    table,
    subscriptions,
    client: prismaClient,
    daily,
    often,
  });
