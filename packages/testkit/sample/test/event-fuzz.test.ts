import { SampleService } from '@katrol/proto/katrol/sample/v1/service_pb';
import { describeEventFuzz } from '@katrol/testkit';
import { startSample } from '../src/service.ts';
import { subscriptions } from '../src/subscriptions.ts';

describeEventFuzz({ service: SampleService, start: startSample, subscriptions });
