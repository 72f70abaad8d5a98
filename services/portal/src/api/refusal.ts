import { Code, ConnectError } from '@connectrpc/connect';
import { BadRequestSchema, ErrorInfoSchema } from '@katrol/proto/google/rpc/error_details_pb';

export type FieldProblem = { path: string; reason: string };
export type Refusal = {
  /** stable reason, UPPER_SNAKE; empty when the answer carried none */
  reason: string;
  /** Connect code as a word, for the general text: "unavailable" */
  code: string;
  fields: FieldProblem[];
  metadata: Record<string, string>;
  /** true: the command was surely not carried out */
  definite: boolean;
};

const UNSURE = new Set([
  Code.Unknown,
  Code.Unavailable,
  Code.DeadlineExceeded,
  Code.Canceled,
  Code.Internal,
]);

const camel = (word: string) =>
  word.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** `children[0].first_name` -> `children.0.firstName`, the path that forms use. */
export function formPath(protoPath: string, prefix = ''): string {
  const path = protoPath
    .replace(/\[(\d+)\]/g, '.$1')
    .split('.')
    .map(camel)
    .join('.');
  return prefix && path.startsWith(`${prefix}.`) ? path.slice(prefix.length + 1) : path;
}

/** What the services said, as a value the screen can translate. `prefix`: a wrapping message that the form leaves out. */
export function refusalOf(error: unknown, prefix = ''): Refusal {
  const connect = ConnectError.from(error);
  const info = connect.findDetails(ErrorInfoSchema)[0];
  const fields = connect
    .findDetails(BadRequestSchema)
    .flatMap((bad) => bad.fieldViolations)
    .map((violation) => ({
      path: formPath(violation.field, prefix),
      reason: violation.reason || violation.description,
    }));
  const code = Code[connect.code] ?? 'Unknown';
  return {
    // the gateway's own refusals carry their reason as the message
    reason: info?.reason ?? (/^[A-Z][A-Z_]+$/.test(connect.rawMessage) ? connect.rawMessage : ''),
    code: code.charAt(0).toLowerCase() + code.slice(1),
    fields,
    metadata: info?.metadata ?? {},
    definite: !UNSURE.has(connect.code),
  };
}

/** True when the network, not the platform, was in the way. */
export function isOffline(error: unknown): boolean {
  if (!navigator.onLine) return true;
  const connect = ConnectError.from(error);
  return connect.cause instanceof TypeError || connect.code === Code.Unavailable;
}
