import { isUuid } from '@katrol/contract';
import { notFound, stale } from '@katrol/runtime';
import { join, raw, sql, type RawTx } from './sql.ts';

/** What was looked for, or a refusal NOT_FOUND that names the field. */
export async function found<Row>(
  field: string,
  looking: Promise<Row | null | undefined> | Row | null | undefined,
): Promise<Row> {
  const row = await looking;
  if (row === null || row === undefined) throw notFound(field);
  return row;
}

/** A row by its id; what cannot be an id is not there, without asking. */
export const byId = <Row>(
  field: string,
  id: string,
  look: (id: string) => Promise<Row | null>,
): Promise<Row> => found(field, isUuid(id) ? look(id) : null);

/**
 * Saves a change under optimistic locking: `update` is a Prisma `updateMany` on exactly this
 * revision. Refuses STALE with the revision that is there when somebody was faster.
 */
export async function saved(
  update: Promise<{ count: number }>,
  { revision }: { revision: number },
): Promise<void> {
  if ((await update).count === 0) throw stale(revision);
}

/** The `where` and the next revision of such a change. */
export const nextRevision = { revision: { increment: 1 } } as const;

const columnOf = (name: string): string =>
  `"${name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}"`;

/**
 * Inserts a row at the price of one statement, for what is done often; its names are those of the
 * model. Gives the id of it.
 */
export async function insertRow(
  tx: RawTx,
  table: string,
  values: Record<string, unknown>,
): Promise<string> {
  const names = Object.keys(values);
  const [row] = await tx.query<{ id: string }>(
    sql`insert into ${raw(table)} (${raw(names.map(columnOf).join(', '))})
      values (${join(names.map((name) => values[name]))}) returning id::text`,
  );
  return (row as { id: string }).id;
}

type Delegate<Data> = {
  create(args: { data: Data; select: { id: true } }): Promise<{ id: string }>;
  updateMany(args: {
    where: { id: string; revision: number };
    data: Data & { revision: { increment: 1 } };
  }): Promise<{ count: number }>;
};

/**
 * Keeps an entity: a new one when its id is empty, else a change of exactly its revision. Gives its
 * id. Refuses STALE.
 */
export async function keep<Data extends object>(
  delegate: Delegate<Data>,
  entity: { id: string; revision: number },
  data: Data,
): Promise<string> {
  const { id, revision } = entity;
  if (id === '') return (await delegate.create({ data, select: { id: true } })).id;
  await saved(
    delegate.updateMany({ where: { id, revision }, data: { ...data, ...nextRevision } }),
    entity,
  );
  return id;
}

/**
 * Holds rows until the transaction ends, in one order whoever asks: what is read of them and of
 * what hangs on them afterwards stays true. For a rule over more rows than the one that is written.
 */
export async function hold(tx: RawTx, table: string, ids: readonly string[]): Promise<void> {
  const asked = [...new Set(ids.filter(isUuid))];
  await tx.query(
    sql`select id from ${raw(table)} where id = any (${asked}::uuid[])
      order by id for no key update`,
  );
}

/** Rows in the order of their ids; what is not there is left out. */
export function inOrder<T extends { id: string }>(ids: readonly string[], rows: readonly T[]): T[] {
  const known = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => known.get(id)).filter((row) => row !== undefined);
}
