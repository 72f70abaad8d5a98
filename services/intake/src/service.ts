import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import { startService, type RunningService } from '@katrol/rpc';
import type { Clock, Logger } from '@katrol/runtime';
import type { Config } from './config.ts';
import { table } from './rpc.ts';
import { prismaClient } from './store/client.ts';
import { subscriptions } from './subscriptions.ts';

/** Starts intake: its database, its RPCs, what it hears. */
export const startIntake = (
  config: Config & { clock?: Clock },
  log: Logger,
): Promise<RunningService> =>
  startService(config, log, {
    service: IntakeService,
    table,
    subscriptions,
    sources: { matching: config.matchingAddress },
    client: prismaClient,
    deps: () => ({}),
  });
