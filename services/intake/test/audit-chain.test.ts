import { describeAuditChain } from '@katrol/testkit';

describeAuditChain();
