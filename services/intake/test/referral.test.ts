import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import { startUnderTest } from '@katrol/testkit';
import { startIntake } from '../src/service.ts';
import { coordinator, openBranches, received, referral, type Intake } from './seed.ts';

describe('a referral comes in', () => {
  let t: Intake;
  beforeAll(async () => {
    t = await startUnderTest(IntakeService, startIntake);
    await openBranches(t, {
      oostende: 'de-katrol',
      geraardsbergen: 'sam-geraardsbergen',
      melle: 'de-katrol',
    });
  });
  afterAll(() => t.stop());
  const submit = (branch: string, more: object = {}) =>
    t.anonymous('submitReferral', referral(branch, more) as never);

  test('a care teacher without an account sends it and reads only who will come', async () => {
    const answer = await submit('oostende');
    expect(answer).toMatchObject({ anchorName: 'Lien', consentAwaited: false });
    expect(JSON.stringify(answer)).not.toContain('Demir');
    const { rows } = await t.as(coordinator('oostende'))('listReferrals', {
      branchCode: 'oostende',
    });
    expect(rows[0]).toMatchObject({
      familyName: 'Demir',
      children: ['Elif'],
      grades: ['L3'],
      status: 'submitted',
      occurredOn: '2026-11-23',
    });
  });

  test('where asked, it waits until a third party says the family agreed and knows', async () => {
    const form = await t.anonymous('getReferralForm', { branchCode: 'geraardsbergen' });
    expect(form.priorConsentAndInformation).toBe(true);
    expect(await submit('geraardsbergen', { priorConsent: { familyAgreed: true } })).toMatchObject({
      consentAwaited: true,
    });
    const as = t.as(coordinator('geraardsbergen'));
    const [row] = (await as('listReferrals', { branchCode: 'geraardsbergen' })).rows;
    expect(row?.status).toBe('consent_awaited');
    await expect(
      as('planVisit', {
        referralId: row?.id ?? '',
        plannedFor: '2026-11-25T16:00',
        revision: row?.revision ?? 0,
      }),
    ).rejects.toMatchObject({ reason: 'WRONG_STATE' });
    const confirmed = await as('confirmPriorConsent', {
      referralId: row?.id ?? '',
      priorConsent: { familyInformed: true },
      revision: row?.revision ?? 0,
    });
    expect(confirmed.status).toBe('submitted');
    const own = {
      referrer: { kind: 'parent' },
      familyQuestion: 'Comment aider ma fille ?',
      contact: { familyName: 'Diallo', phone: '0471000000', language: 'fr' },
    };
    expect(await submit('geraardsbergen', own)).toMatchObject({ consentAwaited: false });
  });

  test('every wrong field is named with its reason, and nothing is written', async () => {
    const before = await t.admin.query('select count(*)::int as n from family');
    const wrong = {
      referrer: { kind: 'school', email: 'geen adres' },
      contact: { familyName: 'x'.repeat(121), phone: 'bel mij', language: 'tr' },
      children: [{ firstName: '', grade: 'L9' }],
    };
    await expect(submit('oostende', wrong)).rejects.toMatchObject({
      code: 'invalid_argument',
      reason: 'INPUT_INVALID',
      fields: expect.arrayContaining([
        { field: 'referrer.name', reason: 'VALUE_MISSING' },
        { field: 'referrer.email', reason: 'EMAIL_INVALID' },
        { field: 'contact.family_name', reason: 'VALUE_TOO_LONG' },
        { field: 'contact.phone', reason: 'PHONE_INVALID' },
        { field: 'children[0].first_name', reason: 'VALUE_MISSING' },
        { field: 'children[0].grade', reason: 'VALUE_UNKNOWN' },
      ]),
    });
    await expect(submit('nergens')).rejects.toMatchObject({ code: 'not_found' });
    await expect(received(t, 'oostende', { occurredOn: '2026-02-30' })).rejects.toMatchObject({
      fields: [{ field: 'referral.occurred_on', reason: 'DATE_IMPOSSIBLE' }],
    });
    await expect(received(t, 'oostende', { occurredOn: '2026-11-24' })).rejects.toMatchObject({
      fields: [{ field: 'referral.occurred_on', reason: 'DATE_IN_FUTURE' }],
    });
    expect((await t.admin.query('select count(*)::int as n from family')).rows).toEqual(
      before.rows,
    );
  });

  test('a script in a name is kept as the text it is', async () => {
    const name = '<script>alert(1)</script>';
    const kept = await received(t, 'melle', {
      contact: { familyName: name, phone: '0470999999', language: 'nl' },
    });
    const family = await t.as(coordinator('melle'))('getFamily', { id: kept.familyId });
    expect(family.contact?.familyName).toBe(name);
  });

  test('likely duplicates are shown with why, and a sibling joins the same family', async () => {
    const first = await received(t, 'melle', {
      contact: { familyName: 'Öztürk', phone: '+32 470 55 66 77', language: 'tr' },
      children: [{ firstName: 'Can', grade: 'L1', school: 'De Linde' }],
    });
    const as = t.as(coordinator('melle'));
    const { duplicates } = await as('findLikelyDuplicates', {
      branchCode: 'melle',
      contact: { familyName: 'Ozturk', phone: '0470556677' },
      children: [{ firstName: 'can', school: 'de linde' }],
    });
    expect(duplicates).toMatchObject([
      {
        familyId: first.familyId,
        reasons: ['same_phone', 'same_child_and_school', 'similar_name'],
      },
    ]);
    const joined = await as('enterReferral', {
      referral: referral('melle', {
        children: [{ firstName: 'Can' }, { firstName: 'Deniz', grade: 'K3' }],
      }) as never,
      familyId: first.familyId,
    });
    expect(joined.familyId).toBe(first.familyId);
    expect(
      (await as('getFamily', { id: first.familyId })).children.map((c) => c.firstName),
    ).toEqual(['Can', 'Deniz']);
    await expect(
      t.as(coordinator('oostende'))('enterReferral', {
        referral: referral('oostende') as never,
        familyId: first.familyId,
      }),
    ).rejects.toMatchObject({ code: 'not_found' });
  });

  test('the same command fifty times at once is one referral and fifty equal answers', async () => {
    const key = 'fifty-times-0001';
    const request = referral('oostende', {
      contact: { familyName: 'Vijftig', phone: '0499000000', language: 'nl' },
    }) as never;
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => t.anonymous('submitReferral', request, { key })),
    );
    expect(new Set(answers.map((a) => a.receipt)).size).toBe(1);
    const { rows } = await t.admin.query(
      `select count(*)::int as n from family where family_name = 'Vijftig'`,
    );
    expect(rows[0].n).toBe(1);
    await expect(
      t.anonymous('submitReferral', referral('oostende') as never, { key }),
    ).rejects.toMatchObject({ reason: 'IDEMPOTENCY_OTHER_CONTENT' });
  });

  test('lists filter, sort, search without accents, page without repeats, and count', async () => {
    const as = t.as(coordinator('melle'));
    for (let i = 0; i < 7; i++)
      await received(t, 'melle', {
        contact: { familyName: `Renée ${i}`, phone: `04700000${i}0`, language: 'fr' },
        occurredOn: `2026-10-0${i + 1}`,
      });
    const options = { search: 'renee', sort: '-occurred_on', limit: 3 };
    const seen: string[] = [];
    let cursor = '';
    do {
      const page = await as('listReferrals', {
        branchCode: 'melle',
        options: { ...options, cursor },
      });
      expect(page.info?.total).toBe(7);
      seen.push(...page.rows.map((r) => r.familyName));
      cursor = page.info?.nextCursor ?? '';
    } while (cursor !== '');
    expect(seen).toEqual([6, 5, 4, 3, 2, 1, 0].map((i) => `Renée ${i}`));
    const french = await as('listReferrals', {
      branchCode: 'melle',
      options: { filters: [{ field: 'language', values: ['fr'] }] },
    });
    expect(french.info?.facets.find((f) => f.field === 'language')?.values).toContainEqual(
      expect.objectContaining({ value: 'fr', count: 7 }),
    );
    await expect(
      as('listReferrals', { branchCode: 'melle', options: { sort: 'phone' } }),
    ).rejects.toMatchObject({ fields: [{ field: 'options.sort', reason: 'VALUE_UNKNOWN' }] });
    const wrong = { filters: [{ field: 'status', values: ['REFERRAL_STATUS_WAITING'] }] };
    await expect(
      as('listReferrals', { branchCode: 'melle', options: wrong }),
    ).rejects.toMatchObject({
      fields: [{ field: 'options.filters.status', reason: 'VALUE_UNKNOWN' }],
    });
    const first = await as('listReferrals', { branchCode: 'melle', options: { limit: 1 } });
    await expect(
      as('listReferrals', {
        branchCode: 'melle',
        options: { limit: 1, search: 'x', cursor: first.info?.nextCursor ?? '' },
      }),
    ).rejects.toMatchObject({
      fields: [{ field: 'options.cursor', reason: 'CURSOR_INVALID' }],
    });
  });

  test('an export is the same query, prints its filter and neutralises formulas', async () => {
    await received(t, 'melle', {
      contact: { familyName: '=HYPERLINK("x")', phone: '0471111111', language: 'so' },
    });
    const pieces = [];
    const token = await t.token(coordinator('melle'));
    const request = {
      branchCode: 'melle',
      options: { filters: [{ field: 'language', values: ['so'] }] },
    };
    for await (const p of t.peer.stream('exportReferrals', request as never, { token }))
      pieces.push(p.text);
    const csv = pieces.join('');
    expect(csv.startsWith('\ufeffaanmeldingen;2026-11-23')).toBe(true);
    expect(csv).toContain('filter;language;so');
    expect(csv).toMatch(/'=HYPERLINK/);
    expect(csv).not.toContain('Renée');
  });
});
