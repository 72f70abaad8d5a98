import type { Role } from '@katrol/proto/katrol/common/v1/codes';

/** Does who has this role work in branches? */
export const inBranch = (role: Role | ''): boolean => role === 'coordinator' || role === 'tutor';

/** Does who has this role work at a university? */
export const atUniversity = (role: Role | ''): boolean =>
  role === 'lecturer-coach' || role === 'placement-officer';
