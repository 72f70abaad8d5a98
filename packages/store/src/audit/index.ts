export { auditKey, auditPublicKey } from './key.ts';
export type { AuditKey, AuditPublicKey } from './key.ts';
export { Sealer } from './seal.ts';
export type { Sealed } from './seal.ts';
export { bulkReadingList, enterAsSealer, keepBulkReading, readingOf, readList } from './reading.ts';
export type { BulkReading } from './reading.ts';
export { verifyAudit } from './verify.ts';
export type { ChainProblem, Verified } from './verify.ts';
export type { Checkpoint } from './chain.ts';
