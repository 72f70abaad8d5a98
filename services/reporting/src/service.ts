import { ReportingService } from '@katrol/proto/katrol/reporting/v1/service_pb';
import { startService, type RunningService, type ServiceConfig } from '@katrol/rpc';
import type { Logger } from '@katrol/runtime';
import { table } from './rpc.ts';
import { openRuns } from './runs.ts';
import { prismaClient } from './store/client.ts';
import { subscriptions } from './subscriptions.ts';

/** Starts reporting: its database, its RPCs, what it hears; a release has a process of its own. */
export const startReporting = (config: ServiceConfig, log: Logger): Promise<RunningService> =>
  startService(config, log, {
    service: ReportingService,
    table,
    subscriptions,
    client: prismaClient,
    deps: (_store, releases) => {
      const runs = openRuns();
      releases.add('runs', () => runs.close());
      return { runs };
    },
  });
