import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { anyPack, anyUnpack } from '@bufbuild/protobuf/wkt';
import { Metadata, status, type ServiceError, type StatusObject } from '@grpc/grpc-js';
import { BadRequestSchema, ErrorInfoSchema } from '@katrol/proto/google/rpc/error_details_pb';
import { StatusSchema } from '@katrol/proto/google/rpc/status_pb';
import { Refusal, type RefusalCode } from '@katrol/runtime';

/** Refusal codes and gRPC's numbers. */
export const grpcCodes: Record<RefusalCode, status> = {
  invalid_argument: status.INVALID_ARGUMENT,
  not_found: status.NOT_FOUND,
  unauthenticated: status.UNAUTHENTICATED,
  permission_denied: status.PERMISSION_DENIED,
  failed_precondition: status.FAILED_PRECONDITION,
  aborted: status.ABORTED,
  already_exists: status.ALREADY_EXISTS,
  resource_exhausted: status.RESOURCE_EXHAUSTED,
  unavailable: status.UNAVAILABLE,
  deadline_exceeded: status.DEADLINE_EXCEEDED,
};

const DETAILS = 'grpc-status-details-bin';

/** A refusal as a gRPC status with ErrorInfo and, when fields are named, BadRequest. */
export function toStatus(refusal: Refusal, domain: string): Partial<StatusObject> {
  const code = grpcCodes[refusal.code];
  const info = create(ErrorInfoSchema, { reason: refusal.reason, domain, metadata: refusal.meta });
  const details = [anyPack(ErrorInfoSchema, info)];
  if (refusal.fields.length > 0) {
    const fieldViolations = refusal.fields.map((f) => ({
      field: f.field,
      reason: f.reason,
      description: f.reason,
    }));
    details.push(anyPack(BadRequestSchema, create(BadRequestSchema, { fieldViolations })));
  }
  const metadata = new Metadata();
  metadata.set(
    DETAILS,
    Buffer.from(
      toBinary(StatusSchema, create(StatusSchema, { code, message: refusal.reason, details })),
    ),
  );
  return { code, details: refusal.reason, metadata };
}

/** What a peer answered, as a refusal; undefined when it was a bug on its side. */
export function fromServiceError(error: ServiceError): Refusal | undefined {
  const code = (Object.entries(grpcCodes) as [RefusalCode, status][]).find(
    ([, n]) => n === error.code,
  )?.[0];
  if (!code) return undefined;
  const [bytes] = error.metadata?.get(DETAILS) ?? [];
  if (!(bytes instanceof Uint8Array)) {
    const reason =
      code === 'deadline_exceeded'
        ? 'DEADLINE_EXCEEDED'
        : code === 'unavailable'
          ? 'SERVICE_AWAY'
          : code.toUpperCase();
    return new Refusal(code, reason, { cause: error });
  }
  const { details } = fromBinary(StatusSchema, bytes);
  let reason: string = code.toUpperCase();
  let meta: Record<string, string> = {};
  let fields: { field: string; reason: string }[] = [];
  for (const detail of details) {
    const info = anyUnpack(detail, ErrorInfoSchema);
    if (info) ({ reason, metadata: meta } = info);
    const bad = anyUnpack(detail, BadRequestSchema);
    if (bad) fields = bad.fieldViolations.map((v) => ({ field: v.field, reason: v.reason }));
  }
  return new Refusal(code, reason, { fields, meta, cause: error });
}
