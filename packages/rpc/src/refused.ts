import type { DescMethod, Message } from '@bufbuild/protobuf';
import { isUuid, namedBy } from '@katrol/contract';
import { auditRow } from '@katrol/events';
import type { Principal } from '@katrol/identity';
import type { Logger, Refusal } from '@katrol/runtime';
import { writeTold, type RawTx, type Store } from '@katrol/store';

/** What was asked, as far as its refusal is kept. */
type Asked = { name: string; method: DescMethod; request: Message; traceparent: string };

// What a person may not do or see is on record, and what they did too often; what they mistyped is
// not.
const AUDITED = ['permission_denied', 'not_found', 'resource_exhausted'];

// Its own transaction: the rollback of the call must not erase it.
export async function auditRefusal<Tx extends RawTx>(
  s: { store: Store<Tx>; log: Logger },
  i: Asked,
  principal: Principal,
  refusal: Refusal,
): Promise<void> {
  if (principal.kind === 'anonymous' || !AUDITED.includes(refusal.code)) return;
  const origin = {
    principal,
    name: i.name,
    traceparent: i.traceparent,
    what: 'refused',
  } as const;
  const on = { objectId: askedFor(i.request), branchCode: concerned(i, principal) };
  const line = auditRow(origin, refusal.reason, on);
  const scope = { branches: [], universities: [], subject: line.subject };
  try {
    await s.store.transact(scope, new Date(Date.now() + 2_000), async (tx) =>
      writeTold(tx, { events: [], audit: [line] }),
    );
  } catch (error) {
    s.log.error('refusal not audited', { rpc: i.name, reason: refusal.reason, error });
  }
}

/**
 * The branch that a refusal concerns: the one that was named, else the only one of who was refused.
 * The database knows better where the file that was asked for is on record.
 */
function concerned({ method, request }: Asked, principal: Principal): string {
  const named = namedBy(method.input, request)
    .filter(({ kind, code }) => kind === 'branch' && /^[a-z][a-z0-9-]{0,39}$/.test(code))
    .map(({ code }) => code);
  const own = ownBranches(principal);
  const [one = '', ...others] = new Set(named.length > 0 ? named : own);
  return others.length > 0 ? '' : one;
}

function ownBranches(principal: Principal): readonly string[] {
  if (principal.kind === 'link') return [principal.branch];
  return principal.kind === 'person' ? principal.branches : [];
}

/** What a request names: the file, or what is nearest to it. An identifier only. */
export function askedFor(request: Message): string {
  const fields = request as unknown as Record<string, unknown>;
  const ids = Object.keys(fields).filter((name) => name.endsWith('Id'));
  return (
    ['familyId', 'tutorId', 'id', 'subject', ...ids]
      .map((name) => fields[name])
      .find((value): value is string => typeof value === 'string' && isUuid(value))
      ?.toLowerCase() ?? ''
  );
}
