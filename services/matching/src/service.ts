import { MatchingService } from '@katrol/proto/katrol/matching/v1/service_pb';
import { startService, type RunningService, type ServiceConfig } from '@katrol/rpc';
import type { Logger } from '@katrol/runtime';
import { table } from './rpc.ts';
import { openSolver } from './solver.ts';
import { prismaClient } from './store/client.ts';
import { daily, subscriptions } from './subscriptions.ts';

/** Starts matching: its database, its solver, its RPCs, what it hears. */
export const startMatching = (config: ServiceConfig, log: Logger): Promise<RunningService> =>
  startService(config, log, {
    service: MatchingService,
    table,
    subscriptions,
    daily,
    client: prismaClient,
    deps: (_store, releases) => {
      const solver = openSolver();
      releases.add('solver', () => solver.close());
      return { solver };
    },
  });
