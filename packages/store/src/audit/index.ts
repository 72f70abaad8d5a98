export { auditKey } from './key.ts';
export type { AuditKey, AuditPublicKey } from './key.ts';
export { Sealer } from './seal.ts';
export { bulkReadingList, enterAsSealer, keepBulkReading, readingOf, readList } from './reading.ts';
export type { BulkRow, ReadRow } from './reading.ts';
export { verifyAudit } from './verify.ts';
export type { Verified } from './verify.ts';
export type { Checkpoint } from './chain.ts';
