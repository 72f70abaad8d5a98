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
  await keepSomeLink(t);
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

/** What the same database holds of links: their own contract is judged beside this one. */
async function keepSomeLink({ admin }: People): Promise<void> {
  const theirs = `'parent-page', 'oostende', uuidv7(), uuidv7(), 'nl'`;
  await admin.query(
    `insert into link (secret_hash, kind, branch_code, object, person, language, given_by, given_at,
        expires_at) values ('\\x31', ${theirs}, 'c-oostende', now(), now())`,
  );
  await admin.query(
    `insert into link_question (branch_code, person, question, salt, hash, kept_at)
      values ('oostende', uuidv7(), 'street', '\\x31', '\\x31', now())`,
  );
  await admin.query(
    `insert into outgoing (kind, branch_code, object, person, language, purpose, days, queued_by,
        queued_at) values (${theirs}, 'page', 180, 'c-oostende', now())`,
  );
}

describeAccess({
  services: [PeopleService, AuditService],
  start: () => startUnderTest(PeopleService, startPeople(surroundings)),
  sample,
});
