export { openStore, enter, databaseProblem } from './store.ts';
export type { Scope, Store, RawTx } from './store.ts';
export { takeKey, keepAnswer, writeOutbox, writeAudit } from './commit.ts';
export type { OutboxRow, AuditRow, RepeatedCommand } from './commit.ts';
export { listPage, listAll, searchable } from './list.ts';
export type { ListOptions, ListPage, ListSpec, FilterSpec } from './list.ts';
export { readCsv, csvText } from './csv.ts';
export type { CsvFile } from './csv.ts';
export * from './migrate.ts';
