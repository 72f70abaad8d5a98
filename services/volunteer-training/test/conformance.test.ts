import { VolunteerTrainingService } from '@katrol/proto/katrol/volunteer_training/v1/service_pb';
import { describeService } from '@katrol/testkit';
import { table } from '../src/rpc.ts';
import { startVolunteerTraining } from '../src/service.ts';
import { seedTraining } from './seed.ts';

describeService({
  service: VolunteerTrainingService,
  table,
  start: startVolunteerTraining,
  main: 'src/main.ts',
  seed: seedTraining,
});
