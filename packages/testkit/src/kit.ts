import { randomUUID } from 'node:crypto';
import type { DescService } from '@bufbuild/protobuf';
import { AuditService } from '@katrol/proto/katrol/common/v1/audit_pb';
import { OutboxService } from '@katrol/proto/katrol/common/v1/events_pb';
import { FileService } from '@katrol/proto/katrol/common/v1/file_pb';
import { ParkedService } from '@katrol/proto/katrol/common/v1/parked_pb';
import { takesFiles } from '@katrol/rpc';

/** The contracts that a service answers beside its own. */
export const kitContracts = (service: DescService): DescService[] => [
  AuditService,
  ParkedService,
  OutboxService,
  ...(takesFiles(service) ? [FileService] : []),
];

/** Requests of them about a file of the owner's, for an AccessSample. */
export function kitRequests(service: string, objectId: string): Record<string, object> {
  const id = randomUUID();
  return {
    listReads: { service, objectId },
    listRefused: { service },
    listUnusualReading: { service },
    verifyAudit: { service },
    listParked: { service },
    repairParked: { service, id, payloadJson: '{}' },
    releaseParked: { service, source: 'matching', key: objectId },
    skipParked: { service, id },
    putPiece: { service, fileId: id, number: 0, piece: Buffer.from('x') },
    read: {},
  };
}
