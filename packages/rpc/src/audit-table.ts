import type { MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { isUuid } from '@katrol/contract';
import type { Call } from '@katrol/events';
import type {
  AuditService,
  VerifyAuditResponseSchema,
} from '@katrol/proto/katrol/common/v1/audit_pb';
import { localDay, notFound } from '@katrol/runtime';
import {
  bulkReadingList,
  listPage,
  readList,
  refusedList,
  verifyAudit,
  withSealersEye,
  type AuditPublicKey,
  type BulkRow,
  type ListOptions,
  type ListPage,
  type RawTx,
  type ReadRow,
  type RefusedRow,
  type Store,
  type Verified,
} from '@katrol/store';
import { pageOut } from './list-wire.ts';
import { query, type Access, type RpcTable } from './table.ts';

const OPERATOR: Access = ['operator'];

export type AuditDeps = { pool: Store<RawTx>['pool']; keys: readonly AuditPublicKey[] };
type AuditCall = Call<RawTx, AuditDeps>;
/** Who looked at a file of the caller's branch. That the record was read is on record too. */
async function listReads(
  call: AuditCall,
  { objectId, options }: { objectId: string; options: ListOptions },
): Promise<ListPage<ReadRow>> {
  if (!isUuid(objectId)) throw notFound('object_id');
  const page = await listPage(call.tx, readList(objectId), options);
  for (const branch of new Set(page.rows.map((r) => r.branchCode))) {
    call.audit(objectId, branch, { what: 'record' });
  }
  return page;
}

const listRefused = ({ tx }: AuditCall, options: ListOptions): Promise<ListPage<RefusedRow>> =>
  listPage(tx, refusedList(), options);

const listUnusual = (call: AuditCall, options: ListOptions): Promise<ListPage<BulkRow>> =>
  withSealersEye(call.tx, call, () => listPage(call.tx, bulkReadingList(), options));

const verify = ({ deps }: AuditCall): Promise<Verified> => verifyAudit(deps.pool, deps.keys);

const verifiedOut = ({
  rows,
  checkpoints,
  waiting,
  problem,
  begunAnew,
}: Verified): MessageInitShape<typeof VerifyAuditResponseSchema> => ({
  rows: BigInt(rows),
  checkpoints: BigInt(checkpoints),
  waiting: BigInt(waiting),
  problem: problem?.kind ?? '',
  position: problem?.position ?? 0n,
  seq: problem?.seq ?? 0n,
  begunAnewOn: begunAnew ? localDay(begunAnew) : '',
});

/**
 * The person whose file it is asks through a coordinator; an operator sees how it stands, never a
 * file.
 */
export const auditTable: RpcTable<typeof AuditService, RawTx, AuditDeps> = {
  listReads: query(
    ['coordinator'],
    ({ objectId, options }) => ({ objectId, options }),
    listReads,
    pageOut((r) => ({
      ...r,
      firstAt: timestampFromDate(r.firstAt),
      lastAt: timestampFromDate(r.lastAt),
    })),
  ),
  listRefused: query(
    ['coordinator'],
    (r) => r.options,
    listRefused,
    pageOut((r) => ({ ...r, at: timestampFromDate(r.at) })),
  ),
  listUnusualReading: query(
    OPERATOR,
    (r) => r.options,
    listUnusual,
    pageOut((r) => ({ ...r, since: timestampFromDate(r.since) })),
  ),
  verifyAudit: query(OPERATOR, () => undefined, verify, verifiedOut),
};
