import type { Client } from '@connectrpc/connect';
import type { MatchingService } from '@katrol/proto/katrol/matching/v1/service_pb';
import type { Trajectory } from '@katrol/proto/katrol/matching/v1/messages_pb';

/** The commands of the plan, given by the feature: these pieces ask nothing of the network themselves. */
export type Commands = Client<typeof MatchingService>;
export type PlanProps = { of: Trajectory; commands: Commands };
