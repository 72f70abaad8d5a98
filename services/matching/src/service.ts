import { MatchingService } from '@katrol/proto/katrol/matching/v1/service_pb';
import { startService, type RunningService, type ServiceConfig } from '@katrol/rpc';
import type { Logger } from '@katrol/runtime';
import { table } from './rpc.ts';
import { inChild } from '@katrol/solver';
import type { RunAsked, RunResult } from './domain/run.ts';
import { prismaClient } from './store/client.ts';
import { daily, subscriptions } from './subscriptions.ts';

// what a run may take, with all that is around its solving
const RUN_LIMIT_MS = 60_000;

/** Starts matching: its database, its RPCs, what it hears; a run has a process of its own. */
export const startMatching = (config: ServiceConfig, log: Logger): Promise<RunningService> =>
  startService(config, log, {
    service: MatchingService,
    table,
    subscriptions,
    daily,
    client: prismaClient,
    deps: (_store, releases) => {
      const module = new URL('./assign-child.ts', import.meta.url);
      const runs = inChild<RunAsked, RunResult>(module, { limitMs: RUN_LIMIT_MS });
      releases.add('runs', () => runs.close());
      return { runs };
    },
  });
