import { randomInt } from 'node:crypto';
import { isCode } from '@katrol/contract';
import { Role } from '@katrol/proto/katrol/common/v1/codes';
import { Refusal } from '@katrol/runtime';
import { openAdminApi } from './admin-api.ts';
import type { AdminAnswer, AdminApi, AdminApiOptions } from './admin-api.ts';
import { attributesOf, namesOf, personOf } from './directory-person.ts';
import type { DirectoryAccess, DirectoryPerson, RealmRole, User } from './directory-person.ts';

export type { DirectoryPerson };

/**
 * The people with an account. Every call refuses `unavailable` DIRECTORY_AWAY when the directory
 * does not answer.
 */
export type Directory = {
  /**
   * By username; `search` is looked for in username, name and email, every word of it. `total`
   * counts all that fit.
   */
  list(page: {
    search: string;
    first: number;
    max: number;
  }): Promise<{ people: DirectoryPerson[]; total: number }>;
  find(subject: string): Promise<DirectoryPerson | undefined>;
  /** Who of this university has the role and an account that has not ended, by name. */
  ofUniversity(university: string, role: Role): Promise<DirectoryPerson[]>;
  /**
   * Makes an account; its password works once and is chosen anew at the first sign-in. Refuses
   * `already_exists` PERSON_EXISTS (field username or email) and `invalid_argument` PERSON_INVALID.
   */
  invite(
    person: Pick<DirectoryPerson, 'username' | 'name' | 'email'> & DirectoryAccess,
  ): Promise<{ person: DirectoryPerson; oneTimePassword: string }>;
  /** Sets exactly these, so a repetition changes nothing. Refuses `not_found` PERSON_UNKNOWN. */
  setAccess(subject: string, access: DirectoryAccess): Promise<DirectoryPerson>;
  /**
   * Gives a new password that works once and is chosen anew at the next sign-in. Refuses
   * `not_found` PERSON_UNKNOWN.
   */
  renewPassword(subject: string): Promise<string>;
  /**
   * Disables the account and ends its sessions; again is harmless. Refuses `not_found`
   * PERSON_UNKNOWN.
   */
  end(subject: string): Promise<void>;
  /** Ends the sessions of an account that stays. Refuses `not_found` PERSON_UNKNOWN. */
  endSessions(subject: string): Promise<void>;
};

const at = (subject: string): string => `/users/${encodeURIComponent(subject)}`;
const mappings = (subject: string): string => `${at(subject)}/role-mappings/realm`;
const unknown = (): Refusal =>
  new Refusal('not_found', 'PERSON_UNKNOWN', {
    fields: [{ field: 'subject', reason: 'PERSON_UNKNOWN' }],
  });

// letters and digits that look like no other, about 100 bits
const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789';
const oneTimePassword = (): string =>
  Array.from({ length: 4 }, () =>
    Array.from({ length: 5 }, () => alphabet[randomInt(alphabet.length)]).join(''),
  ).join('-');

const done = (what: string, { status, body }: AdminAnswer): AdminAnswer => {
  if (status < 400) return { status, body, location: '' };
  if (status === 404) throw unknown();
  throw new Error(`the directory does not take ${what}: ${status} ${JSON.stringify(body)}`);
};

const refuseInvited = ({ status, body }: AdminAnswer): void => {
  const message = String((body as { errorMessage?: unknown } | undefined)?.errorMessage ?? '');
  if (status === 409) {
    const field = /email/i.test(message) && !/username/i.test(message) ? 'email' : 'username';
    throw new Refusal('already_exists', 'PERSON_EXISTS', {
      fields: [{ field, reason: 'PERSON_EXISTS' }],
    });
  }
  if (status !== 400) return;
  const field = String(
    (body as { field?: unknown } | undefined)?.field ??
      (/email/i.test(message) ? 'email' : 'username'),
  );
  throw new Refusal('invalid_argument', 'PERSON_INVALID', {
    fields: [
      { field: /^(first|last)Name$/.test(field) ? 'name' : field, reason: 'PERSON_INVALID' },
    ],
  });
};

const endSessions = async (api: AdminApi, subject: string): Promise<void> =>
  void done('the end of sessions', await api('POST', `${at(subject)}/logout`));

const setRoles = async (api: AdminApi, subject: string, wanted: readonly Role[]): Promise<void> => {
  const has = done('a look at roles', await api('GET', mappings(subject))).body as RealmRole[];
  const taken = has.filter(({ name }) => isCode(Role, name) && !wanted.includes(name));
  // taking goes first: what breaks off halfway leaves less, never more
  if (taken.length > 0) done('roles taken', await api('DELETE', mappings(subject), taken));
  const missing = wanted.filter((role) => !has.some(({ name }) => name === role));
  if (missing.length === 0) return;
  const offered = done('a look at roles', await api('GET', `${mappings(subject)}/available`))
    .body as RealmRole[];
  const given = offered.filter(({ name }) => isCode(Role, name) && missing.includes(name));
  if (given.length !== new Set(missing).size)
    throw new Error(`the realm offers no role ${missing.join(', ')}: is it applied?`);
  done('roles given', await api('POST', mappings(subject), given));
};

const atOnce = 8;

type WithRoles = (user: User) => Promise<DirectoryPerson>;

const eachWithRoles = async (users: User[], withRoles: WithRoles): Promise<DirectoryPerson[]> => {
  const people: DirectoryPerson[] = [];
  for (let from = 0; from < users.length; from += atOnce)
    people.push(...(await Promise.all(users.slice(from, from + atOnce).map(withRoles))));
  return people;
};

const listed = async (
  api: AdminApi,
  withRoles: WithRoles,
  { search, first, max }: Parameters<Directory['list']>[0],
): ReturnType<Directory['list']> => {
  const words = search.replaceAll(/[*"]/g, ' ').trim().split(/\s+/).filter(Boolean);
  const query = new URLSearchParams(
    words.length > 0 ? { search: words.map((word) => `*${word}*`).join(' ') } : {},
  );
  const page = new URLSearchParams({
    ...Object.fromEntries(query),
    first: String(first),
    max: String(max),
    briefRepresentation: 'false',
  });
  const users = done('a question', await api('GET', `/users?${page}`)).body as User[];
  const total = done('a question', await api('GET', `/users/count?${query}`)).body as number;
  return { people: await eachWithRoles(users, withRoles), total };
};

const UNIVERSITY_PAGE = 100;

const ofUniversity = async (
  api: AdminApi,
  withRoles: WithRoles,
  university: string,
): Promise<DirectoryPerson[]> => {
  // the directory's own words for a search: a code holds neither
  if (!/^[\w-]+$/.test(university)) return [];
  const users: User[] = [];
  for (;;) {
    const page = new URLSearchParams({
      q: `university:${university}`,
      enabled: 'true',
      first: String(users.length),
      max: String(UNIVERSITY_PAGE),
      briefRepresentation: 'false',
    });
    const more = done('a question', await api('GET', `/users?${page}`)).body as User[];
    users.push(...more);
    if (more.length < UNIVERSITY_PAGE) break;
  }
  return await eachWithRoles(users, withRoles);
};

const invited = async (
  api: AdminApi,
  find: Directory['find'],
  { username, name, email, ...access }: Parameters<Directory['invite']>[0],
): ReturnType<Directory['invite']> => {
  const password = oneTimePassword();
  const made = await api('POST', '/users', {
    username,
    email,
    ...namesOf(name),
    enabled: true,
    emailVerified: false,
    attributes: attributesOf(access),
    requiredActions: ['UPDATE_PASSWORD'],
    credentials: [{ type: 'password', value: password, temporary: true }],
  });
  refuseInvited(made);
  const subject = made.location.split('/').at(-1) ?? '';
  try {
    done('an invitation', made);
    await setRoles(api, subject, access.roles);
    const person = await find(subject);
    if (!person) throw unknown();
    return { person, oneTimePassword: password };
  } catch (error) {
    // an account whose password nobody was told: the same invitation must be possible again
    if (subject !== '') await api('DELETE', at(subject));
    throw error;
  }
};

/**
 * Opens the directory on Keycloak's admin API, with a client that may manage users and nothing
 * else.
 */
export const openDirectory = (options: AdminApiOptions): Directory => {
  const api = openAdminApi(options);

  const userOf = async (subject: string): Promise<User | undefined> => {
    const answer = await api('GET', at(subject));
    return answer.status === 404 ? undefined : (done('a question', answer).body as User);
  };
  const withRoles = async (user: User): Promise<DirectoryPerson> => {
    const answer = await api('GET', mappings(user.id));
    // gone between two questions
    return personOf(
      user,
      answer.status === 404 ? [] : (done('a question', answer).body as RealmRole[]),
    );
  };
  const find: Directory['find'] = async (subject) => {
    const user = await userOf(subject);
    return user && withRoles(user);
  };
  const change = async (subject: string, changed: Partial<User>): Promise<void> => {
    const user = await userOf(subject);
    if (!user) throw unknown();
    const attributes = { ...user.attributes, ...changed.attributes };
    done('a change', await api('PUT', at(subject), { ...user, ...changed, attributes }));
  };

  return {
    find,
    list: (page) => listed(api, withRoles, page),
    async ofUniversity(university, role) {
      const people = await ofUniversity(api, withRoles, university);
      return people
        .filter(({ roles }) => roles.includes(role))
        .sort((a, b) => a.name.localeCompare(b.name, 'nl'));
    },
    invite: (person) => invited(api, find, person),
    async setAccess(subject, access) {
      await change(subject, { attributes: attributesOf(access) });
      await setRoles(api, subject, access.roles);
      const person = await find(subject);
      if (!person) throw unknown();
      return person;
    },
    async renewPassword(subject) {
      const password = oneTimePassword();
      done(
        'a password',
        await api('PUT', `${at(subject)}/reset-password`, {
          type: 'password',
          value: password,
          temporary: true,
        }),
      );
      return password;
    },
    async end(subject) {
      await change(subject, { enabled: false });
      await endSessions(api, subject);
    },
    endSessions: (subject) => endSessions(api, subject),
  };
};
