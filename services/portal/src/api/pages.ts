import type { ListInfo } from '@katrol/proto/katrol/common/v1/list_pb';

type Page<R> = { rows: R[]; info?: ListInfo };

/** Every row of a list, page after page (200 at a time). For pickers and pictures, not for lists on screen. */
export async function allRows<R>(
  page: (options: { cursor: string; limit: number }) => Promise<Page<R>>,
): Promise<R[]> {
  const rows: R[] = [];
  let cursor = '';
  do {
    const answer = await page({ cursor, limit: 200 });
    rows.push(...answer.rows);
    cursor = answer.info?.nextCursor ?? '';
  } while (cursor);
  return rows;
}
