import type { Plain } from '@katrol/contract';
import type { DirectoryPerson } from '@katrol/identity/directory';
import type { Role } from '@katrol/proto/katrol/common/v1/codes';
import type { InvitePersonRequest } from '@katrol/proto/katrol/gateway/v1/people_pb';
import { Checks, searchable } from '@katrol/runtime';

/** What an operator fills in. */
export type Invitation = Plain<InvitePersonRequest>;
export type KnownPlaces = { branches: readonly string[]; universities: readonly string[] };
type Invited = Pick<
  DirectoryPerson,
  'username' | 'name' | 'email' | 'roles' | 'branches' | 'university'
>;

/** Who works for families does so in a branch; who works for students does so at a university. */
export const worksInBranches = (role: Role | ''): boolean =>
  role === 'coordinator' || role === 'tutor';
const worksAtUniversity = (role: Role | ''): boolean =>
  role === 'lecturer-coach' || role === 'placement-officer';

/** The account that an invitation asks for. Refuses with every field that is wrong. */
export function checkInvitation(given: Invitation, places: KnownPlaces): Invited {
  const { name, role, branchCode, universityCode, until } = given;
  const c = new Checks();
  const username = usernameOf(name);
  c.that(username.length >= 3, 'name', 'VALUE_INVALID');
  checkPlace(c, 'branch_code', branchCode, {
    known: places.branches,
    expected: worksInBranches(role),
    otherwise: 'ROLE_WITHOUT_BRANCH',
  });
  checkPlace(c, 'university_code', universityCode, {
    known: places.universities,
    expected: worksAtUniversity(role),
    otherwise: 'ROLE_WITHOUT_UNIVERSITY',
  });
  c.that(until === '' || branchCode !== '', 'branch_code', 'VALUE_MISSING');
  c.done();
  return {
    username,
    name,
    email: given.email.toLowerCase(),
    roles: role === '' ? [] : [role],
    branches: branchCode === '' ? [] : [branchCode],
    university: universityCode || undefined,
  };
}

function checkPlace(
  c: Checks,
  field: string,
  code: string,
  o: { known: readonly string[]; expected: boolean; otherwise: string },
): void {
  if (code === '') c.that(!o.expected, field, 'VALUE_MISSING');
  else if (!o.expected) c.that(false, field, o.otherwise);
  else c.that(o.known.includes(code), field, 'VALUE_UNKNOWN');
}

// as people are called at a desk: first name, dot, the rest
const usernameOf = (name: string): string => {
  const [first = '', ...rest] = searchable(name)
    .replaceAll(/[^a-z0-9 ]/g, '')
    .split(' ')
    .filter(Boolean);
  return [first, rest.join('')].filter(Boolean).join('.').slice(0, 60);
};
