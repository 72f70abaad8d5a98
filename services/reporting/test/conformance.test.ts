import { ReportingService } from '@katrol/proto/katrol/reporting/v1/service_pb';
import { describeService } from '@katrol/testkit';
import { table } from '../src/rpc.ts';
import { startReporting } from '../src/service.ts';
import { seedReporting } from './seed.ts';

describeService({
  service: ReportingService,
  table,
  start: startReporting,
  main: 'src/main.ts',
  seed: seedReporting,
});
