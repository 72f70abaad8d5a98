import type { DescMethod, Message } from '@bufbuild/protobuf';
import { auditRow, type CallOrigin } from '@katrol/events';
import type { AuditRow } from '@katrol/store';
import { askedFor } from './refused.ts';
import type { Access } from './table.ts';

type Answered = { method: DescMethod; request: Message; message: Message };

type Row = { access: Access; kind: 'command' | 'query'; ofNobody?: true };

/**
 * What goes on record for a call that named no file itself. Who asked: that somebody looked at so
 * many rows, and by which filters (their names only: what was searched for is not kept); nothing
 * where the answer tells of nobody. Who commanded: that it was done.
 */
export function leftUnsaid(row: Row, origin: CallOrigin, answered: Answered): AuditRow[] {
  // what is open to anybody tells of nobody
  if (origin.principal.kind === 'anonymous' || row.access === 'public') return [];
  const [branch = '', ...others] = origin.scope.branches;
  const branchCode = others.length > 0 ? '' : branch;
  if (row.kind === 'command') {
    return [auditRow(origin, 'ok', { objectId: askedFor(answered.request), branchCode })];
  }
  if (row.ofNobody) return [];
  const reason = [`rows:${rowsIn(answered)}`, ...filtersOf(answered.request)].join(' ');
  return [auditRow(origin, 'ok', { objectId: '', branchCode, what: 'list', reason })];
}

/** The rows of every list that an answer holds at its top. */
function rowsIn({ method, message }: Answered): number {
  const held = message as unknown as Record<string, unknown>;
  return method.output.fields
    .map(({ localName }) => held[localName])
    .reduce<number>((sum, value) => sum + (Array.isArray(value) ? value.length : 0), 0);
}

const A_FILTER = /^[a-z][a-z_]{0,39}$/;

function filtersOf(request: Message): string[] {
  const { options } = request as unknown as {
    options?: { search?: string; filters?: { field: string; values: string[] }[] };
  };
  const fields = (options?.filters ?? [])
    .filter(({ field, values }) => A_FILTER.test(field) && values.some((v) => v !== ''))
    .map(({ field }) => field);
  return [
    ...(fields.length > 0 ? [`filter:${[...new Set(fields)].sort().join(',')}`] : []),
    ...(options?.search ? ['search'] : []),
  ];
}
