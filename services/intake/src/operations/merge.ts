import type { Plain } from '@katrol/contract';
import { ConsentPurpose } from '@katrol/proto/katrol/common/v1/codes';
import type {
  MergeFamiliesRequest,
  MergePreview,
  PreviewMergeRequest,
  UndoMergeRequest,
} from '@katrol/proto/katrol/intake/v1/messages_pb';
import { Checks, expectRevision } from '@katrol/runtime';
import { hold } from '@katrol/store';
import type { Known } from '../domain/consent-changes.ts';
import { checkSame, doublesOf, likelySame, mergedFields, strictest } from '../domain/merge.ts';
import { facts } from '../facts.ts';
import type { IntakeCall, Tx } from '../store/client.ts';
import { holdConsents, knownOf } from '../store/consents.ts';
import { happened, loadFamily, touchFamily, type Family } from '../store/families.ts';
import {
  assign,
  dropMerge,
  keepMerge,
  loadMerge,
  statusesBefore,
  writtenSince,
} from '../store/merges.ts';
import { loadReferral, referralsOf, saveReferral } from '../store/referrals.ts';
import { settle } from './settle.ts';
import { tellFamily } from './told-family.ts';
import { familyPage, type FamilyPage } from './family.ts';

type Pair = { other: Family; kept: Family };

/** Both files of one branch, each the kept one of what went up in it. */
async function loadPair(
  call: IntakeCall,
  { familyId, intoFamilyId }: { familyId: string; intoFamilyId: string },
): Promise<Pair> {
  const other = await loadFamily(call.tx, familyId, 'family_id');
  const kept = await loadFamily(call.tx, intoFamilyId, 'into_family_id');
  const c = new Checks();
  const fits = kept.id !== other.id && kept.branchCode === other.branchCode;
  c.that(fits, 'into_family_id', 'VALUE_UNKNOWN');
  c.done();
  for (const { id, branchCode } of [other, kept]) call.audit(id, branchCode);
  return { other, kept };
}

const doubles = async (tx: Tx, { kept, other }: Pair) =>
  doublesOf(await referralsOf(tx, kept.ids), await referralsOf(tx, other.ids));

/** What becomes of each field, child, consent and question when two files become one. */
export async function previewMerge(
  call: IntakeCall,
  input: Plain<PreviewMergeRequest>,
): Promise<Plain<MergePreview>> {
  const { tx } = call;
  const pair = await loadPair(call, input);
  const { kept, other } = pair;
  const [ours, theirs] = [await knownOf(tx, kept.id), await knownOf(tx, other.id)];
  const says = (known: readonly Known[], purpose: ConsentPurpose): boolean | undefined =>
    known.find((one) => one.purpose === purpose && one.receiver === '' && one.childId === '')
      ?.given;
  return {
    fields: mergedFields(kept, other),
    children: kept.children,
    otherChildren: other.children,
    sameChildren: likelySame(kept, other),
    consents: ConsentPurpose.map((purpose) =>
      strictest(purpose, [says(ours, purpose), says(theirs, purpose)]),
    ),
    doubles: await doubles(tx, pair),
    familyName: other.contact.familyName,
    intoFamilyName: kept.contact.familyName,
    revision: other.revision,
    intoRevision: kept.revision,
  };
}

/** Two files of one family become one; each keeps its rows, and both names are found. */
export async function mergeFamilies(
  call: IntakeCall,
  input: Plain<MergeFamiliesRequest>,
): Promise<FamilyPage> {
  const { tx, today, by } = call;
  // two at once, the one into the other and back, would lose both
  await hold(tx, 'family', [input.familyId, input.intoFamilyId]);
  const pair = await loadPair(call, input);
  const { kept, other } = pair;
  expectRevision(input.revision, other.revision);
  expectRevision(input.intoRevision, kept.revision);
  checkSame(kept, other, input.sameChildren);
  const double = await doubles(tx, pair);
  const merge = { familyId: other.id, intoId: kept.id, revision: other.revision };
  await keepMerge(tx, merge, { on: today, by, doubles: double, same: input.sameChildren });
  for (const referral of double) {
    const closing = { why: 'double', occurredOn: today, by, familySay: '', note: '' } as const;
    await saveReferral(tx, { ...referral, status: 'double', closing });
  }
  const { branchCode } = kept;
  const values = { name: other.contact.familyName };
  const status = (await referralsOf(tx, kept.ids))[0]?.status;
  const event = { kind: 'FAMILIES_MERGED', values, ...(status ? { status } : {}) } as const;
  await happened(call, kept, event);
  const told = { familyId: other.id, intoFamilyId: kept.id, branchCode, occurredOn: today };
  call.tell(facts.familiesMerged, told);
  await settle(call, kept, { on: today });
  await tellFamily(call, kept.id);
  return await familyPage(call, kept.id);
}

/** They were two families after all; what was written since is given to one of the two by hand. */
export async function undoMerge(
  call: IntakeCall,
  input: Plain<UndoMergeRequest>,
): Promise<FamilyPage> {
  const { tx, today } = call;
  await holdConsents(tx, input.familyId);
  const merge = await loadMerge(tx, input.familyId);
  expectRevision(input.revision, merge.revision);
  const { familyId, intoId, branchCode } = merge;
  const since = await writtenSince(tx, merge);
  const c = new Checks();
  for (const [i, { part, id }] of input.assign.entries()) {
    const known = since.some((one) => one.part === part && one.id === id);
    c.that(known, `assign[${i}].id`, 'VALUE_UNKNOWN');
  }
  c.done();
  await dropMerge(tx, merge);
  for (const { part, id } of input.assign) if (part) await assign(tx, part, { id, to: familyId });
  for (const [referralId, status] of statusesBefore(merge)) {
    const referral = await loadReferral(tx, referralId);
    if (referral.status !== 'double') continue;
    await saveReferral(tx, { ...referral, status, closing: undefined });
  }
  for (const id of [familyId, intoId]) {
    const family = await loadFamily(tx, id);
    call.audit(id, branchCode);
    await happened(call, family, { kind: 'MERGE_UNDONE' });
    const status = (await referralsOf(tx, family.ids))[0]?.status;
    await touchFamily(tx, id, status ? { status } : {});
  }
  const told = { familyId, fromFamilyId: intoId, branchCode, occurredOn: today };
  call.tell(facts.familyMergeUndone, told);
  for (const id of [familyId, intoId]) {
    await settle(call, { id, branchCode }, { on: today });
    await tellFamily(call, id);
  }
  return await familyPage(call, familyId);
}
