import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import { describeService } from '@katrol/testkit';
import { table } from '../src/rpc.ts';
import { startIntake } from '../src/service.ts';
import { seedIntake } from './seed.ts';

describeService({
  service: IntakeService,
  table,
  start: startIntake,
  main: 'src/main.ts',
  seed: seedIntake,
  appendOnly: ['profile'],
});
