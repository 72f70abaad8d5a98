import { codeOrNone, fromRow, type Plain } from '@katrol/contract';
import { WaitReason } from '@katrol/proto/katrol/intake/v1/codes';
import {
  SocialMapPlaceSchema,
  WarmReferralSchema,
  type SocialMapPlace,
  type WarmReferral as ContractWarmReferral,
} from '@katrol/proto/katrol/intake/v1/messages_pb';
import { dateOf, dayOf, optionalDate, optionalDay, searchable } from '@katrol/runtime';
import { byId, keep, nextRevision, saved } from '@katrol/store';
import type { Waiting } from '../domain/waiting-list.ts';
import type { Tx } from './client.ts';

export async function loadWaiting(tx: Tx, referralId: string): Promise<Waiting> {
  const row = await byId('referral_id', referralId, () =>
    tx.waiting.findFirst({ where: { referralId, endedOn: null } }),
  );
  return {
    ...row,
    waitReason: codeOrNone(WaitReason, row.waitReason),
    since: dayOf(row.since),
    lastContactOn: optionalDay(row.lastContactOn),
    nextContactOn: dayOf(row.nextContactOn),
  };
}

/** The family is on the list from now on; again, where its question was opened again. */
export async function createWaiting(tx: Tx, w: Waiting): Promise<void> {
  const data = {
    ...w,
    since: dateOf(w.since),
    lastContactOn: optionalDate(w.lastContactOn),
    nextContactOn: dateOf(w.nextContactOn),
    endedOn: null,
    stoppedIn: null,
  };
  // who waited before may wait anew
  const { revision: _, ...again } = data;
  const where = { referralId: w.referralId };
  await tx.waiting.upsert({ where, create: data, update: { ...again, ...nextRevision } });
}

export async function saveContact(tx: Tx, w: Waiting): Promise<void> {
  const { referralId, revision } = w;
  const data = {
    lastContactOn: dateOf(w.lastContactOn),
    nextContactOn: dateOf(w.nextContactOn),
    ...nextRevision,
  };
  await saved(tx.waiting.updateMany({ where: { referralId, revision }, data }), w);
}

/** The family waits no longer; gives since when it did. */
export async function endWaiting(tx: Tx, referralId: string, on: string): Promise<string> {
  const { since } = await loadWaiting(tx, referralId);
  const data = { endedOn: dateOf(on) };
  await tx.waiting.updateMany({ where: { referralId, endedOn: null }, data });
  return since;
}

/** Does one of these files wait today? */
export const waitsStill = async (tx: Tx, familyIds: string[]): Promise<boolean> =>
  (await tx.waiting.count({ where: { familyId: { in: familyIds }, endedOn: null } })) > 0;

export type Place = Plain<SocialMapPlace>;

export async function loadPlace(tx: Tx, id: string, field = 'place_id'): Promise<Place> {
  const row = await byId(field, id, () => tx.socialMapPlace.findUnique({ where: { id } }));
  return fromRow(SocialMapPlaceSchema, row);
}

export async function savePlace(tx: Tx, place: Place): Promise<Place> {
  const { id: _, revision: __, ...kept } = place;
  const id = await keep(tx.socialMapPlace, place, {
    ...kept,
    search: searchable(place.name, place.address),
    lastConfirmedOn: optionalDate(place.lastConfirmedOn),
  });
  return await loadPlace(tx, id);
}

export type WarmReferral = Plain<ContractWarmReferral> & { branchCode: string };

type WarmRow = NonNullable<Awaited<ReturnType<Tx['warmReferral']['findFirst']>>>;
const toWarm = async (tx: Tx, row: WarmRow): Promise<WarmReferral> => ({
  ...fromRow(WarmReferralSchema, { ...row, place: await loadPlace(tx, row.placeId) }),
  branchCode: row.branchCode,
});

export async function loadWarmReferral(tx: Tx, id: string): Promise<WarmReferral> {
  const row = await byId('warm_referral_id', id, () =>
    tx.warmReferral.findUnique({ where: { id } }),
  );
  return await toWarm(tx, row);
}

export async function warmReferralsOf(tx: Tx, familyIds: string[]): Promise<WarmReferral[]> {
  const orderBy = { occurredOn: 'desc' } as const;
  const rows = await tx.warmReferral.findMany({ where: { familyId: { in: familyIds } }, orderBy });
  const all: WarmReferral[] = [];
  for (const row of rows) all.push(await toWarm(tx, row));
  return all;
}

/** A family led to a place, before anybody asked whether it arrived. */
export type NewWarmReferral = {
  familyId: string;
  referralId: string;
  branchCode: string;
  placeId: string;
  handOver: string;
  occurredOn: string;
  checkOn: string;
};

export async function createWarmReferral(tx: Tx, w: NewWarmReferral): Promise<string> {
  const data = { ...w, occurredOn: dateOf(w.occurredOn), checkOn: dateOf(w.checkOn) };
  return (await tx.warmReferral.create({ data, select: { id: true } })).id;
}

/** Nobody asks any more whether the family arrived where this referral led. */
export async function endWarmReferrals(tx: Tx, referralId: string): Promise<void> {
  await tx.warmReferral.updateMany({
    where: { referralId, outcome: { notIn: ['arrived', 'not_wanted'] } },
    data: { outcome: 'not_wanted', ...nextRevision },
  });
}

export async function saveArrival(tx: Tx, w: WarmReferral): Promise<void> {
  const { id, revision, outcome, outcomeNote } = w;
  const data = { outcome, outcomeNote, checkOn: dateOf(w.checkOn), ...nextRevision };
  await saved(tx.warmReferral.updateMany({ where: { id, revision }, data }), w);
}
