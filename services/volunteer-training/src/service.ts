import { VolunteerTrainingService } from '@katrol/proto/katrol/volunteer_training/v1/service_pb';
import { startService, type RunningService } from '@katrol/rpc';
import type { Clock, Logger } from '@katrol/runtime';
import type { Config } from './config.ts';
import { table } from './rpc.ts';
import { prismaClient } from './store/client.ts';
import { subscriptions } from './subscriptions.ts';

/** Starts volunteer-training: its database, its RPCs, what it hears. */
export const startVolunteerTraining = (
  config: Config & { clock?: Clock },
  log: Logger,
): Promise<RunningService> =>
  startService(config, log, {
    service: VolunteerTrainingService,
    table,
    subscriptions,
    sources: { intake: config.intakeAddress, matching: config.matchingAddress },
    client: prismaClient,
    deps: () => ({}),
  });
