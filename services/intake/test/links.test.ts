import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { LinkKind } from '@katrol/proto/katrol/common/v1/codes';
import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import { startUnderTest } from '@katrol/testkit';
import { startIntake } from '../src/service.ts';
import { coordinator, openBranches, received, said, type Intake } from './seed.ts';

let t: Intake;
beforeAll(async () => {
  t = await startUnderTest(IntakeService, startIntake);
  await openBranches(t, { oostende: 'de-katrol', melle: 'de-katrol' });
});
afterAll(() => t.stop());
const as = () => t.as(coordinator('oostende'));
const contact = { familyName: 'Demir', phone: '0470 12 34 56', email: 'gezin@voorbeeld.example' };

/** A family with a mother, a father and a child of a birthday. */
async function withParents(birthDate = '') {
  const occurredOn = '2026-11-01';
  const {
    familyId,
    id: referralId,
    revision,
  } = await received(t, 'oostende', {
    contact,
    occurredOn,
  });
  const { children } = await as()('getFamily', { id: familyId });
  const [child] = children;
  if (child && birthDate !== '') {
    const { firstName, grade, school } = child;
    const edited = { childId: child.id, child: { firstName, grade, school }, birthDate };
    await as()('editChild', { ...edited, revision: child.revision });
  }
  const keep = async (relation: 'mother' | 'father', more: object) =>
    (await as()('keepParent', { parent: { familyId, relation, ...more } })).parents.at(-1)?.id ??
    '';
  const mama = await keep('mother', { name: 'Fatma', email: 'fatma@voorbeeld.example' });
  const papa = await keep('father', { name: 'Ali', languagesRead: ['tr'] });
  return { familyId, referralId, revision, mama, papa, elif: child?.id ?? '' };
}
type Asked = { kind?: LinkKind; branchCode?: string; objectId: string; personId: string };
const check = ({ kind = 'parent-page', branchCode = 'oostende', ...link }: Asked) =>
  t.system('gateway')('checkLink', { kind, branchCode, ...link });
const addressOf = (personId: string, branchCode = 'oostende') =>
  t.system('gateway')('getAddressOf', { personId, branchCode });

describe('a parent’s page', () => {
  test('stands for each parent of the family, and for nobody else', async () => {
    const { familyId: objectId, mama, papa } = await withParents();
    const other = await withParents();
    expect(await check({ objectId, personId: mama })).toMatchObject({
      stands: true,
      movedToId: '',
    });
    expect(await check({ objectId, personId: papa })).toMatchObject({ stands: true });
    const no = [
      { objectId, personId: other.mama },
      { objectId, personId: randomUUID() },
      { objectId: randomUUID(), personId: mama },
      { objectId, personId: mama, branchCode: 'melle' },
    ];
    for (const asked of no) expect([asked, (await check(asked)).stands]).toEqual([asked, false]);
  });

  test('who is held opens nothing, and the other parent’s stands', async () => {
    const { familyId: objectId, mama, papa } = await withParents();
    const hold = (on: boolean, revision: number) =>
      as()('holdParent', { parentId: papa, hold: on, reason: on ? 'Vonnis' : '', revision });
    await hold(true, 1);
    expect((await check({ objectId, personId: papa })).stands).toBe(false);
    expect((await check({ objectId, personId: mama })).stands).toBe(true);
    await hold(false, 2);
    expect((await check({ objectId, personId: papa })).stands).toBe(true);
  });

  test('whose role ended, or who has none, opens nothing: neither the link nor the page', async () => {
    const { familyId: objectId, papa, elif } = await withParents();
    const page = () => t.link({ link: 'parent-page', object: objectId, person: papa });
    const decides = async (until: string) => {
      const { parents } = await as()('getFamily', { id: objectId });
      const revision = parents.find(({ id }) => id === papa)?.revision ?? 0;
      const deciding = [{ childId: elif, role: 'decides' as const, until }];
      const parent = { id: papa, familyId: objectId, relation: 'father' as const, name: 'Ali' };
      await as()('keepParent', { parent: { ...parent, deciding, revision } });
    };
    await decides('2026-11-23');
    expect((await check({ objectId, personId: papa })).stands).toBe(true);
    expect(await page()('getMyPage', {})).toMatchObject({ decides: true });
    await decides('2026-11-22');
    expect((await check({ objectId, personId: papa })).stands).toBe(false);
    await expect(page()('getMyPage', {})).rejects.toMatchObject({ code: 'not_found' });
  });

  test('a young person has one from the age of the profile: the link and the page say the same', async () => {
    for (const [birthDate, stands] of [
      ['2014-11-23', true],
      ['2014-11-24', false],
      // who is not asked would answer for nothing
      ['', false],
    ] as const) {
      const { familyId: objectId, elif: personId } = await withParents(birthDate);
      const page = t.link({ link: 'parent-page', object: objectId, person: personId });
      const opens = await page('getMyPage', {}).then(
        () => true,
        () => false,
      );
      const checked = (await check({ objectId, personId })).stands;
      expect([birthDate, checked, opens]).toEqual([birthDate, stands, stands]);
    }
  });

  test('of a file that went up in another one leads to the one that is kept', async () => {
    const gone = await withParents('2013-01-02');
    const kept = await withParents('2013-01-02');
    const pair = { familyId: gone.familyId, intoFamilyId: kept.familyId };
    const { revision, intoRevision, sameChildren } = await as()('previewMerge', pair);
    expect(sameChildren).toMatchObject([{ childId: gone.elif, sameAsChildId: kept.elif }]);
    await as()('mergeFamilies', { ...pair, revision, intoRevision, sameChildren });
    const moved = await check({ objectId: gone.familyId, personId: gone.mama });
    expect(moved).toMatchObject({ stands: true, movedToId: kept.familyId });
    expect(await check({ objectId: kept.familyId, personId: gone.mama })).toMatchObject({
      stands: true,
      movedToId: '',
    });
    // a child that stood in both is one person, whose page opens by either id
    for (const [personId, other] of [
      [gone.elif, kept.elif],
      [kept.elif, gone.elif],
    ] as const) {
      const link = { objectId: kept.familyId, personId };
      expect(await check(link)).toMatchObject({ stands: true, samePersonIds: [other] });
      const page = t.link({ link: 'parent-page', object: kept.familyId, person: personId });
      const said = { purpose: 'statistics' as const, answer: 'yes' as const, language: 'nl' };
      const { children, consents, decides } = await page('answerOwnConsent', said);
      expect([children.map(({ id }) => id), decides]).toEqual([[kept.elif], true]);
      expect(consents.find((one) => one.purpose === 'statistics')?.answer).toBe('yes');
    }
    const files = { branchCode: 'oostende', familyId: gone.familyId };
    const { familyIds, personIds } = await t.system('gateway')('getFilesOf', files);
    expect(familyIds).toEqual([kept.familyId, gone.familyId]);
    expect(personIds).toEqual(expect.arrayContaining([gone.mama, kept.papa, gone.elif, kept.elif]));
    const elsewhere = { ...files, branchCode: 'melle' };
    expect(await t.system('gateway')('getFilesOf', elsewhere)).toMatchObject({ familyIds: [] });
  });

  test('what is of no family of the branch, or of no kind of intake, never stands', async () => {
    const { familyId: objectId, mama: personId } = await withParents();
    for (const kind of ['parent-item', 'school-contact', 'calendar'] as const)
      expect([kind, (await check({ kind, objectId, personId })).stands]).toEqual([kind, false]);
  });
});

test('a warm referral stands for its place, while the family wants it shared with that', async () => {
  const { familyId, referralId, revision } = await withParents();
  const place = async (name: string) =>
    (
      await as()('keepSocialMapPlace', {
        place: {
          branchCode: 'oostende',
          name,
          domains: ['housing'],
          email: `${name}@voorbeeld.example`,
        },
      })
    ).id;
  const [caw, other] = [await place('caw'), await place('huis')];
  const purpose = 'sharing_with_service';
  await said(t, 'oostende', familyId, purpose, { receiver: caw, on: '2026-11-10' });
  const visited = await as()('recordVisit', {
    referralId,
    heldOn: '2026-11-20',
    saidVoluntary: true,
    revision,
  });
  await as()('decideOnReferral', {
    referralId,
    outcome: 'lead_elsewhere',
    familySay: 'Goed',
    warmReferral: { placeId: caw, checkOn: '2026-12-20' },
    revision: visited.revision,
  });
  const { rows } = await t.admin.query<{ id: string }>(
    'select id::text from warm_referral where family_id = $1',
    [familyId],
  );
  const kind = 'receiver';
  const objectId = rows[0]?.id ?? '';
  expect((await check({ kind, objectId, personId: caw })).stands).toBe(true);
  expect((await check({ kind, objectId, personId: other })).stands).toBe(false);
  expect((await check({ kind, objectId: randomUUID(), personId: caw })).stands).toBe(false);
  expect(await addressOf(caw)).toMatchObject({ email: 'caw@voorbeeld.example' });
  await answersAtThePlace(objectId, caw, other);
  await said(t, 'oostende', familyId, purpose, { receiver: caw, answer: 'no' });
  expect((await check({ kind, objectId, personId: caw })).stands).toBe(false);
  const link = t.link({ link: kind, object: objectId, person: caw });
  await expect(link('getReceived', {})).rejects.toMatchObject({ code: 'not_found' });
});

/** The place reads who comes, says whether they did, and not what the family wants. */
async function answersAtThePlace(object: string, person: string, other: string): Promise<void> {
  const link = t.link({ link: 'receiver', object, person });
  expect(await link('getReceived', {})).toMatchObject({ familyName: 'Demir', outcome: 'open' });
  const elsewhere = t.link({ link: 'receiver', object, person: other });
  await expect(elsewhere('getReceived', {})).rejects.toMatchObject({ code: 'not_found' });
  await expect(link('answerArrival', { outcome: 'not_wanted' })).rejects.toMatchObject({
    fields: [{ field: 'outcome', reason: 'VALUE_UNKNOWN' }],
  });
  const waits = await link('answerArrival', { outcome: 'not_known_yet' });
  expect(waits.outcome).toBe('not_known_yet');
  const { rows } = await t.admin.query('select check_on::text from warm_referral where id = $1', [
    object,
  ]);
  expect(rows).toEqual([{ check_on: '2026-12-07' }]);
  expect((await link('answerArrival', { outcome: 'arrived', note: 'Welkom' })).outcome).toBe(
    'arrived',
  );
}

describe('an address', () => {
  test('is the own one; the family’s stands in where one parent alone may read it', async () => {
    const { familyId, mama, papa, elif } = await withParents();
    expect(await addressOf(mama)).toMatchObject({ email: 'fatma@voorbeeld.example' });
    expect(await addressOf(papa)).toMatchObject({ email: '' });
    expect(await addressOf(elif)).toMatchObject({ email: '' });
    const single = await received(t, 'oostende', { contact });
    const { parents } = await as()('getFamily', { id: single.familyId });
    expect(await addressOf(parents[0]?.id ?? '')).toMatchObject({ email: contact.email });
    const { rows } = await t.admin.query<{ n: number }>(
      `select count(*)::int as n from audit where subject = 'service:gateway' and object_id = $1
        and rpc like '%/GetAddressOf' and branch_code = 'oostende'`,
      [familyId],
    );
    expect(rows).toEqual([{ n: 3 }]);
  });

  test('of another branch is not found, and nobody but a service asks', async () => {
    const { mama } = await withParents();
    await expect(addressOf(mama, 'melle')).rejects.toMatchObject({ code: 'not_found' });
    await expect(addressOf(randomUUID())).rejects.toMatchObject({ code: 'not_found' });
    const asked = { personId: mama, branchCode: 'oostende' };
    await expect(as()('getAddressOf', asked)).rejects.toMatchObject({ reason: 'ROLE_MISSING' });
    await expect(t.link({})('getAddressOf', asked)).rejects.toMatchObject({
      reason: 'ROLE_MISSING',
    });
  });
});
