import { roles, type Role } from '@katrol/identity';
import { Checks, searchable } from '@katrol/runtime';

/** What an operator fills in. */
export type Invitation = {
  name: string;
  email: string;
  role: string;
  branchCode: string;
  until: string;
  universityCode: string;
};

/** Who works for families does so in a branch; who works for students does so at a university. */
export const worksInBranches = (role: string): boolean =>
  role === 'coordinator' || role === 'tutor';
const worksAtUniversity = (role: string): boolean =>
  role === 'lecturer-coach' || role === 'placement-officer';

/** The account that an invitation asks for. Refuses with every field that is wrong. */
export function checkInvitation(
  given: Invitation,
  today: string,
  places: { branches: readonly string[]; universities: readonly string[] },
) {
  const checks = new Checks();
  const name = checks.text('name', given.name, { max: 120, required: true });
  const email = checks.text('email', given.email, { max: 200, required: true }).toLowerCase();
  if (email !== '') checks.that(/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email), 'email', 'EMAIL_INVALID');
  const username = usernameOf(name);
  if (name !== '') checks.that(username.length >= 3, 'name', 'VALUE_INVALID');
  const role = checks.code('role', given.role, roles, true) as Role;
  checks.code('branch_code', given.branchCode, places.branches, worksInBranches(role));
  checks.code(
    'university_code',
    given.universityCode,
    places.universities,
    worksAtUniversity(role),
  );
  checks.that(
    given.branchCode === '' || worksInBranches(role),
    'branch_code',
    'ROLE_WITHOUT_BRANCH',
  );
  checks.that(
    given.universityCode === '' || worksAtUniversity(role),
    'university_code',
    'ROLE_WITHOUT_UNIVERSITY',
  );
  checks.date('until', given.until, { notBefore: today });
  checks.that(given.until === '' || given.branchCode !== '', 'branch_code', 'VALUE_MISSING');
  checks.done();
  return {
    username,
    name,
    email,
    roles: [role],
    branches: given.branchCode ? [given.branchCode] : [],
    university: given.universityCode || undefined,
    until: given.until,
  };
}

/** Refuses a last day that does not exist or is over. */
export function checkUntil(until: string, today: string): void {
  const checks = new Checks();
  checks.date('until', until, { notBefore: today });
  checks.done();
}

// as people are called at a desk: first name, dot, the rest
const usernameOf = (name: string): string => {
  const [first = '', ...rest] = searchable(name)
    .replaceAll(/[^a-z0-9 ]/g, '')
    .split(' ')
    .filter(Boolean);
  return [first, rest.join('')].filter(Boolean).join('.').slice(0, 60);
};
