export {
  command,
  commandAfter,
  exportRow,
  query,
  reference,
  same,
  steps,
  toldOnce,
} from './table.ts';
export type { Access, Asked, BeforeCall, RpcTable, StepCall } from './table.ts';
export { serve } from './serve.ts';
export { startService } from './start.ts';
export type { RunningService, ServiceConfig } from './start.ts';
export { auditTable } from './audit-table.ts';
export { fileTable } from './file-table.ts';
export { parkedTable } from './parked-table.ts';
export { kitTables, openKit, takesFiles } from './kit.ts';
export { definitionOf, readable } from './handlers.ts';
export type { Kit } from './kit.ts';
export type { AnswerSeal } from './answer.ts';
export { localPeer } from './local.ts';
export { CallCancelled, connect } from './connect.ts';
export type { Peer } from './connect.ts';
export { pageOut } from './list-wire.ts';
export { exporting, listing, rowsOf, titledExport } from './lists.ts';
export type { BranchList } from './lists.ts';
export { grpcCodes } from './refusal-wire.ts';
export type { DailyWork } from './daily.ts';
