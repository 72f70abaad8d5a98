import { MatchingService } from '@katrol/proto/katrol/matching/v1/service_pb';
import { startService, type RunningService, type ServiceConfig } from '@katrol/rpc';
import type { Logger } from '@katrol/runtime';
import { table } from './rpc.ts';
import { openRuns } from './runs.ts';
import { prismaClient } from './store/client.ts';
import { daily, subscriptions } from './subscriptions.ts';

/** Starts matching: its database, its RPCs, what it hears; a run has a process of its own. */
export const startMatching = (config: ServiceConfig, log: Logger): Promise<RunningService> =>
  startService(config, log, {
    service: MatchingService,
    table,
    subscriptions,
    daily,
    client: prismaClient,
    deps: (_store, releases) => {
      const runs = openRuns();
      releases.add('runs', () => runs.close());
      return { runs };
    },
  });
