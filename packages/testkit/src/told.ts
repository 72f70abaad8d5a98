import { fromBinary, type DescMessage, type MessageShape } from '@bufbuild/protobuf';
import type { Pool } from 'pg';

type Told = { admin: Pick<Pool, 'query'> };

/** What a service told of some types, in the order of telling, as one who hears from nothing. */
export async function toldOf<D extends DescMessage>(
  { admin }: Told,
  schemas: readonly D[],
  key = '',
): Promise<MessageShape<D>[]> {
  const byName = new Map(schemas.map((schema) => [schema.typeName, schema]));
  const { rows } = await admin.query<{ type: string; payload: Buffer }>(
    `select type, payload from outbox where type = any ($1) and (key = $2 or $2 = '') order by seq`,
    [[...byName.keys()], key],
  );
  return rows.map(({ type, payload }) => fromBinary(byName.get(type) as D, payload));
}

/** What a service told of one type, under one key or under all, oldest first. */
export const toldBy = <D extends DescMessage>(
  told: Told,
  schema: D,
  key = '',
): Promise<MessageShape<D>[]> => toldOf(told, [schema], key);

/** What a query counts: its rows are a key `k` and a number `n`. */
export async function countsIn({ admin }: Told, query: string): Promise<Record<string, number>> {
  const { rows } = await admin.query<{ k: string; n: number }>(query);
  return Object.fromEntries(rows.map(({ k, n }) => [k, n]));
}
