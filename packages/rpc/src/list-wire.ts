import type { MessageInitShape } from '@bufbuild/protobuf';
import type { ListInfoSchema } from '@katrol/proto/katrol/common/v1/list_pb';
import type { ListPage } from '@katrol/store';

const listInfoOut = (page: ListPage<unknown>): MessageInitShape<typeof ListInfoSchema> => ({
  nextCursor: page.nextCursor,
  total: page.total,
  facets: page.facets,
});

/** A page to the wire, row by row. */
export const pageOut =
  <Row, Out>(rowOut: (row: Row) => Out) =>
  (page: ListPage<Row>) => ({ rows: page.rows.map(rowOut), info: listInfoOut(page) });
