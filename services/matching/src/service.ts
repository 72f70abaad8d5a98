import { MatchingService } from '@katrol/proto/katrol/matching/v1/service_pb';
import { startService, type RunningService } from '@katrol/rpc';
import type { Clock, Logger } from '@katrol/runtime';
import type { Config } from './config.ts';
import { table } from './rpc.ts';
import { openSolver } from './solver.ts';
import { prismaClient } from './store/client.ts';
import { subscriptions } from './subscriptions.ts';

/** Starts matching: its database, its solver, its RPCs, what it hears. */
export const startMatching = (
  config: Config & { clock?: Clock },
  log: Logger,
): Promise<RunningService> =>
  startService(config, log, {
    service: MatchingService,
    table,
    subscriptions,
    sources: {
      intake: config.intakeAddress,
      'volunteer-training': config.volunteerTrainingAddress,
    },
    client: prismaClient,
    deps: (_store, releases) => {
      const solver = openSolver();
      releases.add('solver', () => solver.close());
      return { solver };
    },
  });
