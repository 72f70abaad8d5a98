import { afterAll } from '@jest/globals';
import { AuditService } from '@katrol/proto/katrol/common/v1/audit_pb';
import { PeopleService } from '@katrol/proto/katrol/gateway/v1/people_pb';
import { describeAccess, startUnderTest, type AccessSample } from '@katrol/testkit';
import { operator, startPeople, startSurroundings, subjects, type People } from './bed.ts';

const surroundings = await startSurroundings();
afterAll(() => surroundings.stop());

async function sample(t: People): Promise<AccessSample> {
  const ending = { subject: subjects.oostende, branchCode: 'oostende', until: '2026-12-31' };
  await t.as(operator)('giveBranch', ending);
  return {
    tutorAccount: 'tutor-of-family',
    fields: { 'account: name': 'Kanarie', 'coach: name': 'Parkiet' },
    requests: {
      listPeople: { options: {} },
      getPerson: { subject: subjects.oostende },
      listCoaches: {},
      invitePerson: {
        name: 'Nieuwe Ankerfiguur',
        email: 'nieuw@voorbeeld.example',
        role: 'coordinator',
        branchCode: 'oostende',
      },
      giveBranch: { subject: subjects.melle, branchCode: 'oostende' },
      takeBranch: { subject: subjects.melle, branchCode: 'oostende' },
      renewPassword: { subject: subjects.melle },
      endAccount: { subject: subjects.melle },
      endMySessions: {},
      listReads: { service: 'gateway', objectId: subjects.oostende },
      listRefused: { service: 'gateway' },
      listUnusualReading: { service: 'gateway' },
      verifyAudit: { service: 'gateway' },
    },
  };
}

describeAccess({
  services: [PeopleService, AuditService],
  start: () => startUnderTest(PeopleService, startPeople(surroundings)),
  sample,
});
