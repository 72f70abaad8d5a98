import { dateOf, dayOf, isUuid, notFound, optionalDate, optionalDay, stale } from '@katrol/runtime';
import type { Hold, Request, TutorCopy } from '../domain/pairing.ts';
import type { Cell, Child, Rules, Slot } from '../domain/rules.ts';
import { json, type Tx } from './client.ts';

export type Needs = {
  children: Child[];
  slots: Slot[];
  languages: string[];
  subjects: string[];
  placeKind: string;
  cell: Cell | undefined;
  lifeDomains: string[];
};
export type SupportRequest = {
  id: string;
  referralId: string;
  familyId: string;
  branchCode: string;
  status: string;
  needs: Needs;
  askedOn: string;
  profileVersion: number;
  revision: number;
};

type Row = NonNullable<Awaited<ReturnType<Tx['supportRequest']['findFirst']>>>;

export const toRequest = (r: Row): SupportRequest => ({
  id: r.id,
  referralId: r.referralId,
  familyId: r.familyId,
  branchCode: r.branchCode,
  status: r.status,
  askedOn: dayOf(r.askedOn),
  profileVersion: r.profileVersion,
  revision: r.revision,
  needs: {
    children: r.children as unknown as Child[],
    slots: r.slots as unknown as Slot[],
    languages: r.languages,
    subjects: r.subjects,
    placeKind: r.placeKind,
    lifeDomains: r.lifeDomains,
    cell: r.cellX === null || r.cellY === null ? undefined : { x: r.cellX, y: r.cellY },
  },
});

const columns = (n: Needs) => ({
  children: json(n.children),
  stages: [...new Set(n.children.map((c) => c.stage).filter((s) => s !== ''))],
  slots: json(n.slots),
  languages: n.languages,
  subjects: n.subjects,
  placeKind: n.placeKind,
  cellX: n.cell?.x ?? null,
  cellY: n.cell?.y ?? null,
  lifeDomains: n.lifeDomains,
});

export async function createRequest(
  tx: Tx,
  r: Omit<SupportRequest, 'id' | 'revision'>,
): Promise<void> {
  const { needs, askedOn, ...rest } = r;
  await tx.supportRequest.upsert({
    where: { referralId: r.referralId },
    update: {},
    create: { ...rest, ...columns(needs), askedOn: dateOf(askedOn) },
  });
}

export async function loadRequest(
  tx: Tx,
  id: string,
  field = 'support_request_id',
): Promise<SupportRequest> {
  const row = isUuid(id) ? await tx.supportRequest.findUnique({ where: { id } }) : null;
  if (!row) throw notFound(field);
  return toRequest(row);
}

export async function saveRequest(tx: Tx, r: SupportRequest, expected: number): Promise<void> {
  const { count } = await tx.supportRequest.updateMany({
    where: { id: r.id, revision: expected },
    data: { ...columns(r.needs), status: r.status, revision: { increment: 1 } },
  });
  if (count === 0) throw stale(r.revision);
}

/** The rules of one version of a branch's profile. */
export async function rulesOf(tx: Tx, branchCode: string, version: number): Promise<Rules> {
  const row =
    (await tx.branchRules.findUnique({ where: { branchCode_version: { branchCode, version } } })) ??
    (await tx.branchRules.findFirst({ where: { branchCode }, orderBy: { version: 'desc' } }));
  if (!row) throw notFound('branch_code');
  return row.rules as unknown as Rules;
}

export async function keepRules(
  tx: Tx,
  p: { branchCode: string; version: number; validFrom: string; rules: Rules },
): Promise<void> {
  const { branchCode, version, validFrom, rules } = p;
  const data = { validFrom: dateOf(validFrom), rules: json(rules) };
  await tx.branchRules.upsert({
    where: { branchCode_version: { branchCode, version } },
    create: { branchCode, version, ...data },
    update: data,
  });
}

type TutorRow = NonNullable<Awaited<ReturnType<Tx['tutor']['findFirst']>>>;

const toTutor = (
  r: TutorRow,
  families: number,
): TutorCopy & { accountId: string; branchCode: string } => ({
  ...r,
  slots: r.slots as unknown as Slot[],
  home: r.homeX === null || r.homeY === null ? undefined : { x: r.homeX, y: r.homeY },
  checkValidUntil: optionalDay(r.checkValidUntil),
  availableFrom: optionalDay(r.availableFrom),
  availableUntil: optionalDay(r.availableUntil),
  families,
});

export type ToldTutor = Omit<TutorCopy, 'families'> & {
  accountId: string;
  branchCode: string;
  kind: string;
  universityCode: string;
  revision: number;
};

/** Keeps the copy of a tutor; an older fact changes nothing. */
export async function keepTutor(tx: Tx, t: ToldTutor): Promise<void> {
  const { home, slots, ...rest } = t;
  const data = {
    ...rest,
    slots: json(slots),
    homeX: home?.x ?? null,
    homeY: home?.y ?? null,
    checkValidUntil: optionalDate(t.checkValidUntil),
    availableFrom: optionalDate(t.availableFrom),
    availableUntil: optionalDate(t.availableUntil),
  };
  const known = await tx.tutor.findUnique({ where: { id: t.id }, select: { revision: true } });
  if (known && known.revision > t.revision) return;
  await tx.tutor.upsert({ where: { id: t.id }, create: data, update: data });
}

const inSupport = { status: { in: ['open', 'real'] } };

export async function tutorsOf(tx: Tx, branchCode: string): Promise<ReturnType<typeof toTutor>[]> {
  const rows = await tx.tutor.findMany({ where: { branchCode }, orderBy: { id: 'asc' } });
  const counts = await tx.match.groupBy({
    by: ['tutorId'],
    where: { branchCode, ...inSupport },
    _count: { _all: true },
  });
  const families = new Map(counts.map((c) => [c.tutorId, c._count._all]));
  return rows.map((r) => toTutor(r, families.get(r.id) ?? 0));
}

export async function loadTutor(tx: Tx, id: string): Promise<ReturnType<typeof toTutor>> {
  const row = isUuid(id) ? await tx.tutor.findUnique({ where: { id } }) : null;
  if (!row) throw notFound('tutor_id');
  return toTutor(row, await tx.match.count({ where: { tutorId: id, ...inSupport } }));
}

/** All open requests of a branch, ready to be judged. */
export async function openRequests(tx: Tx, branchCode: string): Promise<Request[]> {
  const rows = await tx.supportRequest.findMany({
    where: { branchCode, status: 'open' },
    orderBy: [{ askedOn: 'asc' }, { id: 'asc' }],
  });
  const rules = new Map<number, Rules>();
  for (const { profileVersion } of rows)
    if (!rules.has(profileVersion))
      rules.set(profileVersion, await rulesOf(tx, branchCode, profileVersion));
  const earlier = await tx.trajectory.findMany({
    where: { branchCode, familyId: { in: rows.map((r) => r.familyId) } },
    select: { familyId: true, tutorId: true },
  });
  return rows.map((r) => forPairing(toRequest(r), rules.get(r.profileVersion) as Rules, earlier));
}

export const forPairing = (
  r: SupportRequest,
  rules: Rules,
  earlier: { familyId: string; tutorId: string }[],
): Request => ({
  id: r.id,
  familyId: r.familyId,
  stages: [...new Set(r.needs.children.map((c) => c.stage))],
  slots: r.needs.slots,
  languages: r.needs.languages,
  subjects: r.needs.subjects,
  placeKind: r.needs.placeKind,
  cell: r.needs.cell,
  lifeDomains: r.needs.lifeDomains,
  askedOn: r.askedOn,
  earlierTutors: earlier.filter((e) => e.familyId === r.familyId).map((e) => e.tutorId),
  rules,
});

export const earlierOf = (
  tx: Tx,
  familyId: string,
): Promise<{ familyId: string; tutorId: string }[]> =>
  tx.trajectory.findMany({ where: { familyId }, select: { familyId: true, tutorId: true } });

export async function holdsOf(tx: Tx, branchCode: string): Promise<Map<string, Hold>> {
  const rows = await tx.pairHold.findMany({ where: { branchCode } });
  return new Map(rows.map((h) => [`${h.supportRequestId} ${h.tutorId}`, h.hold as Hold]));
}

export async function keepHold(
  tx: Tx,
  h: { supportRequestId: string; tutorId: string; branchCode: string; hold: Hold; reason: string },
): Promise<void> {
  const key = {
    supportRequestId_tutorId: { supportRequestId: h.supportRequestId, tutorId: h.tutorId },
  };
  // a request has one pinned tutor at most
  if (h.hold === 'pinned')
    await tx.pairHold.deleteMany({
      where: { supportRequestId: h.supportRequestId, hold: 'pinned' },
    });
  if (h.hold === 'free')
    await tx.pairHold.deleteMany({
      where: { supportRequestId: h.supportRequestId, tutorId: h.tutorId },
    });
  else await tx.pairHold.upsert({ where: key, create: h, update: h });
}

export async function keepConsent(
  tx: Tx,
  c: { familyId: string; purpose: string; branchCode: string; given: boolean },
): Promise<void> {
  await tx.familyConsent.upsert({
    where: { familyId_purpose: { familyId: c.familyId, purpose: c.purpose } },
    create: c,
    update: c,
  });
}

export const hasConsent = async (tx: Tx, familyId: string, purpose: string): Promise<boolean> =>
  (await tx.familyConsent.findUnique({ where: { familyId_purpose: { familyId, purpose } } }))
    ?.given ?? false;
