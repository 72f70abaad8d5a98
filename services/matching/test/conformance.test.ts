import { afterAll } from '@jest/globals';
import { MatchingService } from '@katrol/proto/katrol/matching/v1/service_pb';
import { describeService } from '@katrol/testkit';
import { table } from '../src/rpc.ts';
import { startMatching } from '../src/service.ts';
import { seedMatching, startNeighbours } from './seed.ts';

const neighbours = await startNeighbours();
afterAll(() => neighbours.stop());
describeService({
  service: MatchingService,
  table,
  start: startMatching,
  main: 'src/main.ts',
  seed: seedMatching(neighbours),
  peers: neighbours.peers,
});
