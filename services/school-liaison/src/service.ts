import { SchoolLiaisonService } from '@katrol/proto/katrol/school_liaison/v1/service_pb';
import { startService, type RunningService, type ServiceConfig } from '@katrol/rpc';
import type { Logger } from '@katrol/runtime';
import { table } from './rpc.ts';
import { prismaClient } from './store/client.ts';
import { often, subscriptions } from './subscriptions.ts';

/** Starts school-liaison: its database, its RPCs, what it hears, what it sends when it may. */
export const startSchoolLiaison = (config: ServiceConfig, log: Logger): Promise<RunningService> =>
  startService(config, log, {
    service: SchoolLiaisonService,
    table,
    subscriptions,
    client: prismaClient,
    often,
  });
