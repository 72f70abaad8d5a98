export { createCall, auditRow, actorOf, branchOf, nameOf, traceIdOf } from './call.ts';
export type { Call, CallOrigin, Told } from './call.ts';
export type { Broker, StoredEvent, Subscribe } from './broker.ts';
export { directBroker } from './direct-broker.ts';
export type { OpenLog } from './direct-broker.ts';
export { openOutbox } from './outbox.ts';
export type { Outbox } from './outbox.ts';
export { hear, on } from './hear.ts';
export type { Subscription, Hearing } from './hear.ts';
