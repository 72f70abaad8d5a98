export { Refusal, notFound, stale, wrongState, expectRevision } from './refusal.ts';
export type { RefusalCode, FieldProblem } from './refusal.ts';
export { Checks } from './checks.ts';
export * from './time.ts';
export { createLogger } from './logger.ts';
export type { Logger, LogFields } from './logger.ts';
export { run, Releases } from './run.ts';
export type { Running } from './run.ts';
export { readConfig, serviceSettings } from './config.ts';
