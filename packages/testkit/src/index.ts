export { startIdentity } from './identity.ts';
export type { TestIdentity, TestPerson } from './identity.ts';
export { startUnderTest, TestClock } from './service.ts';
export type { UnderTest, Caller } from './service.ts';
export { describeService } from './conformance.ts';
export type { Conforming, Seed } from './conformance.ts';
export { startPublisher } from './publisher.ts';
export type { Publisher } from './publisher.ts';
export { eventually } from './eventually.ts';
