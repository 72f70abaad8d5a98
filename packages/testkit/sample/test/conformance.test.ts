import { SampleService } from '@katrol/proto/katrol/sample/v1/service_pb';
import { describeService } from '@katrol/testkit';
import { table } from '../src/rpc.ts';
import { startSample } from '../src/service.ts';
import { seedSample } from './seed.ts';

describeService({
  service: SampleService,
  table,
  start: startSample,
  main: 'src/main.ts',
  seed: seedSample,
});
