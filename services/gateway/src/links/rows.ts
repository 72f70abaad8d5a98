import type { LinkDevice, LinkQuestion } from '@katrol/proto/katrol/gateway/v1/codes';
import type { LinkKind } from '@katrol/proto/katrol/common/v1/codes';
import { isUuid } from '@katrol/runtime';
import { found, sql, type RawTx, type Scope, type Store } from '@katrol/store';

/** A link as it is kept: never its secret. */
export type Link = {
  id: string;
  kind: LinkKind;
  branchCode: string;
  objectId: string;
  personId: string;
  language: string;
  givenBy: string;
  givenAt: Date;
  until: Date;
  openedCount: number;
  lastOpenedAt: Date | null;
  lastDevice: LinkDevice | '';
  /** something was called with it */
  usedAt: Date | null;
  revokedAt: Date | null;
  revokedBy: string;
  closedUntil: Date | null;
  /** the revision of the second question of its person; 0: they have none */
  asked: number;
};

/** A question as it is kept: of the answer only a salted hash. */
export type KeptAnswer = { question: LinkQuestion; salt: Buffer; hash: Buffer };

// what the gateway does for who has no account yet, and by itself
const OWN: Scope = { branches: [], universities: [], subject: 'kit:links' };

/** One transaction of the gateway's own over links of every branch. */
export const inLinks = <T>(
  store: Store<RawTx>,
  deadline: Date,
  work: (tx: RawTx) => Promise<T>,
): Promise<T> => store.transact(OWN, deadline, work);

const columns = sql`l.id::text, l.kind, l.branch_code as "branchCode", l.object::text as "objectId",
  l.person::text as "personId", l.language, l.given_by as "givenBy", l.given_at as "givenAt",
  l.expires_at as until, l.opened_count as "openedCount", l.last_opened_at as "lastOpenedAt",
  l.last_device as "lastDevice", l.used_at as "usedAt", l.revoked_at as "revokedAt", l.revoked_by as "revokedBy",
  l.closed_until as "closedUntil", coalesce((select k.revision from link_question k
    where k.branch_code = l.branch_code and k.person = l.person), 0) as asked`;

/** Does it open anything at this moment? */
export const stands = (link: Pick<Link, 'until' | 'revokedAt'>, now: Date): boolean =>
  link.revokedAt === null && link.until > now;

const IDLE_MS = 60 * 60_000;
// noted once in so long: not each call is a line to write
const NOTED_EVERY_MS = 60_000;

const lastUse = ({ lastOpenedAt, usedAt }: Pick<Link, 'lastOpenedAt' | 'usedAt'>): number =>
  Math.max(lastOpenedAt?.getTime() ?? 0, usedAt?.getTime() ?? 0);

/** Was it opened, or anything called with it, within the hour? */
export const isInUse = (link: Pick<Link, 'lastOpenedAt' | 'usedAt'>, now: Date): boolean =>
  now.getTime() - lastUse(link) <= IDLE_MS;

/** Notes that something was called with it. */
export async function keepUsed(tx: RawTx, link: Link, now: Date): Promise<void> {
  if (now.getTime() - lastUse(link) < NOTED_EVERY_MS) return;
  await tx.execute(sql`update link set used_at = ${now} where id = ${link.id}::uuid`);
}

export type NewLink = Pick<
  Link,
  'kind' | 'branchCode' | 'objectId' | 'personId' | 'language' | 'givenBy' | 'givenAt' | 'until'
> & { secretHash: Buffer };

/** Keeps a link; gives its id. */
export async function addLink(tx: RawTx, l: NewLink): Promise<string> {
  const [row] = await tx.query<{ id: string }>(
    sql`insert into link (secret_hash, kind, branch_code, object, person, language, given_by,
        given_at, expires_at)
      values (${l.secretHash}, ${l.kind}, ${l.branchCode}, ${l.objectId}::uuid,
        ${l.personId}::uuid, ${l.language}, ${l.givenBy}, ${l.givenAt}, ${l.until})
      returning id::text`,
  );
  return row?.id ?? '';
}

/** Of a link whose secret nobody was given. */
export async function dropLink(tx: RawTx, id: string): Promise<void> {
  await tx.execute(sql`delete from link where id = ${id}::uuid`);
}

/** The link of a secret with the question of its person, in one look: none, or one. */
export async function linkBySecret(
  tx: RawTx,
  hash: Buffer,
): Promise<(Link & Partial<KeptAnswer>) | undefined> {
  const [row] = await tx.query<Link & Partial<KeptAnswer>>(
    sql`select ${columns}, q.question, q.salt, q.hash from link l
      left join link_question q on q.branch_code = l.branch_code and q.person = l.person
      where l.secret_hash = ${hash}`,
  );
  return row;
}

/** Refuses NOT_FOUND what is not of the caller's branches. */
export const loadLink = async (tx: RawTx, id: string): Promise<Link> =>
  await found('id', await linkById(tx, id));

/** The link of an id, where there is one. */
export async function linkById(tx: RawTx, id: string): Promise<Link | undefined> {
  if (!isUuid(id)) return undefined;
  const [row] = await tx.query<Link>(sql`select ${columns} from link l where l.id = ${id}::uuid`);
  return row;
}

/** Whose links open with a second question, always: what they show is a family's. */
export const isOfParent = ({ kind }: Pick<Link, 'kind'>): boolean =>
  kind === 'parent-page' || kind === 'parent-item';

/** The links of objects in a branch, and of texts to persons, the newest first. */
export const linksOf = (
  tx: RawTx,
  branchCode: string,
  { objectIds, personIds }: { objectIds: readonly string[]; personIds: readonly string[] },
): Promise<Link[]> =>
  tx.query<Link>(
    sql`select ${columns} from link l
      where l.branch_code = ${branchCode} and (l.object = any (${objectIds.filter(isUuid)}::uuid[])
        or (l.kind = 'parent-item' and l.person = any (${personIds.filter(isUuid)}::uuid[])))
      order by l.id desc`,
  );

/** Takes it back, once: who did it first stays on record. */
export async function revoke(tx: RawTx, id: string, by: string, at: Date): Promise<void> {
  await tx.execute(
    sql`update link set revoked_at = ${at}, revoked_by = ${by}
      where id = ${id}::uuid and revoked_at is null`,
  );
}

const MOST_WRONG = 5;
const CLOSED_FOR_MS = 15 * 60_000;

/**
 * Counts an answer before anything is said of it, so that many at once are no more than one after
 * the other.
 * Undefined while the question is closed; else how many are left after this one.
 */
export async function countAnswer(tx: RawTx, id: string, now: Date): Promise<number | undefined> {
  const [row] = await tx.query<{ wrong: number; closedUntil: Date | null }>(
    sql`select wrong_answers as wrong, closed_until as "closedUntil" from link
      where id = ${id}::uuid for update`,
  );
  if (!row || (row.closedUntil && row.closedUntil > now)) return undefined;
  // once it opens again it is counted anew
  const wrong = row.closedUntil ? 1 : row.wrong + 1;
  const closedUntil = wrong < MOST_WRONG ? null : new Date(now.getTime() + CLOSED_FOR_MS);
  await tx.execute(
    sql`update link set wrong_answers = ${wrong}, closed_until = ${closedUntil}
      where id = ${id}::uuid`,
  );
  return MOST_WRONG - wrong;
}

/** The answer was right: the wrong ones before it are forgotten. */
export async function forgetAnswers(tx: RawTx, id: string): Promise<void> {
  await tx.execute(
    sql`update link set wrong_answers = 0, closed_until = null where id = ${id}::uuid`,
  );
}

/** It was opened; false where it ended meanwhile. */
export async function keepOpened(
  tx: RawTx,
  id: string,
  { now, device }: { now: Date; device: LinkDevice | '' },
): Promise<boolean> {
  const changed = await tx.execute(
    sql`update link set opened_count = opened_count + 1, last_opened_at = ${now},
        last_device = ${device}
      where id = ${id}::uuid and revoked_at is null and expires_at > ${now}`,
  );
  return changed === 1;
}
