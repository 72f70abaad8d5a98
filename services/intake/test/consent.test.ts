import { fromBinary } from '@bufbuild/protobuf';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ConsentChangedSchema } from '@katrol/proto/katrol/intake/v1/events_pb';
import { ConsentAppliedSchema as AppliedAtSchoolSchema } from '@katrol/proto/katrol/school_liaison/v1/events_pb';
import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import { ConsentAppliedSchema } from '@katrol/proto/katrol/matching/v1/events_pb';
import { eventually, startPublisher, startUnderTest, type Publisher } from '@katrol/testkit';
import { startIntake } from '../src/service.ts';
import { conversation, coordinator, openBranches, received, said, type Intake } from './seed.ts';

let t: Intake;
let matching: Publisher;
let school: Publisher;
beforeAll(async () => {
  matching = await startPublisher();
  school = await startPublisher();
  t = await startUnderTest(IntakeService, startIntake, {
    peers: { matching: matching.address, 'school-liaison': school.address },
  });
  await openBranches(t, { oostende: 'de-katrol', geraardsbergen: 'sam-geraardsbergen' });
});
afterAll(async () => {
  await t.stop();
  matching.stop();
  school.stop();
});
const as = (branch = 'oostende') => t.as(coordinator(branch));

/** What was told of a family's consents, in order. */
async function told(familyId: string) {
  const { rows } = await t.admin.query<{ payload: Buffer }>(
    'select payload from outbox where type = $1 and key = $2 order by seq',
    [ConsentChangedSchema.typeName, familyId],
  );
  return rows.map(({ payload }) => fromBinary(ConsentChangedSchema, payload));
}
async function withParents(branch = 'oostende') {
  const { familyId, id: referralId } = await received(t, branch);
  const keep = async (relation: 'mother' | 'father', name: string) =>
    (await as(branch)('keepParent', { parent: { familyId, relation, name } })).parents.at(-1)?.id ??
    '';
  return {
    familyId,
    referralId,
    mama: await keep('mother', 'Fatma'),
    papa: await keep('father', 'Ali'),
  };
}
const stateOf = async (familyId: string, purpose: string, branch = 'oostende') =>
  (await as(branch)('getFamily', { id: familyId })).standings.find(
    (one) => one.purpose === purpose && one.childId === '',
  );

describe('what is in force', () => {
  test('a yes typed later for an earlier day reopens no withdrawal, and tells nothing', async () => {
    const { familyId } = await received(t, 'oostende');
    const purpose = 'sharing_with_tutor' as const;
    await said(t, 'oostende', familyId, purpose, { on: '2026-11-01' });
    await said(t, 'oostende', familyId, purpose, { answer: 'no', on: '2026-11-20' });
    const family = await said(t, 'oostende', familyId, purpose, { on: '2026-11-10' });
    expect(family.standings).toMatchObject([{ purpose, state: 'no', since: '2026-11-20' }]);
    expect(family.consents.map((one) => one.answer)).toEqual(['yes', 'yes', 'no']);
    expect((await told(familyId)).map((one) => [one.given, one.sequence])).toEqual([
      [true, 2],
      [false, 4],
    ]);
  });

  test('one parent’s yes does not overrule the other’s no; nobody reads who said no', async () => {
    const { familyId, mama, papa } = await withParents();
    const purpose = 'sharing_with_tutor' as const;
    await said(t, 'oostende', familyId, purpose, { who: mama, answer: 'no', on: '2026-11-01' });
    const family = await said(t, 'oostende', familyId, purpose, { who: papa });
    const [first] = family.parents;
    expect(family.standings[0]).toMatchObject({ state: 'disagreement' });
    const apart = new Set(family.standings[0]?.talkTo);
    expect(apart).toEqual(new Set([first?.id, mama, papa]));
    const { lines } = await as()('getToday', { branchCode: 'oostende' });
    expect(
      lines.filter((l) => l.familyId === familyId && l.kind === 'CONSENT_TO_TALK'),
    ).toMatchObject([{ reason: 'disagreement', subjectId: familyId }]);
    const texts = family.timeline.map((one) => JSON.stringify(one.values)).join();
    expect(texts).not.toMatch(/Fatma|Ali/);
  });

  test('a held parent’s yes opens nothing until the hold is lifted', async () => {
    const { familyId, papa } = await withParents();
    await as()('holdParent', {
      parentId: papa,
      hold: true,
      reason: 'Beslissing rechtbank',
      revision: 1,
    });
    await expect(
      as()('holdParent', { parentId: papa, hold: true, reason: '', revision: 2 }),
    ).rejects.toMatchObject({ fields: [{ field: 'reason', reason: 'VALUE_MISSING' }] });
    const held = await said(t, 'oostende', familyId, 'statistics', { who: papa });
    expect(held.standings).toMatchObject([{ state: 'held' }]);
    const lifted = await as()('holdParent', { parentId: papa, hold: false, revision: 2 });
    expect(lifted.standings).toMatchObject([{ state: 'yes' }]);
    expect((await told(familyId)).map((one) => one.given)).toEqual([false, true]);
    await expect(
      as()('holdParent', { parentId: papa, hold: false, revision: 2 }),
    ).rejects.toMatchObject({ reason: 'STALE' });
  });

  test('who decides has dates, and a later date changes what is in force', async () => {
    const { familyId, papa } = await withParents();
    await said(t, 'oostende', familyId, 'statistics', { who: papa });
    const family = await as()('getFamily', { id: familyId });
    const parent = family.parents.find((one) => one.id === papa);
    const [child] = family.children;
    const deciding = [{ childId: child?.id ?? '', role: 'neither' as const, from: '2026-11-20' }];
    const after = await as()('keepParent', {
      parent: { ...parent, deciding, $typeName: undefined } as never,
    });
    expect(after.standings).toMatchObject([{ state: 'not_asked' }]);
    await expect(
      as()('keepParent', {
        parent: { familyId, relation: 'mother', deciding: [{ childId: papa, role: 'decides' }] },
      }),
    ).rejects.toMatchObject({
      fields: [{ field: 'parent.deciding[0].child_id', reason: 'VALUE_UNKNOWN' }],
    });
  });

  test('a young person is asked from the profile’s age; a no stands for that child', async () => {
    const { familyId } = await received(t, 'oostende');
    await said(t, 'oostende', familyId, 'sharing_with_tutor');
    const [elif] = (await as()('getFamily', { id: familyId })).children;
    const childId = elif?.id ?? '';
    const child = { firstName: 'Elif', grade: 'L3' as const, school: 'De Regenboog' };
    await as()('editChild', { childId, child, birthDate: '2018-01-01', revision: 1 });
    await expect(
      said(t, 'oostende', familyId, 'sharing_with_tutor', { who: childId, answer: 'no' }),
    ).rejects.toMatchObject({
      fields: [{ field: 'answers[0].person_id', reason: 'YOUNG_PERSON_NOT_YET' }],
    });
    const edited = await as()('editChild', {
      childId,
      child,
      birthDate: '2013-01-01',
      revision: 2,
    });
    expect(edited.standings).toMatchObject([{ state: 'yes', talkTo: [childId] }]);
    const no = await said(t, 'oostende', familyId, 'sharing_with_tutor', {
      who: childId,
      answer: 'no',
    });
    expect(no.standings.map((one) => one.state)).toEqual(['young_person_said_no']);
    for (const event of await told(familyId))
      expect(JSON.stringify(event.$typeName + event.until)).not.toContain('2013');
  });
});

describe('what stops', () => {
  test('registration: waiting ends, before it is saved it is said; undone, it stands as it did', async () => {
    const { familyId, id } = await received(t, 'oostende', { occurredOn: '2026-11-01' });
    await said(t, 'oostende', familyId, 'registration');
    const visited = await as()('recordVisit', {
      referralId: id,
      heldOn: '2026-11-10',
      saidVoluntary: true,
      revision: 1,
    });
    await as()('decideOnReferral', {
      referralId: id,
      outcome: 'wait',
      familySay: 'Goed',
      waitReason: 'no_tutor',
      revision: visited.revision,
    });
    const waits = async () =>
      (await as()('listWaiting', { branchCode: 'oostende' })).rows.some(
        (r) => r.familyId === familyId,
      );
    expect(await waits()).toBe(true);
    const no = await conversation(t, familyId, 'registration', { answer: 'no' });
    const preview = await as()('previewConsent', { familyId, answers: no.answers });
    expect(preview.effects).toMatchObject([
      { purpose: 'registration', before: 'yes', after: 'no', stops: ['waiting'] },
    ]);
    expect(await waits()).toBe(true);
    const stopped = await as()('recordConversation', no);
    expect(stopped.referrals).toMatchObject([{ status: 'visited' }]);
    expect(stopped.waiting).toBeUndefined();
    expect(await waits()).toBe(false);
    expect(stopped.timeline.map((one) => one.kind)).toContain('REGISTRATION_STOPPED');
    // a waiting place is not given again while the family said no
    await expect(
      as()('decideOnReferral', {
        referralId: id,
        outcome: 'wait',
        familySay: 'Goed',
        waitReason: 'no_tutor',
        revision: stopped.referrals[0]?.revision ?? 0,
      }),
    ).rejects.toMatchObject({
      reason: 'INTAKE_CONSENT_MISSING',
      meta: { purpose: 'registration' },
    });
    const undone = await as()('undoConversation', { familyId, conversationId: stopped.undoableId });
    expect(undone.referrals).toMatchObject([{ status: 'waiting' }]);
    expect(undone.waiting).toMatchObject({ familyId });
    const events = await told(familyId);
    expect(events.map((e) => [e.given, e.undoes])).toEqual([
      [true, 0],
      [false, 0],
      [true, events[1]?.sequence],
    ]);
    const counts = events.map((e) => e.sequence);
    expect(counts).toEqual(counts.toSorted((a, b) => a - b));
    // a yes of a later day opens nothing by itself
    await said(t, 'oostende', familyId, 'registration', { answer: 'no' });
    const again = await said(t, 'oostende', familyId, 'registration');
    expect(again.referrals).toMatchObject([{ status: 'visited' }]);
    expect(await waits()).toBe(false);
  });

  test('being referred: it is not accepted, no visit is planned; a yes accepts it', async () => {
    const { familyId, id } = await received(t, 'oostende');
    await as()('planVisit', { referralId: id, plannedFor: '2026-11-25T16:00', revision: 1 });
    const no = await said(t, 'oostende', familyId, 'referral', { answer: 'no' });
    expect(no.referrals).toMatchObject([
      { status: 'consent_awaited', declinedOn: '2026-11-23', forgetOn: '2027-02-21' },
    ]);
    const revision = no.referrals[0]?.revision ?? 0;
    const plan = { referralId: id, plannedFor: '2026-11-26T16:00', revision };
    const missing = { reason: 'INTAKE_CONSENT_MISSING', meta: { purpose: 'referral' } };
    await expect(as()('planVisit', plan)).rejects.toMatchObject(missing);
    const confirm = { referralId: id, priorConsent: { familyAgreed: true }, revision };
    await expect(as()('confirmPriorConsent', confirm)).rejects.toMatchObject(missing);
    const yes = await said(t, 'oostende', familyId, 'referral');
    expect(yes.referrals).toMatchObject([{ status: 'submitted', declinedOn: '', forgetOn: '' }]);
  });

  test('one service: what was on its way there stops, and stands on Vandaag until handled', async () => {
    const { familyId, id } = await received(t, 'oostende', { occurredOn: '2026-11-01' });
    const { id: receiver } = await as()('keepSocialMapPlace', {
      place: {
        branchCode: 'oostende',
        name: 'CAW',
        domains: ['housing'],
        phone: '059 11 22 33',
      },
    });
    const purpose = 'sharing_with_service' as const;
    await expect(said(t, 'oostende', familyId, purpose)).rejects.toMatchObject({
      fields: [{ field: 'answers[0].receiver', reason: 'VALUE_MISSING' }],
    });
    await said(t, 'oostende', familyId, purpose, { receiver, on: '2026-11-10' });
    const visited = await as()('recordVisit', {
      referralId: id,
      heldOn: '2026-11-10',
      saidVoluntary: true,
      revision: 1,
    });
    await as()('decideOnReferral', {
      referralId: id,
      outcome: 'lead_elsewhere',
      familySay: 'Goed',
      occurredOn: '2026-11-11',
      warmReferral: { placeId: receiver, checkOn: '2026-11-20' },
      revision: visited.revision,
    });
    const mine = async (kind: string) =>
      (await as()('getToday', { branchCode: 'oostende' })).lines.filter(
        (l) => l.familyId === familyId && l.kind === kind,
      );
    expect(await mine('ARRIVAL_DUE')).toHaveLength(1);
    const no = await said(t, 'oostende', familyId, purpose, { receiver, answer: 'no' });
    expect(no.warmReferrals).toMatchObject([{ stoppedOn: '2026-11-23' }]);
    expect(no.standings).toMatchObject([
      { receiverName: 'CAW', state: 'no', stops: ['warm_referral'] },
    ]);
    expect(await mine('ARRIVAL_DUE')).toHaveLength(0);
    const [line] = await mine('WARM_REFERRAL_STOPPED');
    // whom one calls about it
    expect(line).toMatchObject({ text: 'CAW', phone: '059 11 22 33' });
    await as()('checkArrival', {
      warmReferralId: line?.subjectId ?? '',
      outcome: 'not_arrived',
      checkOn: '2026-12-20',
      revision: no.warmReferrals[0]?.revision ?? 0,
    });
    expect(await mine('WARM_REFERRAL_STOPPED')).toHaveLength(0);
  });
});

describe('receipts and taking back', () => {
  test('a service confirms what it stopped; one that does not stands on Vandaag after a day', async () => {
    const { familyId } = await received(t, 'oostende');
    const purpose = 'sharing_with_tutor' as const;
    await said(t, 'oostende', familyId, purpose);
    await said(t, 'oostende', familyId, purpose, { answer: 'no' });
    expect((await stateOf(familyId, purpose))?.receipts).toMatchObject([
      { service: 'matching', appliedAt: '', missing: false },
      { service: 'school-liaison', appliedAt: '', missing: false },
    ]);
    const last = (await told(familyId)).at(-1);
    t.clock.set('2026-11-24T11:00:00Z');
    const line = async () =>
      (await as()('getToday', { branchCode: 'oostende' })).lines.filter(
        (l) => l.familyId === familyId && l.kind === 'RECEIPT_MISSING',
      );
    expect(await line()).toMatchObject([{ reason: 'matching', since: '2026-11-23' }]);
    const applied = {
      familyId,
      branchCode: 'oostende',
      purpose,
      service: 'matching',
      occurredOn: '2026-11-24',
      sequence: last?.sequence ?? 0,
    };
    // what confirms an older count confirms nothing
    matching.tell(ConsentAppliedSchema, { ...applied, sequence: 1 }, familyId);
    matching.tell(ConsentAppliedSchema, applied, familyId);
    const at = '2026-11-24T11:00:00.000Z';
    const receipts = async () => (await stateOf(familyId, purpose))?.receipts;
    await eventually(async () =>
      expect(await receipts()).toMatchObject([
        { appliedAt: at, missing: false },
        { appliedAt: '', missing: true },
      ]),
    );
    // it stands there until the last one said so
    expect(await line()).toMatchObject([{ reason: 'school-liaison' }]);
    school.tell(AppliedAtSchoolSchema, { ...applied, service: 'school-liaison' }, familyId);
    await eventually(async () => expect(await line()).toEqual([]));
    t.clock.set('2026-11-23T10:00:00Z');
  });

  test('only who recorded it, only the last one, only for a minute', async () => {
    const { familyId } = await received(t, 'oostende');
    const first = await said(t, 'oostende', familyId, 'statistics');
    const conversationId = first.undoableId;
    const refused = { reason: 'CONVERSATION_STANDS' };
    const colleague = t.as({ ...coordinator('oostende'), subject: 'collega' });
    await expect(colleague('undoConversation', { familyId, conversationId })).rejects.toMatchObject(
      refused,
    );
    expect((await colleague('getFamily', { id: familyId })).undoableId).toBe('');
    t.clock.set('2026-11-23T10:01:01Z');
    await expect(as()('undoConversation', { familyId, conversationId })).rejects.toMatchObject(
      refused,
    );
    t.clock.set('2026-11-23T10:00:30Z');
    await said(t, 'oostende', familyId, 'registration');
    await expect(as()('undoConversation', { familyId, conversationId })).rejects.toMatchObject(
      refused,
    );
    t.clock.set('2026-11-23T10:00:00Z');
  });
});
