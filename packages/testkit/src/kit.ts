import { randomUUID } from 'node:crypto';
import type { DescService } from '@bufbuild/protobuf';
import { AuditService } from '@katrol/proto/katrol/common/v1/audit_pb';
import { OutboxService } from '@katrol/proto/katrol/common/v1/events_pb';
import { ParkedService } from '@katrol/proto/katrol/common/v1/parked_pb';

/** The contracts that every service answers beside its own. */
export const kitContracts: readonly DescService[] = [AuditService, ParkedService, OutboxService];

/** Requests of them about a file of the owner's, for an AccessSample. */
export function kitRequests(service: string, objectId: string): Record<string, object> {
  const id = randomUUID();
  return {
    listReads: { service, objectId },
    listUnusualReading: { service },
    verifyAudit: { service },
    listParked: { service },
    repairParked: { service, id, payloadJson: '{}' },
    releaseParked: { service, source: 'matching', key: objectId },
    skipParked: { service, id },
    read: {},
  };
}
