import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  ConsentChangedSchema,
  FamiliesMergedSchema,
} from '@katrol/proto/katrol/intake/v1/events_pb';
import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import { noAnomaly, pairs, startUnderTest, toldBy } from '@katrol/testkit';
import { startIntake } from '../src/service.ts';
import { conversation, coordinator, openBranches, received, said, type Intake } from './seed.ts';

describe('two files of one family', () => {
  let t: Intake;
  beforeAll(async () => {
    t = await startUnderTest(IntakeService, startIntake);
    await openBranches(t, { oostende: 'de-katrol', melle: 'de-katrol' });
  });
  afterAll(() => t.stop());
  const as = (branch = 'oostende') => t.as(coordinator(branch));
  const family = (id: string) => as()('getFamily', { id });

  const files = async () => {
    const kept = await received(t, 'oostende', {
      contact: { familyName: 'Demir', phone: '0470 12 34 56', language: 'tr' },
    });
    const other = await received(t, 'oostende', {
      contact: { familyName: 'Kaya-Demir', phone: '0470 65 43 21', language: 'tr' },
      children: [
        { firstName: 'Elif', grade: 'L3', school: 'De Regenboog' },
        { firstName: 'Deniz', grade: 'K2', school: 'De Regenboog' },
      ],
    });
    return { kept, other };
  };
  const merge = async ({ kept, other }: Awaited<ReturnType<typeof files>>) => {
    const pair = { familyId: other.familyId, intoFamilyId: kept.familyId };
    const preview = await as()('previewMerge', pair);
    const { revision, intoRevision, sameChildren } = preview;
    const page = await as()('mergeFamilies', { ...pair, revision, intoRevision, sameChildren });
    return { preview, page };
  };

  test('what becomes of each field, child and question is said before', async () => {
    const two = await files();
    const { preview, page } = await merge(two);
    expect(preview.fields).toEqual([
      expect.objectContaining({ field: 'contact.familyName', kept: 'Demir', other: 'Kaya-Demir' }),
      expect.objectContaining({ field: 'contact.phone', other: '0470 65 43 21' }),
    ]);
    expect(preview.sameChildren).toHaveLength(1);
    expect(preview.doubles.map(({ id }) => id)).toEqual([two.other.id]);
    expect(page.id).toBe(two.kept.familyId);
    expect(page.children.map(({ firstName }) => firstName)).toEqual(['Elif', 'Deniz']);
    expect(page.children[0]?.sameIds).toHaveLength(1);
    expect(page.referrals.map(({ status }) => status).sort()).toEqual(['double', 'submitted']);
    expect(page.merged).toMatchObject([{ contact: { phone: '0470 65 43 21' }, writtenSince: [] }]);
  });

  test('both names and numbers find the one file, and its old address opens it', async () => {
    const two = await files();
    await merge(two);
    const { rows } = await as()('listFamilies', {
      branchCode: 'oostende',
      options: { search: 'kaya' },
    });
    expect(rows.map(({ id }) => id)).toContain(two.kept.familyId);
    expect(rows.map(({ id }) => id)).not.toContain(two.other.familyId);
    expect((await family(two.other.familyId)).id).toBe(two.kept.familyId);
    const { labels } = await as()('getFamilyLabels', { familyIds: [two.other.familyId] });
    expect(labels).toMatchObject([{ familyId: two.other.familyId, familyName: 'Demir' }]);
    const { duplicates } = await as()('findLikelyDuplicates', {
      branchCode: 'oostende',
      contact: { phone: '0470 65 43 21' },
      children: [],
    });
    const found = duplicates.map(({ familyId }) => familyId);
    expect(found).toContain(two.kept.familyId);
    expect(found).not.toContain(two.other.familyId);
    expect(await toldBy(t, FamiliesMergedSchema, two.other.familyId)).toMatchObject([
      { intoFamilyId: two.kept.familyId },
    ]);
  });

  test('it is undone: rows were never moved, what came in since is given by hand', async () => {
    const two = await files();
    const { page } = await merge(two);
    const after = await as()('addChild', {
      familyId: page.id,
      child: { firstName: 'Sibel', grade: 'L1', school: '' },
    });
    const [merged] = after.merged;
    expect(merged?.writtenSince).toMatchObject([{ part: 'child', label: 'Sibel' }]);
    const sibel = merged?.writtenSince[0]?.id ?? '';
    const undo = { familyId: two.other.familyId, revision: merged?.revision ?? 0 };
    const foreign = { part: 'child' as const, id: after.children[0]?.id ?? '' };
    await expect(as()('undoMerge', { ...undo, assign: [foreign] })).rejects.toMatchObject({
      fields: [{ field: 'assign[0].id', reason: 'VALUE_UNKNOWN' }],
    });
    const own = await as()('undoMerge', { ...undo, assign: [{ part: 'child', id: sibel }] });
    expect(own.id).toBe(two.other.familyId);
    expect(own.children.map(({ firstName }) => firstName)).toEqual(['Elif', 'Deniz', 'Sibel']);
    expect(own.referrals.map((r) => [r.status, r.closing])).toEqual([['submitted', undefined]]);
    const kept = await family(two.kept.familyId);
    expect(kept.children.map(({ firstName }) => firstName)).toEqual(['Elif']);
    expect(kept.merged).toEqual([]);
    const { rows } = await as()('listFamilies', {
      branchCode: 'oostende',
      options: { search: 'kaya' },
    });
    expect(rows.map(({ id }) => id)).toContain(two.other.familyId);
    expect(rows.map(({ id }) => id)).not.toContain(two.kept.familyId);
  });

  test('the strictest consent holds for both files, and each hears it; apart, each its own', async () => {
    const two = await files();
    const { kept, other } = two;
    await said(t, 'oostende', kept.familyId, 'sharing_with_tutor');
    await said(t, 'oostende', other.familyId, 'sharing_with_tutor', { answer: 'no' });
    const stands = async (id: string) =>
      (await family(id)).standings.find((one) => one.purpose === 'sharing_with_tutor')?.state;
    expect(await stands(kept.familyId)).toBe('yes');
    const { preview } = await merge(two);
    expect(preview.consents.find((one) => one.purpose === 'sharing_with_tutor')).toMatchObject({
      kept: true,
      other: false,
      after: false,
    });
    expect(await stands(kept.familyId)).toBe('disagreement');
    const last = async (id: string) => (await toldBy(t, ConsentChangedSchema, id)).at(-1)?.given;
    expect(await last(kept.familyId)).toBe(false);
    expect(await last(other.familyId)).toBe(false);
    const revision = (await family(kept.familyId)).merged[0]?.revision ?? 0;
    await as()('undoMerge', { familyId: other.familyId, revision, assign: [] });
    expect(await stands(kept.familyId)).toBe('yes');
    expect(await last(kept.familyId)).toBe(true);
    expect(await stands(other.familyId)).toBe('no');
  });

  test('a file that others went up in may itself go up, and parts again with them', async () => {
    const a = await files();
    await merge(a);
    const b = await files();
    await merge({ kept: b.kept, other: { ...a.kept } });
    expect((await family(a.other.familyId)).id).toBe(b.kept.familyId);
    const merged = (await family(b.kept.familyId)).merged.find(
      ({ familyId }) => familyId === a.kept.familyId,
    );
    const revision = merged?.revision ?? 0;
    await as()('undoMerge', { familyId: a.kept.familyId, revision, assign: [] });
    expect((await family(a.other.familyId)).id).toBe(a.kept.familyId);
    expect((await family(b.kept.familyId)).merged).toEqual([]);
  });

  test('the one into the other and back at once: one merge, and nobody is lost', async () => {
    const { kept, other } = await files();
    const one = { familyId: other.familyId, intoFamilyId: kept.familyId };
    const back = { familyId: kept.familyId, intoFamilyId: other.familyId };
    const { revision, intoRevision } = await as()('previewMerge', one);
    const outcomes = await Promise.allSettled([
      as()('mergeFamilies', { ...one, revision, intoRevision, sameChildren: [] }),
      as()('mergeFamilies', {
        ...back,
        revision: intoRevision,
        intoRevision: revision,
        sameChildren: [],
      }),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const { rows } = await as()('listFamilies', {
      branchCode: 'oostende',
      options: { search: 'demir' },
    });
    const there = rows.filter(({ id }) => [kept.familyId, other.familyId].includes(id));
    expect(there).toHaveLength(1);
  });

  const purpose = 'sharing_with_tutor' as const;
  const stateOf = async (id: string) =>
    (await family(id)).standings.find((one) => one.purpose === purpose)?.state ?? '';
  const toldOf = async (id: string) => (await toldBy(t, ConsentChangedSchema, id)).at(-1)?.given;

  test('R19: two conversations at once, one at each file: what stands is what both files were told', async () => {
    const p = pairs(8);
    const anomalies: unknown[] = [];
    for (let i = 0; i < p.count; i++) {
      const two = await files();
      await said(t, 'oostende', two.kept.familyId, purpose);
      await said(t, 'oostende', two.other.familyId, purpose);
      const no = await conversation(t, two.other.familyId, purpose, { answer: 'no' });
      const yes = await conversation(t, two.kept.familyId, purpose);
      await merge(two);
      const outcomes = await p.beside(
        () => as()('recordConversation', yes),
        () => as()('recordConversation', no),
      );
      const ids = [two.kept.familyId, two.other.familyId];
      const state = await stateOf(two.kept.familyId);
      const told = await Promise.all(ids.map(toldOf));
      // a parent said no: nobody is told otherwise, whoever was first
      if (state !== 'disagreement' || told.some((given) => given !== false))
        anomalies.push({ i, outcomes, state, told });
    }
    noAnomaly('two conversations of one family', p, anomalies);
  }, 3_600_000);

  test('R19: files part beside a conversation: each is told how it stands itself', async () => {
    const p = pairs(8);
    const anomalies: unknown[] = [];
    for (let i = 0; i < p.count; i++) {
      const two = await files();
      await said(t, 'oostende', two.kept.familyId, purpose);
      await said(t, 'oostende', two.other.familyId, purpose);
      const no = await conversation(t, two.other.familyId, purpose, { answer: 'no' });
      await merge(two);
      const revision = (await family(two.kept.familyId)).merged[0]?.revision ?? 0;
      const undo = { familyId: two.other.familyId, revision, assign: [] };
      const outcomes = await p.beside(
        () => as()('undoMerge', undo),
        () => as()('recordConversation', no),
      );
      for (const id of [two.kept.familyId, two.other.familyId]) {
        const [state, given] = [await stateOf(id), await toldOf(id)];
        if ((state === 'yes') !== given) anomalies.push({ i, outcomes, state, given });
      }
    }
    noAnomaly('parting beside a conversation', p, anomalies);
  }, 3_600_000);

  test('not with itself, not across branches, not on what was seen before', async () => {
    const { kept, other } = await files();
    const theirs = await received(t, 'melle');
    const pair = { familyId: other.familyId, intoFamilyId: kept.familyId };
    await expect(
      as()('previewMerge', { ...pair, intoFamilyId: other.familyId }),
    ).rejects.toMatchObject({ fields: [{ field: 'into_family_id', reason: 'VALUE_UNKNOWN' }] });
    await expect(
      as()('previewMerge', { ...pair, intoFamilyId: theirs.familyId }),
    ).rejects.toMatchObject({ code: 'not_found' });
    await expect(
      as()('mergeFamilies', { ...pair, revision: 99, intoRevision: 1, sameChildren: [] }),
    ).rejects.toMatchObject({ reason: 'STALE' });
  });
});
