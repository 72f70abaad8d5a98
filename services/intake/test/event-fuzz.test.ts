import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import { describeEventFuzz } from '@katrol/testkit';
import { startIntake } from '../src/service.ts';
import { subscriptions } from '../src/subscriptions.ts';

describeEventFuzz({ service: IntakeService, start: startIntake, subscriptions });
