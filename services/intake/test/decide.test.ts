import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import { startUnderTest } from '@katrol/testkit';
import { startIntake } from '../src/service.ts';
import { coordinator, openBranches, received, said as answered, type Intake } from './seed.ts';

describe('deciding together', () => {
  let t: Intake;
  beforeAll(async () => {
    t = await startUnderTest(IntakeService, startIntake);
    await openBranches(t, { oostende: 'de-katrol', melle: 'uilenspel', aalter: 'kompanjon' });
  });
  afterAll(() => t.stop());
  const as = (branch = 'oostende') => t.as(coordinator(branch));
  const visited = async (branch: string, more: object = {}) => {
    const r = await received(t, branch, { occurredOn: '2026-11-01' });
    return await as(branch)('recordVisit', {
      referralId: r.id,
      heldOn: '2026-11-10',
      familyQuestion: 'Een rustige plek',
      saidVoluntary: true,
      lifeDomains: ['homework', 'housing'],
      revision: r.revision,
      ...more,
    });
  };
  const place = () =>
    as()('keepSocialMapPlace', {
      place: { branchCode: 'oostende', name: 'Huiswerkklas De Kaai', domains: ['homework'] },
    });

  test('the question is asked again, and both are kept beside each other', async () => {
    const r = await visited('oostende', {
      answers: [{ code: 'child_expects', text: 'Een vriend' }],
    });
    expect(r).toMatchObject({
      reason: 'Lezen gaat moeilijk',
      questionAtVisit: 'Een rustige plek',
      status: 'visited',
    });
    expect(r.visit).toMatchObject({
      saidVoluntary: true,
      answers: [{ code: 'child_expects', text: 'Een vriend' }],
    });
  });

  test('what the profile does not use is not asked and not kept', async () => {
    await expect(
      visited('oostende', { indicators: [{ code: 'income', answer: 'met' }] }),
    ).rejects.toMatchObject({
      fields: [{ field: 'indicators[0].code', reason: 'INDICATOR_NOT_IN_PROFILE' }],
    });
    const r = await visited('aalter', { indicators: [{ code: 'income', answer: 'met' }] });
    const advice = await as('aalter')('getAdvice', { referralId: r.id });
    expect(advice).toMatchObject({ outcome: 'ask', met: 1, unknown: 5, threshold: 4 });
    const tried = await as('aalter')('getAdvice', {
      referralId: r.id,
      indicators: ['parents_education', 'stimulation', 'housing'].map((code) => ({
        code,
        answer: 'met',
      })),
    });
    expect(tried.outcome).toBe('met');
    expect((await as('aalter')('getAdvice', { referralId: r.id })).met).toBe(1);
  });

  test('a trajectory needs the family’s say and its consent; it tells codes only', async () => {
    const r = await visited('oostende');
    const family = await as()('getFamily', { id: r.familyId });
    const decide = {
      referralId: r.id,
      outcome: 'trajectory' as const,
      familySay: '',
      revision: r.revision,
      needs: {
        children: [{ childId: family.children[0]?.id ?? '' }],
        slots: [{ weekday: 2, fromMinute: 960, untilMinute: 1080 }],
        subjects: ['reading'],
        placeKind: 'home' as const,
      },
    };
    await expect(as()('decideOnReferral', decide)).rejects.toMatchObject({
      fields: [{ field: 'family_say', reason: 'VALUE_MISSING' }],
    });
    // what a tutor's wish cannot answer to stays in the file: matching is not told
    await expect(
      as()('decideOnReferral', {
        ...decide,
        needs: { ...decide.needs, lifeDomains: ['housing', 'mental_health' as never] },
      }),
    ).rejects.toMatchObject({
      fields: expect.arrayContaining([{ field: 'needs.life_domains[1]', reason: 'VALUE_UNKNOWN' }]),
    });
    const said = { ...decide, familySay: 'Graag, op dinsdag' };
    await expect(
      as()('decideOnReferral', { ...said, needs: { ...said.needs, placeKind: 'library' } }),
    ).rejects.toMatchObject({
      fields: [{ field: 'needs.place_kind', reason: 'PLACE_NOT_OFFERED' }],
      meta: { places: 'home' },
    });
    await expect(as()('decideOnReferral', said)).rejects.toMatchObject({
      reason: 'INTAKE_CONSENT_MISSING',
      meta: { purpose: 'registration' },
    });
    await answered(t, 'oostende', r.familyId, 'registration');
    expect((await as()('decideOnReferral', said)).status).toBe('trajectory');
    await expect(
      as()('decideOnReferral', { ...said, revision: r.revision + 1 }),
    ).rejects.toMatchObject({ reason: 'WRONG_STATE' });
    const { rows } = await t.admin.query<{ payload: Buffer }>(
      `select payload from outbox where key = $1`,
      [r.familyId],
    );
    expect(rows.length).toBeGreaterThan(2);
    for (const { payload } of rows)
      for (const word of ['Demir', 'Elif', 'Regenboog', '0470', 'dinsdag', 'moeder'])
        expect(payload.toString('utf8')).not.toContain(word);
  });

  test('waiting has an order that explains itself and a contact by the rhythm', async () => {
    const r = await visited('melle', {
      indicators: ['helped_elsewhere', 'special_education', 'severe_difficulty'].map((code) => ({
        code,
        answer: 'not_met',
      })),
    });
    await as('melle')('decideOnReferral', {
      referralId: r.id,
      outcome: 'wait' as const,
      familySay: 'We wachten',
      waitReason: 'no_tutor' as const,
      occurredOn: '2026-11-12',
      revision: r.revision,
    });
    const { rows } = await as('melle')('listWaiting', { branchCode: 'melle' });
    expect(rows).toMatchObject([
      {
        position: 1,
        since: '2026-11-01',
        waitReason: 'no_tutor' as const,
        orderReasons: ['grade_in_focus', 'waiting_days'],
        lastContactOn: '2026-11-12',
        nextContactOn: '2026-12-10',
        waitingDays: 22,
      },
    ]);
    const after = await as('melle')('recordWaitingContact', {
      referralId: r.id,
      occurredOn: '2026-11-20',
      note: 'Gebeld',
      revision: 1,
    });
    expect(after).toMatchObject({ lastContactOn: '2026-11-20', nextContactOn: '2026-12-18' });
    const elsewhere = await as('melle')('keepSocialMapPlace', {
      place: { name: 'CAW', domains: ['housing'] },
    });
    const receiver = elsewhere.id;
    await answered(t, 'melle', r.familyId, 'sharing_with_service', { receiver });
    const led = await as('melle')('decideOnReferral', {
      referralId: r.id,
      outcome: 'lead_elsewhere' as const,
      familySay: 'Goed',
      warmReferral: { placeId: elsewhere.id, checkOn: '2026-12-01' },
      revision: r.revision + 1,
    });
    expect(led.status).toBe('led_elsewhere');
    expect((await as('melle')('listWaiting', { branchCode: 'melle' })).rows).toHaveLength(0);
  });

  test('lead elsewhere names a place and comes back: did they arrive?', async () => {
    const r = await visited('oostende', { lifeDomains: ['homework'] });
    const decide = {
      referralId: r.id,
      outcome: 'lead_elsewhere' as const,
      familySay: 'Liever op school',
      revision: r.revision,
    };
    await expect(as()('decideOnReferral', decide)).rejects.toMatchObject({
      fields: [
        { field: 'warm_referral.place_id', reason: 'VALUE_MISSING' },
        { field: 'warm_referral.check_on', reason: 'VALUE_MISSING' },
      ],
    });
    const placeId = (await place()).id;
    const elsewhere = {
      ...decide,
      occurredOn: '2026-11-11',
      warmReferral: { placeId, handOver: 'Lien gaat mee', checkOn: '2026-11-20' },
    };
    // leading elsewhere shares with that place
    await expect(as()('decideOnReferral', elsewhere)).rejects.toMatchObject({
      reason: 'INTAKE_CONSENT_MISSING',
      meta: { purpose: 'sharing_with_service' },
      fields: [{ field: 'warm_referral.place_id', reason: 'INTAKE_CONSENT_MISSING' }],
    });
    await answered(t, 'oostende', r.familyId, 'sharing_with_service', { receiver: placeId });
    const led = await as()('decideOnReferral', elsewhere);
    expect(led.decision?.advice?.outcome).toBe('lead_elsewhere');
    const due = (await as()('getToday', { branchCode: 'oostende' })).lines.find(
      (l) => l.kind === 'ARRIVAL_DUE',
    );
    expect(due).toMatchObject({ familyId: r.familyId, due: '2026-11-20' });
    await expect(
      as()('checkArrival', {
        warmReferralId: due?.subjectId ?? '',
        outcome: 'not_arrived' as const,
        revision: 1,
      }),
    ).rejects.toMatchObject({ fields: [{ field: 'check_on', reason: 'VALUE_MISSING' }] });
    await as()('checkArrival', {
      warmReferralId: due?.subjectId ?? '',
      outcome: 'arrived' as const,
      revision: 1,
    });
    expect(
      (await as()('getToday', { branchCode: 'oostende' })).lines.filter(
        (l) => l.kind === 'ARRIVAL_DUE',
      ),
    ).toHaveLength(0);
  });

  test('a profile edited later leaves running cases', async () => {
    const r = await visited('oostende');
    const profile = await as()('getProfile', { branchCode: 'oostende' });
    const document = {
      ...profile.document,
      intake: { ...profile.document?.intake, homeworkOnlyLedElsewhere: false },
    } as never;
    await expect(
      as()('editProfile', {
        branchCode: 'oostende',
        validFrom: '2026-11-22',
        document,
        revision: 1,
      }),
    ).rejects.toMatchObject({ fields: [{ field: 'valid_from', reason: 'DATE_TOO_EARLY' }] });
    expect(
      await as()('editProfile', {
        branchCode: 'oostende',
        validFrom: '2026-11-23',
        document,
        revision: 1,
      }),
    ).toMatchObject({ version: 2 });
    await expect(
      as()('editProfile', {
        branchCode: 'oostende',
        validFrom: '2026-11-23',
        document,
        revision: 1,
      }),
    ).rejects.toMatchObject({ reason: 'STALE', meta: { revision: '2' } });
    expect((await as()('getAdvice', { referralId: r.id, lifeDomains: ['homework'] })).outcome).toBe(
      'lead_elsewhere',
    );
    expect((await received(t, 'oostende')).profileVersion).toBe(2);
  });
});
