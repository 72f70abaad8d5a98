import { SchoolLiaisonService } from '@katrol/proto/katrol/school_liaison/v1/service_pb';
import { describeService } from '@katrol/testkit';
import { table } from '../src/rpc.ts';
import { startSchoolLiaison } from '../src/service.ts';
import { seedLiaison } from './seed.ts';

describeService({
  service: SchoolLiaisonService,
  table,
  start: startSchoolLiaison,
  main: 'src/main.ts',
  seed: seedLiaison,
});
