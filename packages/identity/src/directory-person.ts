import { oneLine } from '@katrol/contract';
import { Role } from '@katrol/proto/katrol/common/v1/codes';

/**
 * Somebody with an account. `branches` and `university` are codes; `email` is empty when none is
 * known.
 */
export type DirectoryPerson = {
  subject: string;
  username: string;
  name: string;
  email: string;
  roles: Role[];
  branches: string[];
  university: string | undefined;
  enabled: boolean;
};

/** What a person may see: the whole of it, not a change to it. */
export type DirectoryAccess = Pick<DirectoryPerson, 'roles' | 'branches' | 'university'>;

/** Somebody as Keycloak keeps them. */
export type User = {
  id: string;
  username: string;
  email?: string;
  firstName?: string;
  lastName?: string;
  enabled: boolean;
  attributes?: Record<string, string[]>;
};
export type RealmRole = { id: string; name: string };

/** Keycloak keeps two names and gives them back as one. */
export const namesOf = (name: string): { firstName: string; lastName: string } => {
  const [firstName = '', ...rest] = name.trim().split(/\s+/);
  return { firstName, lastName: rest.join(' ') };
};

/** Somebody of Keycloak, with the roles that the contract knows. */
export const personOf = (user: User, roles: RealmRole[]): DirectoryPerson => ({
  subject: user.id,
  username: user.username,
  name: oneLine([user.firstName, user.lastName].filter(Boolean).join(' ')) || user.username,
  email: user.email ?? '',
  roles: Role.filter((role) => roles.some(({ name }) => name === role)),
  branches: [...(user.attributes?.['branches'] ?? [])].sort(),
  university: user.attributes?.['university']?.[0],
  enabled: user.enabled,
});

/** What Keycloak keeps of what somebody may see, beside roles. */
export const attributesOf = ({
  branches,
  university,
}: DirectoryAccess): Record<string, string[]> => ({
  branches: [...new Set(branches)].sort(),
  university: university === undefined ? [] : [university],
});
