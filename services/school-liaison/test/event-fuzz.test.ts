import { SchoolLiaisonService } from '@katrol/proto/katrol/school_liaison/v1/service_pb';
import { describeEventFuzz } from '@katrol/testkit';
import { startSchoolLiaison } from '../src/service.ts';
import { subscriptions } from '../src/subscriptions.ts';

describeEventFuzz({
  service: SchoolLiaisonService,
  start: startSchoolLiaison,
  subscriptions,
});
