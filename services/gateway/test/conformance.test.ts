import { afterAll } from '@jest/globals';
import { PeopleService } from '@katrol/proto/katrol/gateway/v1/people_pb';
import { describeService } from '@katrol/testkit';
import { peopleTable } from '../src/people/table.ts';
import { seedPeople, startPeople, startSurroundings } from './bed.ts';

const surroundings = await startSurroundings();
afterAll(() => surroundings.stop());

describeService({
  service: PeopleService,
  table: peopleTable,
  start: startPeople(surroundings),
  seed: seedPeople,
  appendOnly: ['person_change'],
  without: ['strangers', 'revisions'],
});
