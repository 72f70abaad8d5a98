import type { Named } from '@katrol/contract';
import type { LinkPrincipal, PersonPrincipal, Principal } from '@katrol/identity';
import { Refusal, notFound } from '@katrol/runtime';
import type { Scope } from '@katrol/store';
import { actorOf } from '@katrol/events';
import type { Access } from './table.ts';

/** Refuses who may not call at all. */
export function checkAccess(access: Access, principal: Principal): void {
  if (access === 'public') return;
  if (principal.kind === 'anonymous') throw new Refusal('unauthenticated', 'SIGN_IN_FIRST');
  if (!mayCall(access, principal)) throw new Refusal('permission_denied', 'ROLE_MISSING');
}

function mayCall(access: Exclude<Access, 'public'>, principal: Principal): boolean {
  if (access === 'signed-in') return principal.kind === 'person';
  if (access === 'system') return principal.kind === 'system';
  if (principal.kind === 'system') return access.includes('system');
  if (principal.kind === 'link') return access.includes(`link:${principal.link}`);
  return principal.kind === 'person' && principal.roles.some((r) => access.includes(r));
}

type Held = Record<Named['kind'], readonly string[]>;

/**
 * What the call may reach. A request that names branches or universities narrows it to those; one
 * that is not the caller's own does not exist for them.
 */
export function scopeOf(access: Access, principal: Principal, named: readonly Named[]): Scope {
  const subject = actorOf(principal);
  const codes = (kind: Named['kind']): string[] => [
    ...new Set(named.filter((n) => n.kind === kind).map((n) => n.code)),
  ];
  if (access === 'public' || principal.kind === 'system') {
    return { branches: codes('branch'), universities: codes('university'), subject };
  }
  if (principal.kind === 'anonymous') return { branches: [], universities: [], subject };
  const held = heldBy(principal);
  if (!reachesReferenceData(access, principal)) refuseForeign(held, named);
  const narrowed = (kind: Named['kind']): readonly string[] => {
    const chosen = codes(kind).filter((code) => held[kind].includes(code));
    return chosen.length > 0 ? chosen : held[kind];
  };
  return { branches: narrowed('branch'), universities: narrowed('university'), subject };
}

const heldBy = (principal: PersonPrincipal | LinkPrincipal): Held =>
  principal.kind === 'link'
    ? { branch: [principal.branch], university: [] }
    : {
        branch: principal.branches,
        university: principal.university ? [principal.university] : [],
      };

// what an operator asks for by a branch's code carries no scope
const reachesReferenceData = (access: Access, who: PersonPrincipal | LinkPrincipal): boolean =>
  who.kind === 'person' &&
  who.roles.includes('operator') &&
  (access === 'signed-in' || (Array.isArray(access) && access.includes('operator')));

function refuseForeign(held: Held, named: readonly Named[]): void {
  for (const { kind, field, code, ifAny } of named) {
    const judged = !ifAny || held[kind].length > 0;
    if (judged && !held[kind].includes(code)) throw notFound(field);
  }
}
