import type { Principal } from '@katrol/identity';
import { Refusal, notFound } from '@katrol/runtime';
import type { Scope } from '@katrol/store';
import { actorOf } from '@katrol/events';
import type { Access } from './table.ts';

/** Refuses who may not call at all. */
export function checkAccess(access: Access, principal: Principal): void {
  if (access === 'public') return;
  if (principal.kind === 'anonymous') throw new Refusal('unauthenticated', 'SIGN_IN_FIRST');
  const allowed =
    access === 'signed-in'
      ? principal.kind === 'person'
      : access === 'system'
        ? principal.kind === 'system'
        : principal.kind === 'system'
          ? access.includes('system')
          : principal.roles.some((r) => access.includes(r));
  if (!allowed) throw new Refusal('permission_denied', 'ROLE_MISSING');
}

/**
 * What the call may reach. A request that names a branch or a university narrows it to that one; one that is not the caller's own
 * does not exist for them. The operator reaches reference data, which carries no scope.
 */
export function scopeOf(
  access: Access,
  principal: Principal,
  request: { branchCode?: unknown; universityCode?: unknown },
): Scope {
  const branch = typeof request.branchCode === 'string' ? request.branchCode : '';
  const university = typeof request.universityCode === 'string' ? request.universityCode : '';
  const subject = actorOf(principal);
  if (access === 'public' || principal.kind === 'system') {
    return {
      branches: branch === '' ? [] : [branch],
      universities: university === '' ? [] : [university],
      subject,
    };
  }
  if (principal.kind === 'anonymous') return { branches: [], universities: [], subject };
  const own = {
    branches: principal.branches,
    universities: principal.university ? [principal.university] : [],
  };
  if (principal.roles.includes('operator')) return { ...own, subject };
  if (
    branch !== '' &&
    access !== 'signed-in' &&
    own.branches.length > 0 &&
    !own.branches.includes(branch)
  )
    throw notFound('branch_code');
  if (university !== '' && own.universities.length > 0 && !own.universities.includes(university))
    throw notFound('university_code');
  return {
    branches: branch !== '' && own.branches.includes(branch) ? [branch] : own.branches,
    universities: own.universities,
    subject,
  };
}
