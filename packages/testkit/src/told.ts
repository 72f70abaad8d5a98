import { fromBinary, type DescMessage, type MessageShape } from '@bufbuild/protobuf';
import type { Pool } from 'pg';

/** What a service told of one type under one key, oldest first. */
export async function toldBy<D extends DescMessage>(
  { admin }: { admin: Pick<Pool, 'query'> },
  schema: D,
  key: string,
): Promise<MessageShape<D>[]> {
  const { rows } = await admin.query<{ payload: Buffer }>(
    'select payload from outbox where type = $1 and key = $2 order by seq',
    [schema.typeName, key],
  );
  return rows.map(({ payload }) => fromBinary(schema, payload));
}
