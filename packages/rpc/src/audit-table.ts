import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import type { Call } from '@katrol/events';
import type { AuditService } from '@katrol/proto/katrol/common/v1/audit_pb';
import { isUuid, notFound } from '@katrol/runtime';
import {
  bulkReadingList,
  enterAsSealer,
  listPage,
  readList,
  verifyAudit,
  type AuditPublicKey,
  type ListOptions,
  type ListPage,
  type RawTx,
  type Store,
} from '@katrol/store';
import { listOptionsIn, pageOut } from './list-wire.ts';
import { query, type Access, type RpcTable } from './table.ts';

const OPERATOR: Access = ['operator'];

export type AuditDeps = { pool: Store<RawTx>['pool']; keys: readonly AuditPublicKey[] };
type ReadRow = {
  day: string;
  firstAt: Date;
  lastAt: Date;
  times: number;
  name: string;
  role: string;
  kind: string;
  what: string;
  reason: string;
  branchCode: string;
};
type BulkRow = {
  id: string;
  subject: string;
  name: string;
  role: string;
  opened: number;
  usual: number;
  stopped: boolean;
  since: Date;
};

/** Who looked at a file of the caller's branch. That the record was read is on record too. */
async function listReads(
  _deps: AuditDeps,
  call: Call,
  input: { objectId: string; options: ListOptions },
): Promise<ListPage<ReadRow>> {
  if (!isUuid(input.objectId)) throw notFound('object_id');
  const page = await listPage<ReadRow>(call.tx, readList(input.objectId), input.options);
  for (const branch of new Set(page.rows.map((r) => r.branchCode)))
    call.audit(input.objectId, branch, { what: 'record' });
  return page;
}

async function listUnusual(
  _deps: AuditDeps,
  call: Call,
  options: ListOptions,
): Promise<ListPage<BulkRow>> {
  await enterAsSealer(call.tx);
  return await listPage<BulkRow>(call.tx, bulkReadingList(), options);
}

/** The person whose file it is asks through a coordinator; an operator sees how it stands, never a file. */
export const auditTable: RpcTable<typeof AuditService, AuditDeps, RawTx> = {
  listReads: query(
    ['coordinator'],
    (r) => ({ objectId: r.objectId, options: listOptionsIn(r.options) }),
    listReads,
    pageOut((r) => ({
      ...r,
      firstAt: timestampFromDate(r.firstAt),
      lastAt: timestampFromDate(r.lastAt),
    })),
  ),
  listUnusualReading: query(
    OPERATOR,
    (r) => listOptionsIn(r.options),
    listUnusual,
    pageOut((r) => ({ ...r, since: timestampFromDate(r.since) })),
  ),
  verifyAudit: query(
    OPERATOR,
    () => undefined,
    (deps: AuditDeps) => verifyAudit(deps.pool, deps.keys),
    ({ rows, checkpoints, waiting, problem }) => ({
      rows: BigInt(rows),
      checkpoints: BigInt(checkpoints),
      waiting: BigInt(waiting),
      problem: problem?.kind ?? '',
      position: problem?.position ?? 0n,
      seq: problem?.seq ?? 0n,
    }),
  ),
};
