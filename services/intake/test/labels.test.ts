import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import { MatchEndedSchema, MatchOpenedSchema } from '@katrol/proto/katrol/matching/v1/events_pb';
import { eventually, startPublisher, startUnderTest, type Publisher } from '@katrol/testkit';
import { startIntake } from '../src/service.ts';
import { coordinator, openBranches, received, type Intake } from './seed.ts';

let t: Intake;
let matching: Publisher;
beforeAll(async () => {
  matching = await startPublisher();
  t = await startUnderTest(IntakeService, startIntake, {
    peers: { matching: matching.address },
  });
  await openBranches(t, { oostende: 'de-katrol' });
});
afterAll(async () => {
  await t.stop();
  matching.stop();
});

test('a tutor sees own families by name, while matched and while the family agrees', async () => {
  const { familyId } = await received(t, 'oostende');
  const other = await received(t, 'oostende', {
    contact: { familyName: 'Ander', phone: '0470000001' },
  });
  const accountId = randomUUID();
  const tutor = t.as({ subject: accountId, roles: ['tutor'], branches: ['oostende'] });
  const names = async () =>
    (await tutor('getFamilyLabels', { familyIds: [familyId, other.familyId] })).labels.map(
      (l) => l.familyName,
    );
  const match = {
    matchId: randomUUID(),
    familyId,
    tutorId: randomUUID(),
    accountId,
    branchCode: 'oostende',
    occurredOn: '2026-11-20',
  };
  matching.tell(MatchOpenedSchema, match, familyId);
  await eventually(async () =>
    expect((await t.admin.query('select 1 from family_tutor')).rowCount).toBe(1),
  );
  expect(await names()).toEqual([]);
  const consent = {
    familyId,
    purpose: 'sharing_with_tutor' as const,
    given: true,
    means: 'spoken' as const,
    language: 'tr',
  };
  await t.as(coordinator('oostende'))('recordConsent', consent);
  expect(await names()).toEqual(['Demir']);
  await t.as(coordinator('oostende'))('withdrawConsent', {
    familyId,
    purpose: 'sharing_with_tutor' as const,
  });
  expect(await names()).toEqual([]);
  await t.as(coordinator('oostende'))('recordConsent', consent);
  matching.tell(MatchEndedSchema, { ...match, reason: 'closed' }, familyId);
  await eventually(async () => expect(await names()).toEqual([]));
  expect((await t.admin.query('select 1 from parked')).rowCount).toBe(0);
});
