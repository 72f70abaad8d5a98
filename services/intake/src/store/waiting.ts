import { dateOf, dayOf, isUuid, notFound, optionalDay, searchable, stale } from '@katrol/runtime';
import type { Waiting } from '../domain/waiting-list.ts';
import type { Tx } from './client.ts';

export async function loadWaiting(tx: Tx, referralId: string): Promise<Waiting> {
  const row = isUuid(referralId)
    ? await tx.waiting.findFirst({ where: { referralId, endedOn: null } })
    : null;
  if (!row) throw notFound('referral_id');
  return {
    ...row,
    since: dayOf(row.since),
    lastContactOn: optionalDay(row.lastContactOn),
    nextContactOn: dayOf(row.nextContactOn),
  };
}

export async function createWaiting(tx: Tx, w: Waiting): Promise<void> {
  await tx.waiting.create({
    data: {
      ...w,
      since: dateOf(w.since),
      lastContactOn: w.lastContactOn === '' ? null : dateOf(w.lastContactOn),
      nextContactOn: dateOf(w.nextContactOn),
    },
  });
}

export async function saveContact(tx: Tx, w: Waiting, expected: number): Promise<void> {
  const { count } = await tx.waiting.updateMany({
    where: { referralId: w.referralId, revision: expected },
    data: {
      lastContactOn: dateOf(w.lastContactOn),
      nextContactOn: dateOf(w.nextContactOn),
      revision: { increment: 1 },
    },
  });
  if (count === 0) throw stale(w.revision);
}

export async function endWaiting(tx: Tx, referralId: string, on: string): Promise<void> {
  await tx.waiting.updateMany({
    where: { referralId, endedOn: null },
    data: { endedOn: dateOf(on) },
  });
}

export type Place = {
  id: string;
  branchCode: string;
  name: string;
  domains: string[];
  phone: string;
  email: string;
  address: string;
  lastConfirmedOn: string;
  revision: number;
};

const toPlace = (
  r: NonNullable<Awaited<ReturnType<Tx['socialMapPlace']['findFirst']>>>,
): Place => ({ ...r, lastConfirmedOn: optionalDay(r.lastConfirmedOn) });

export async function loadPlace(tx: Tx, id: string, field = 'place_id'): Promise<Place> {
  const row = isUuid(id) ? await tx.socialMapPlace.findUnique({ where: { id } }) : null;
  if (!row) throw notFound(field);
  return toPlace(row);
}

export async function savePlace(tx: Tx, p: Place): Promise<Place> {
  const data = {
    branchCode: p.branchCode,
    name: p.name,
    domains: p.domains,
    phone: p.phone,
    email: p.email,
    address: p.address,
    search: searchable(p.name, p.address),
    lastConfirmedOn: p.lastConfirmedOn === '' ? null : dateOf(p.lastConfirmedOn),
  };
  if (p.id === '') return toPlace(await tx.socialMapPlace.create({ data }));
  const { count } = await tx.socialMapPlace.updateMany({
    where: { id: p.id, revision: p.revision },
    data: { ...data, revision: { increment: 1 } },
  });
  if (count === 0) throw stale((await loadPlace(tx, p.id)).revision);
  return await loadPlace(tx, p.id);
}

export type WarmReferral = {
  id: string;
  familyId: string;
  referralId: string;
  branchCode: string;
  place: Place;
  handOver: string;
  occurredOn: string;
  checkOn: string;
  outcome: string;
  outcomeNote: string;
  revision: number;
};

type WarmRow = NonNullable<Awaited<ReturnType<Tx['warmReferral']['findFirst']>>>;
const toWarm = async (tx: Tx, r: WarmRow): Promise<WarmReferral> => ({
  ...r,
  occurredOn: dayOf(r.occurredOn),
  checkOn: dayOf(r.checkOn),
  place: await loadPlace(tx, r.placeId),
});

export async function loadWarmReferral(tx: Tx, id: string): Promise<WarmReferral> {
  const row = isUuid(id) ? await tx.warmReferral.findUnique({ where: { id } }) : null;
  if (!row) throw notFound('warm_referral_id');
  return await toWarm(tx, row);
}

export async function warmReferralsOf(tx: Tx, familyId: string): Promise<WarmReferral[]> {
  const rows = await tx.warmReferral.findMany({
    where: { familyId },
    orderBy: { occurredOn: 'desc' },
  });
  return await Promise.all(rows.map((r) => toWarm(tx, r)));
}

export async function createWarmReferral(
  tx: Tx,
  w: {
    familyId: string;
    referralId: string;
    branchCode: string;
    placeId: string;
    handOver: string;
    occurredOn: string;
    checkOn: string;
  },
): Promise<void> {
  await tx.warmReferral.create({
    data: { ...w, occurredOn: dateOf(w.occurredOn), checkOn: dateOf(w.checkOn) },
  });
}

export async function saveArrival(tx: Tx, w: WarmReferral, expected: number): Promise<void> {
  const { count } = await tx.warmReferral.updateMany({
    where: { id: w.id, revision: expected },
    data: {
      outcome: w.outcome,
      outcomeNote: w.outcomeNote,
      checkOn: dateOf(w.checkOn),
      revision: { increment: 1 },
    },
  });
  if (count === 0) throw stale(w.revision);
}
