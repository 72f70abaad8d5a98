import type { SampleService } from '@katrol/proto/katrol/sample/v1/service_pb';
import { command, exportRow, pageOut, query, same, steps, type RpcTable } from '@katrol/rpc';
import * as notices from './operations/notices.ts';
import type { Tx } from './store/client.ts';

const coordinator = ['coordinator'] as const;

/** RPC -> who may call -> wire in -> operation -> wire out. */
export const table: RpcTable<typeof SampleService, Tx> = {
  keepNotice: command(coordinator, (r) => r.notice, notices.keepNotice, same),
  takeDownNotice: command(coordinator, same, notices.takeDownNotice, same),
  getNotice: query(coordinator, (r) => r.id, notices.getNotice, same),
  readNotice: query(
    ['coordinator', 'link:parent-item'],
    ({ id }, { link }) => ({ id: id || (link?.object ?? '') }),
    notices.readNotice,
    same,
  ),
  listNotices: query(coordinator, same, notices.listNotices, pageOut(same)),
  exportNotices: exportRow(coordinator, same, notices.exportNotices),
  tidyBoard: steps(
    coordinator,
    (r) => r.branchCode,
    notices.tidyBoard,
    (takenDown) => ({
      takenDown,
    }),
  ),
  showBoard: query('public', same, notices.showBoard, (count) => ({ notices: count })),
};
