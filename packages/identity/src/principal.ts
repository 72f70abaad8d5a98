import { isCode, oneLine } from '@katrol/contract';
import { Role, type LinkKind } from '@katrol/proto/katrol/common/v1/codes';

/**
 * A person who signed in. `subject` is the provider's stable id, `branches` and `university` are
 * codes.
 */
export interface PersonPrincipal {
  kind: 'person';
  subject: string;
  name: string;
  roles: Role[];
  branches: string[];
  university: string | undefined;
}

/** A service calling with its own credentials; `service` is its folder name. */
interface SystemPrincipal {
  kind: 'system';
  service: string;
}

/**
 * Somebody who came with a link. `link` is its kind, `id` its row at the gateway; it opens one
 * `object` of one `branch` for one `person` (identifiers), and nothing beside.
 */
export interface LinkPrincipal {
  kind: 'link';
  link: LinkKind;
  id: string;
  branch: string;
  object: string;
  person: string;
  /** which second question was answered for it, by its revision; 0: none was asked */
  asked: number;
}

/** Who is calling. */
export type Principal = PersonPrincipal | SystemPrincipal | LinkPrincipal | { kind: 'anonymous' };

/** The claims of a token whose signature, times, issuer and audience are already checked. */
export type Claims = Record<string, unknown>;

/** Why a token says too little, or too much, to name somebody. */
export class ClaimsProblem extends Error {}

const textOf = (claims: Claims, name: string): string | undefined => {
  const value = claims[name];
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'string' || value.length > 200)
    throw new ClaimsProblem(`${name} is no short text`);
  return value;
};

const textsOf = (value: unknown, name: string): string[] => {
  if (value === undefined) return [];
  const good =
    Array.isArray(value) &&
    value.length <= 200 &&
    value.every((item) => typeof item === 'string' && item.length <= 100);
  if (!good) throw new ClaimsProblem(`${name} is no list of short texts`);
  return value as string[];
};

/** Reads who the token is about. Throws {@link ClaimsProblem} when the claims name nobody. */
export const principalOf = (claims: Claims): Principal => {
  if (claims['link'] !== undefined) throw new ClaimsProblem('a person is no link');
  const realmRoles = textsOf(
    (claims['realm_access'] as { roles?: unknown } | undefined)?.roles,
    'realm_access.roles',
  );
  const client = textOf(claims, 'azp') ?? '';
  const service = /^service-([a-z][a-z-]{0,40})$/.exec(client)?.[1];
  if (service !== undefined || realmRoles.includes('service')) {
    // both or neither: a person given the role by mistake must not become a service
    if (service === undefined || !realmRoles.includes('service'))
      throw new ClaimsProblem('azp and the role service disagree');
    return { kind: 'system', service };
  }
  const subject = textOf(claims, 'sub');
  if (subject === undefined) throw new ClaimsProblem('sub is missing');
  return {
    kind: 'person',
    subject,
    name: oneLine(textOf(claims, 'name') ?? textOf(claims, 'preferred_username') ?? '') || subject,
    roles: realmRoles.filter((role) => isCode(Role, role)),
    branches: textsOf(claims['branches'], 'branches'),
    university: textOf(claims, 'university'),
  };
};
