export { startIdentity } from './identity.ts';
export type { TestIdentity, TestPerson } from './identity.ts';
export { startUnderTest, TestClock } from './service.ts';
export type { UnderTest, Caller } from './service.ts';
export { describeService } from './conformance.ts';
export type { Conforming, Seed } from './conformance.ts';
