import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import type { Call, Parked, ParkedFirst } from '@katrol/events';
import type { ParkedService } from '@katrol/proto/katrol/common/v1/parked_pb';
import { Refusal } from '@katrol/runtime';
import { pageLimit, type ListOptions, type RawTx } from '@katrol/store';
import { command, query, same, steps, type Access, type RpcTable, type StepCall } from './table.ts';

const OPERATOR: Access = ['operator'];
type ParkedCall = Call<RawTx, Parked>;

const out = ({ json, toldAt, parkedAt, seq: _, ...first }: ParkedFirst) => ({
  ...first,
  payloadJson: json,
  toldAt: timestampFromDate(toldAt),
  parkedAt: timestampFromDate(parkedAt),
});

async function list({ tx, deps }: ParkedCall, { cursor, limit: asked }: ListOptions) {
  // as far as a bigint reaches
  if (!/^\d{0,18}$/.test(cursor)) {
    const fields = [{ field: 'options.cursor', reason: 'CURSOR_INVALID' }];
    throw new Refusal('invalid_argument', 'LIST_OPTION_INVALID', { fields });
  }
  const limit = pageLimit(asked);
  // one more than the page holds tells whether there is a next
  const { rows, total } = await deps.list(tx, { after: BigInt(cursor || 0), limit: limit + 1 });
  const page = rows.slice(0, limit);
  const nextCursor = rows.length > limit ? String(page.at(-1)?.seq) : '';
  return { rows: page.map(out), info: { nextCursor, total } };
}

async function release(call: StepCall<RawTx, Parked>, at: { source: string; key: string }) {
  // on record before it happens: its effects are transactions of their own
  await call.transact(async (inside) => inside.audit(at.key, ''));
  return await call.deps.release(at.source, at.key);
}

async function repair(call: ParkedCall, { id, payloadJson }: { id: string; payloadJson: string }) {
  call.audit(id, '');
  return await call.deps.repair(call.tx, { id, json: payloadJson });
}

async function skip(call: ParkedCall, { id }: { id: string }) {
  call.audit(id, '');
  await call.deps.skip(call.tx, id);
  return {};
}

/** An operator sees, repairs and releases what the service could not handle. */
export const parkedTable: RpcTable<typeof ParkedService, RawTx, Parked> = {
  listParked: query(OPERATOR, (r) => r.options, list, same),
  repairParked: command(OPERATOR, same, repair, out),
  releaseParked: steps(OPERATOR, same, release, same),
  skipParked: command(OPERATOR, same, skip, same),
};
