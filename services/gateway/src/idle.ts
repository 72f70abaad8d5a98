import { isCode } from '@katrol/contract';
import { Role } from '@katrol/proto/katrol/common/v1/codes';

/** Minutes without use after which a session of a role ends. */
export type IdleLimits = Readonly<Record<Role, number>>;

// who sees many families, or all accounts, walks away from a desk; a tutor's telephone is in a pocket
const SANE: IdleLimits = {
  coordinator: 30,
  operator: 30,
  'placement-officer': 60,
  'lecturer-coach': 120,
  'policy-reader': 120,
  tutor: 480,
};
const SHORTEST = Math.min(...Object.values(SANE));
const MOST = 480;

/**
 * Reads "coordinator=15,tutor=240"; a role that is not named keeps its sane limit. Throws on what
 * is no role, and on minutes outside 1 to 480.
 */
export function idleLimitsOf(text: string): IdleLimits {
  const given = text.split(',').filter(Boolean);
  const named = given.map((one) => {
    const [role = '', minutes = ''] = one.split('=').map((part) => part.trim());
    const wanted = Number(minutes);
    const fine = /^\d+$/.test(minutes) && wanted >= 1 && wanted <= MOST;
    if (!isCode(Role, role) || !fine) throw new Error(`no limit of a role: ${one}`);
    return [role, wanted] as const;
  });
  return { ...SANE, ...Object.fromEntries(named) };
}

/** The limit of somebody with these roles: the shortest of them; of who has none, a short one. */
export function idleMinutes(limits: IdleLimits, roles: readonly string[]): number {
  const known = roles.filter((role) => isCode(Role, role));
  return known.length === 0 ? SHORTEST : Math.min(...known.map((role) => limits[role]));
}
