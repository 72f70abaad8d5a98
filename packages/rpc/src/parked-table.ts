import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import type { Call, Parked, ParkedFirst } from '@katrol/events';
import type { ParkedService } from '@katrol/proto/katrol/common/v1/parked_pb';
import type { ListOptions } from '@katrol/proto/katrol/common/v1/list_pb';
import { Refusal, isUuid, notFound } from '@katrol/runtime';
import { pageLimit, type RawTx } from '@katrol/store';
import { command, query, steps, type Access, type RpcTable, type StepCall } from './table.ts';

const OPERATOR: Access = ['operator'];

const out = (p: ParkedFirst) => ({
  id: p.id,
  source: p.source,
  type: p.type,
  key: p.key,
  reason: p.reason,
  behind: p.behind,
  payloadJson: p.json,
  toldAt: timestampFromDate(p.toldAt),
  parkedAt: timestampFromDate(p.parkedAt),
});

function idIn<R extends { id: string }>(request: R): R {
  if (!isUuid(request.id)) throw notFound('id');
  return request;
}

async function list(parked: Parked, call: Call, options: ListOptions | undefined) {
  const cursor = options?.cursor ?? '';
  if (!/^\d*$/.test(cursor))
    throw new Refusal('invalid_argument', 'LIST_OPTION_INVALID', {
      fields: [{ field: 'options.cursor', reason: 'CURSOR_INVALID' }],
    });
  const limit = pageLimit(options?.limit ?? 0);
  // one more than the page holds tells whether there is a next
  const { rows, total } = await parked.list(call.tx, {
    after: BigInt(cursor || 0),
    limit: limit + 1,
  });
  const page = rows.slice(0, limit);
  const nextCursor = rows.length > limit ? String(page.at(-1)?.seq) : '';
  return { rows: page.map(out), info: { nextCursor, total } };
}

async function release(parked: Parked, call: StepCall<RawTx>, at: { source: string; key: string }) {
  // on record before it happens: its effects are transactions of their own
  await call.transact(async (inside) => inside.audit(at.key, ''));
  return await parked.release(at.source, at.key);
}

async function repair(parked: Parked, call: Call, input: { id: string; payloadJson: string }) {
  call.audit(input.id, '');
  return await parked.repair(call.tx, { id: input.id, json: input.payloadJson });
}

async function skip(parked: Parked, call: Call, input: { id: string }) {
  call.audit(input.id, '');
  await parked.skip(call.tx, input.id);
  return {};
}

const same = <T>(value: T): T => value;

/** An operator sees, repairs and releases what the service could not handle. */
export const parkedTable: RpcTable<typeof ParkedService, Parked, RawTx> = {
  listParked: query(OPERATOR, (r) => r.options, list, same),
  repairParked: command(OPERATOR, idIn, repair, out),
  releaseParked: steps(OPERATOR, same, release, same),
  skipParked: command(OPERATOR, idIn, skip, same),
};
