import { MatchingService } from '@katrol/proto/katrol/matching/v1/service_pb';
import { describeEventFuzz } from '@katrol/testkit';
import { startMatching } from '../src/service.ts';
import { subscriptions } from '../src/subscriptions.ts';

describeEventFuzz({ service: MatchingService, start: startMatching, subscriptions });
