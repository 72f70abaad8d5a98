import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ReferralClosing } from '@katrol/proto/katrol/intake/v1/codes';
import {
  ReferralClosedSchema,
  FamilyChangedSchema,
} from '@katrol/proto/katrol/intake/v1/events_pb';
import { TrajectoryClosedSchema } from '@katrol/proto/katrol/matching/v1/events_pb';
import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import {
  eventually,
  startPublisher,
  startUnderTest,
  toldBy,
  type Publisher,
} from '@katrol/testkit';
import { startIntake } from '../src/service.ts';
import { coordinator, openBranches, received, referral, said, type Intake } from './seed.ts';

describe('ways out, and back', () => {
  let t: Intake;
  let matching: Publisher;
  beforeAll(async () => {
    matching = await startPublisher();
    t = await startUnderTest(IntakeService, startIntake, { peers: { matching: matching.address } });
    await openBranches(t, { oostende: 'de-katrol', aalter: 'kompanjon' });
  });
  afterAll(async () => {
    await t.stop();
    matching.stop();
  });
  const as = (branch = 'oostende') => t.as(coordinator(branch));
  const today = async () => (await as()('getToday', { branchCode: 'oostende' })).lines;
  const family = (id: string) => as()('getFamily', { id });

  const WAYS: [ReferralClosing, object][] = [
    ['not_wanted', { familySay: 'Nu even niet' }],
    ['by_mistake', {}],
    ['moved', {}],
    ['not_reachable', { note: 'Drie keer gebeld' }],
  ];
  test.each(WAYS)('%s: its own state, no made-up place, and the way back', async (why, more) => {
    const r = await received(t, 'oostende');
    const closed = await as()('closeReferral', {
      referralId: r.id,
      why,
      revision: r.revision,
      ...more,
    });
    expect(closed).toMatchObject({ status: why, closing: { why, occurredOn: '2026-11-23' } });
    expect((await family(r.familyId)).warmReferrals).toEqual([]);
    expect((await today()).filter((line) => line.familyId === r.familyId)).toEqual([]);
    expect(await toldBy(t, ReferralClosedSchema, r.familyId)).toMatchObject([{ why }]);
    await expect(
      as()('planVisit', {
        referralId: r.id,
        plannedFor: '2026-11-25T16:00',
        revision: closed.revision,
      }),
    ).rejects.toMatchObject({ reason: 'WRONG_STATE' });
    const again = await as()('reopenReferral', {
      referralId: r.id,
      reason: 'De moeder belde terug',
      revision: closed.revision,
    });
    expect([again.status, again.closing]).toEqual(['submitted', undefined]);
    expect((await today()).map((line) => line.subjectId)).toContain(r.id);
  });

  test('a no has the family’s own words, who is not reached what was tried', async () => {
    const r = await received(t, 'oostende');
    const close = (why: ReferralClosing) =>
      as()('closeReferral', { referralId: r.id, why, revision: r.revision });
    await expect(close('not_wanted')).rejects.toMatchObject({
      fields: [{ field: 'family_say', reason: 'VALUE_MISSING' }],
    });
    await expect(close('not_reachable')).rejects.toMatchObject({
      fields: [{ field: 'note', reason: 'VALUE_MISSING' }],
    });
    await expect(close('double')).rejects.toMatchObject({ reason: 'DOUBLE_OF_NONE' });
  });

  test('a waiting family that wants it no longer leaves the list, and may come back', async () => {
    const r = await received(t, 'aalter');
    const visited = await as('aalter')('recordVisit', {
      referralId: r.id,
      heldOn: '2026-11-23',
      revision: r.revision,
    });
    const waits = await as('aalter')('decideOnReferral', {
      referralId: r.id,
      outcome: 'wait',
      familySay: 'We wachten',
      waitReason: 'no_tutor',
      revision: visited.revision,
    });
    const left = await as('aalter')('closeReferral', {
      referralId: r.id,
      why: 'not_wanted',
      familySay: 'We vonden zelf iemand',
      revision: waits.revision,
    });
    const list = async () => (await as('aalter')('listWaiting', { branchCode: 'aalter' })).rows;
    expect(await list()).toEqual([]);
    const back = await as('aalter')('reopenReferral', {
      referralId: r.id,
      reason: 'Die stopte alweer',
      revision: left.revision,
    });
    expect(back.status).toBe('visited');
    await as('aalter')('decideOnReferral', {
      referralId: r.id,
      outcome: 'wait',
      familySay: 'We wachten weer',
      waitReason: 'no_slot',
      revision: back.revision,
    });
    expect(await list()).toMatchObject([{ waitReason: 'no_slot' }]);
  });

  test('nobody is led elsewhere by letter: who met nobody speaks first, and says why', async () => {
    const r = await received(t, 'oostende');
    const place = await as()('keepSocialMapPlace', {
      place: { branchCode: 'oostende', name: 'Huiswerkklas', domains: ['homework'] },
    });
    const decide = {
      referralId: r.id,
      outcome: 'lead_elsewhere' as const,
      familySay: 'ok',
      reason: '',
      warmReferral: { placeId: place.id, checkOn: '2026-12-01' },
      revision: r.revision,
    };
    await expect(as()('decideOnReferral', decide)).rejects.toMatchObject({
      fields: [
        { field: 'spoken_at', reason: 'VALUE_MISSING' },
        { field: 'reason', reason: 'SAY_MORE' },
        { field: 'family_say', reason: 'SAY_MORE' },
      ],
    });
    await said(t, 'oostende', r.familyId, 'sharing_with_service', { receiver: place.id });
    const led = await as()('decideOnReferral', {
      ...decide,
      spokenAt: 'by_phone',
      reason: 'Alleen huiswerk, en de klas is om de hoek',
      familySay: 'Liever daar, met haar vriendinnen',
    });
    expect(led).toMatchObject({ status: 'led_elsewhere', decision: { spokenAt: 'by_phone' } });
    const [warm] = (await family(r.familyId)).warmReferrals;
    await as()('checkArrival', {
      warmReferralId: warm?.id ?? '',
      outcome: 'not_wanted',
      revision: 1,
    });
    expect((await today()).filter((line) => line.kind === 'ARRIVAL_DUE')).toEqual([]);
  });

  test('a reason that led elsewhere is looked at again on its day, as was said', async () => {
    const r = await received(t, 'oostende');
    const decision = { occurredOn: '2026-06-01', reviewOn: '2026-11-20' };
    await t.admin.query(
      `update referral set status = 'led_elsewhere', decision = $2 where id = $1`,
      [r.id, { ...decision, outcome: 'lead_elsewhere', advice: {} }],
    );
    const due = async () => (await today()).filter((line) => line.kind === 'REVIEW_DUE');
    expect(await due()).toMatchObject([{ subjectId: r.id, due: '2026-11-20' }]);
    const { revision } = r;
    const review = { referralId: r.id, note: 'De therapie loopt nog', revision };
    await as()('recordReview', { ...review, reviewOn: '2027-01-20' });
    expect(await due()).toEqual([]);
    const again = await as()('recordReview', { ...review, revision: revision + 1 });
    await expect(
      as()('recordReview', { ...review, revision: again.revision }),
    ).rejects.toMatchObject({ reason: 'WRONG_STATE' });
  });

  test('a later referral offers what it says otherwise, and takes what is chosen', async () => {
    const first = await received(t, 'oostende');
    const { familyId } = first;
    const second = await as()('enterReferral', {
      familyId,
      referral: referral('oostende', {
        contact: { familyName: 'Demir', phone: '0471 99 88 77', language: 'tr' },
        address: { streetAndNumber: 'Zeedijk 3', postalCode: '8400', municipality: 'Oostende' },
        children: [
          { firstName: 'elif', grade: 'L4', school: 'De Regenboog' },
          { firstName: 'Ali', grade: 'K2', school: 'De Regenboog' },
        ],
      }) as never,
    });
    expect(second.differences.map(({ field, offered }) => [field, offered])).toEqual([
      ['contact.phone', '0471 99 88 77'],
      ['address.streetAndNumber', 'Zeedijk 3'],
      ['address.postalCode', '8400'],
      ['address.municipality', 'Oostende'],
      ['child.grade', 'L4'],
    ]);
    expect((await today()).map((line) => line.kind)).toContain('DIFFERENCES_OPEN');
    await as()('settleDifferences', {
      referralId: second.id,
      take: [0, 4],
      revision: second.revision,
    });
    const after = await family(familyId);
    expect(after.contact.phone).toBe('0471 99 88 77');
    expect(after.address.municipality).toBe('');
    expect(after.children.map(({ firstName, grade }) => [firstName, grade])).toEqual([
      ['Elif', 'L4'],
      ['Ali', 'K2'],
    ]);
    expect((await today()).map((line) => line.kind)).not.toContain('DIFFERENCES_OPEN');
    const double = await as()('closeReferral', {
      referralId: second.id,
      why: 'double',
      revision: second.revision + 1,
    });
    expect(double.status).toBe('double');
    const { rows } = await as()('listFamilies', { branchCode: 'oostende' });
    expect(rows.find((row) => row.id === familyId)?.status).toBe('submitted');
  });

  test('who works with a family hears of its children, language and another address', async () => {
    const { familyId } = await received(t, 'oostende');
    const { contact, revision, children } = await family(familyId);
    await as()('editFamily', {
      familyId,
      contact: { ...contact, language: 'ar' },
      address: { streetAndNumber: 'Kaai 1', postalCode: '8400', municipality: 'Oostende' },
      revision,
    });
    await as()('editFamily', {
      familyId,
      contact: { ...contact, language: 'ar' },
      address: { streetAndNumber: 'Dorp 2', postalCode: '8450', municipality: 'Bredene' },
      revision: revision + 1,
    });
    const childId = children[0]?.id ?? '';
    await as()('editChild', {
      childId,
      child: { firstName: 'Elif', grade: 'L4', school: '' },
      revision: 1,
    });
    const told = await toldBy(t, FamilyChangedSchema, familyId);
    const heard = told.map((one) => [one.language, one.moved, one.municipalityCode]);
    expect(heard).toEqual([
      ['tr', false, ''],
      ['ar', false, '35013'],
      ['ar', true, '35002'],
      ['ar', false, '35002'],
    ]);
    expect(told.at(-1)?.children).toMatchObject([
      { childId, grade: 'L4', stage: 'primary_second' },
    ]);
  });

  test('grades are a year old on 1 September, and confirmed in one list', async () => {
    const r = await received(t, 'oostende', {
      occurredOn: '2026-03-01',
      children: [
        { firstName: 'Mila', grade: 'L2', school: '' },
        { firstName: 'Noor', grade: 'L6', school: '' },
      ],
    });
    const mine = async () =>
      (await as()('listGradesToConfirm', { branchCode: 'oostende' })).rows.filter(
        (row) => row.familyId === r.familyId,
      );
    const lines = await mine();
    expect(lines.map(({ firstName, nextGrade }) => [firstName, nextGrade])).toEqual([
      ['Mila', 'L3'],
      ['Noor', ''],
    ]);
    expect((await family(r.familyId)).children.map((c) => c.gradeToConfirm)).toEqual([true, true]);
    expect((await today()).find((l) => l.kind === 'GRADES_TO_CONFIRM')?.count).toBe(2);
    const [mila, noor] = lines;
    const { outcomes } = await as()('confirmGrades', {
      grades: [
        { childId: mila?.childId ?? '', grade: 'L2', revision: mila?.revision ?? 0 },
        { childId: noor?.childId ?? '', grade: 'S1', revision: 99 },
      ],
    });
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['confirmed', 'stale']);
    expect((await mine()).map(({ firstName }) => firstName)).toEqual(['Noor']);
  });

  test('a trajectory that was closed finishes its question', async () => {
    const r = await received(t, 'oostende');
    await t.admin.query(`update referral set status = 'trajectory' where id = $1`, [r.id]);
    const closed = {
      trajectoryId: r.id,
      familyId: r.familyId,
      tutorId: r.id,
      branchCode: 'oostende',
      occurredOn: '2026-11-20',
      reason: 'goals_reached' as const,
    };
    matching.tell(TrajectoryClosedSchema, { ...closed, requestReopened: true }, r.familyId);
    matching.tell(TrajectoryClosedSchema, closed, r.familyId);
    await eventually(async () =>
      expect((await as()('getReferral', { id: r.id })).status).toBe('finished'),
    );
    const { timeline } = await family(r.familyId);
    expect(timeline.filter(({ kind }) => kind === 'TRAJECTORY_FINISHED')).toHaveLength(1);
  });
});
