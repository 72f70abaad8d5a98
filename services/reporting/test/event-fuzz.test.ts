import { ReportingService } from '@katrol/proto/katrol/reporting/v1/service_pb';
import { describeEventFuzz } from '@katrol/testkit';
import { startReporting } from '../src/service.ts';
import { subscriptions } from '../src/subscriptions.ts';

describeEventFuzz({
  service: ReportingService,
  start: startReporting,
  subscriptions,
});
