import { VolunteerTrainingService } from '@katrol/proto/katrol/volunteer_training/v1/service_pb';
import { startService, type RunningService, type ServiceConfig } from '@katrol/rpc';
import type { Logger } from '@katrol/runtime';
import { table } from './rpc.ts';
import { prismaClient } from './store/client.ts';
import { subscriptions } from './subscriptions.ts';

/** Starts volunteer-training: its database, its RPCs, what it hears. */
export const startVolunteerTraining = (
  config: ServiceConfig,
  log: Logger,
): Promise<RunningService> =>
  startService(config, log, {
    service: VolunteerTrainingService,
    table,
    subscriptions,
    client: prismaClient,
  });
