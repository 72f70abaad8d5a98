import { VolunteerTrainingService } from '@katrol/proto/katrol/volunteer_training/v1/service_pb';
import { describeEventFuzz } from '@katrol/testkit';
import { startVolunteerTraining } from '../src/service.ts';
import { subscriptions } from '../src/subscriptions.ts';

describeEventFuzz({
  service: VolunteerTrainingService,
  start: startVolunteerTraining,
  subscriptions,
});
