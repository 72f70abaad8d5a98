import { createHash } from 'node:crypto';
import { toBinary, type DescMethod, type DescService, type Message } from '@bufbuild/protobuf';
import { auditRow, type CallOrigin } from '@katrol/events';
import { invalid, notFound, Refusal } from '@katrol/runtime';
import {
  earlierAnswer,
  keepAnswer,
  type AuditRow,
  type EarlierAnswer,
  type RawTx,
  type RepeatedCommand,
} from '@katrol/store';
import type { Access } from './table.ts';

const KEY_SHAPE = /^[\w-]{8,80}$/;

type Row = { access: Access; kind: string };
type ToldOnce = { toldOnce?: true };
type Table = Record<string, Row>;
type Asked = { name: string; method: DescMethod; request: Message; key: string };

/** The key of a command, with what it asks; undefined where it came without one. */
export function repeatedCommand(i: Asked, origin: CallOrigin): RepeatedCommand | undefined {
  if (i.key === '') return undefined;
  if (!KEY_SHAPE.test(i.key)) throw invalid({ field: 'idempotency-key', reason: 'VALUE_INVALID' });
  const asked = createHash('sha256').update(toBinary(i.method.input, i.request));
  // what it is about is in the link and not in the request: another link asks for something else
  if (origin.principal.kind === 'link') asked.update(origin.principal.object);
  const requestHash = asked.digest();
  return { subject: origin.scope.subject, rpc: i.name, key: i.key, requestHash };
}

/** How a command's file is read again: the query that gives it, and the field that names it. */
export type Reread = { query: DescMethod; row: Row; field: string };

/**
 * The query of the same contract that gives what the command answers: a repeated command then
 * answers what who calls may see now, and nothing of it is kept. Undefined where there is none, or
 * where not everybody who may command may ask.
 */
export function rereadOf(
  service: DescService,
  table: object,
  { output, localName }: DescMethod,
): Reread | undefined {
  const rows = table as Table;
  for (const [key, query] of Object.entries<DescMethod>(service.method)) {
    const row = rows[key] as Row;
    const [only, more] = query.input.fields;
    const names = only && !more && output.fields.some((one) => one.name === only.name);
    if (row.kind !== 'query' || query.output.typeName !== output.typeName || !names) continue;
    if (admits(row.access, rows[localName]?.access)) {
      return { query, row, field: only.localName };
    }
  }
  return undefined;
}

const admits = (query: Access, command: Access | undefined): boolean =>
  query === command ||
  (Array.isArray(query) && Array.isArray(command) && command.every((one) => query.includes(one)));

/**
 * What is kept of an answer: that there was one where it is told once, which file it is where that
 * can be read again, else its bytes.
 */
export function kept(
  { method }: Pick<Asked, 'method'>,
  message: Message,
  { toldOnce, reread }: ToldOnce & { reread?: Reread | undefined },
): Uint8Array {
  if (toldOnce) return new Uint8Array();
  if (!reread) return toBinary(method.output, message);
  return Buffer.from(String((message as unknown as Record<string, unknown>)[reread.field]));
}

/**
 * What the first command under this key left; null where it left no answer yet. Refuses
 * IDEMPOTENCY_OTHER_CONTENT, NOT_FOUND to whom one of its branches or the university was taken
 * since, and ANSWER_TOLD_ONCE where the answer held a secret.
 */
export async function earlier(
  tx: RawTx,
  repeated: RepeatedCommand,
  { scope }: CallOrigin,
  { toldOnce }: ToldOnce,
): Promise<EarlierAnswer> {
  const before = await earlierAnswer(tx, repeated);
  if (before.otherContent) throw new Refusal('already_exists', 'IDEMPOTENCY_OTHER_CONTENT');
  const lost =
    before.branches.some((code) => !scope.branches.includes(code)) ||
    before.universities.some((code) => !scope.universities.includes(code));
  if (lost) throw notFound('idempotency-key');
  if (toldOnce && before.response) throw new Refusal('already_exists', 'ANSWER_TOLD_ONCE');
  return before;
}

/** The files that an earlier answer opens once more, on record for who asks now. */
export const touchedAgain = (origin: CallOrigin, { touched }: EarlierAnswer): AuditRow[] =>
  touched.map(({ object_id: objectId, branch_code: branchCode, what, reason }) =>
    auditRow(origin, 'ok', { objectId, branchCode, what, reason }),
  );

/** Keeps an answer beside its key, with whose it is and what it touched. */
export function keep(
  tx: RawTx,
  repeated: RepeatedCommand,
  answer: Uint8Array,
  { scope, audit }: Pick<CallOrigin, 'scope'> & { audit: readonly AuditRow[] },
): void {
  // what was opened in an emergency is of a branch that the caller never had
  const named = audit.map((row) => row.branch_code).filter((code) => scope.branches.includes(code));
  keepAnswer(tx, repeated, answer, {
    branches: named.length > 0 ? [...new Set(named)] : scope.branches,
    universities: scope.universities,
    touched: audit.map(({ object_id, branch_code, what, reason }) => ({
      object_id,
      branch_code,
      what,
      reason,
    })),
  });
}
