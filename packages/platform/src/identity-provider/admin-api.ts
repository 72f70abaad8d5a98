import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createLocalJWKSet, errors, jwtVerify } from 'jose';
import type { JWK } from 'oidc-provider';
import type { People, Person } from './people.ts';

/** Where Keycloak has the admin API of this realm. */
export const adminPath = '/admin/realms/katrol';

/** Who may use it, and on what. */
export interface AdminApiParts {
  issuer: string;
  keys: JWK[];
  clientId: string;
  people: People;
  endSessions: (subject: string) => Promise<void>;
}

type Answer = { status: number; body?: unknown; location?: string };
type Asked = { method: string; path: string[]; query: URLSearchParams; body: unknown };
type User = {
  id: string;
  username: string;
  email?: string;
  firstName?: string;
  lastName?: string;
  enabled: boolean;
  attributes?: Record<string, string[]>;
};

const roleNames = [
  'coordinator',
  'tutor',
  'lecturer-coach',
  'placement-officer',
  'operator',
  'policy-reader',
];
const asRoles = (names: readonly string[]): { id: string; name: string }[] =>
  names.map((name) => ({ id: name, name }));
const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
const done: Answer = { status: 204 };
const unknown: Answer = { status: 404, body: { error: 'User not found' } };

const userOf = (p: Person): User => {
  const [firstName = '', ...rest] = p.name.split(' ');
  return {
    id: p.subject,
    username: p.username,
    ...(p.email ? { email: p.email } : {}),
    firstName,
    lastName: rest.join(' '),
    enabled: p.enabled !== false,
    attributes: {
      branches: p.branches,
      ...(p.university === null ? {} : { university: [p.university] }),
    },
  };
};

const personOf = (user: User, known: Person | undefined): Person => ({
  ...(known ?? { subject: user.id, roles: [], featured: false }),
  username: user.username.toLowerCase(),
  name: [user.firstName, user.lastName].filter(Boolean).join(' '),
  email: (user.email ?? '').toLowerCase(),
  enabled: user.enabled,
  branches: user.attributes?.['branches'] ?? [],
  university: user.attributes?.['university']?.[0] ?? null,
});

const found = (people: Person[], search: string): Person[] => {
  const words = plain(search).replaceAll('*', '').split(/\s+/).filter(Boolean);
  const fits = (p: Person): boolean =>
    words.every((word) =>
      [p.username, p.name, p.email ?? ''].some((text) => plain(text).includes(word)),
    );
  return people.filter(fits).sort((a, b) => (a.username < b.username ? -1 : 1));
};

const taken = (people: Person[], user: User): string | undefined => {
  const others = people.filter((p) => p.subject !== user.id);
  if (others.some((p) => p.username === user.username.toLowerCase()))
    return 'User exists with same username';
  return user.email && others.some((p) => p.email === user.email?.toLowerCase())
    ? 'User exists with same email'
    : undefined;
};

// of all that a person has, `q=name:value` is asked of the university alone
const asked = (people: Person[], query: URLSearchParams): Person[] => {
  const [name, value] = (query.get('q') ?? '').split(':');
  const enabled = query.get('enabled');
  return people
    .filter((p) => !name || (name === 'university' && p.university === value))
    .filter((p) => enabled === null || String(p.enabled !== false) === enabled);
};

const listing = async (people: People, { path, query }: Asked): Promise<Answer> => {
  const all = found(asked(await people.all('everybody'), query), query.get('search') ?? '');
  if (path[1] === 'count') return { status: 200, body: all.length };
  const first = Number(query.get('first') ?? 0);
  return {
    status: 200,
    body: all.slice(first, first + Number(query.get('max') ?? 100)).map(userOf),
  };
};

const invite = async (people: People, asked: Asked): Promise<Answer> => {
  const user = { ...(asked.body as User), id: randomUUID() };
  if (!/^[\w.@-]{3,255}$/.test(user.username))
    return {
      status: 400,
      body: { field: 'username', errorMessage: 'error-username-invalid-character' },
    };
  if (user.email && !/^[^\s@]+@[^\s@]+$/.test(user.email))
    return { status: 400, body: { field: 'email', errorMessage: 'error-invalid-email' } };
  const errorMessage = taken(await people.all('everybody'), user);
  if (errorMessage) return { status: 409, body: { errorMessage } };
  await people.keep(personOf(user, undefined));
  return { status: 201, location: `/users/${user.id}` };
};

const roles = async (
  people: People,
  person: Person,
  { method, path, body }: Asked,
): Promise<Answer> => {
  if (path[4] === 'available')
    return { status: 200, body: asRoles(roleNames.filter((name) => !person.roles.includes(name))) };
  if (method === 'GET') return { status: 200, body: asRoles(person.roles) };
  const named = (body as { name: string }[]).map(({ name }) => name);
  const left = person.roles.filter((name) => !named.includes(name));
  await people.keep({ ...person, roles: method === 'POST' ? [...left, ...named] : left });
  return done;
};

const aPerson = async ({ people, endSessions }: AdminApiParts, asked: Asked): Promise<Answer> => {
  const { method, path, body } = asked;
  const person = await people.find(path[1] ?? '');
  if (!person) return unknown;
  if (path[2] === 'role-mappings') return await roles(people, person, asked);
  if (path[2] === 'logout' && method === 'POST') await endSessions(person.subject);
  // there are no passwords here: a new one is as good as the one before
  else if (path[2] === 'reset-password' && method === 'PUT') return done;
  else if (path.length > 2) return { status: 404 };
  else if (method === 'GET') return { status: 200, body: userOf(person) };
  else if (method === 'PUT')
    await people.keep(personOf({ ...(body as User), id: person.subject }, person));
  else if (method === 'DELETE') await people.remove(person.subject);
  else return { status: 405 };
  return done;
};

const readBody = async (request: IncomingMessage): Promise<unknown> => {
  let text = '';
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > 100_000) throw new Error('the body is too large');
  }
  return text === '' ? undefined : JSON.parse(text);
};

/**
 * The part of Keycloak's admin REST API that the directory of people uses, in Keycloak's own
 * shapes: users, their realm roles, a new password, the end of their sessions. Only for the
 * directory's own client.
 */
export const adminApi = (
  parts: AdminApiParts,
): ((request: IncomingMessage, response: ServerResponse) => Promise<void>) => {
  const keys = createLocalJWKSet({
    keys: parts.keys.map(({ kty, n, e, kid, alg, use }) => ({ kty, n, e, kid, alg, use })),
  } as Parameters<typeof createLocalJWKSet>[0]);
  const mayUse = async (token: string): Promise<boolean> => {
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer: parts.issuer,
        algorithms: ['RS256'],
        requiredClaims: ['exp'],
      });
      return payload['typ'] === 'Bearer' && payload['azp'] === parts.clientId;
    } catch (error) {
      if (error instanceof errors.JOSEError) return false;
      throw error;
    }
  };
  const answerTo = async (request: IncomingMessage): Promise<Answer> => {
    if (!(await mayUse((request.headers.authorization ?? '').replace(/^Bearer /, ''))))
      return { status: 401, body: { error: 'HTTP 401 Unauthorized' } };
    const url = new URL((request.url ?? '').slice(adminPath.length), 'http://localhost');
    const asked = {
      method: request.method ?? '',
      path: url.pathname.split('/').slice(1),
      query: url.searchParams,
      body: await readBody(request),
    };
    if (asked.path[0] !== 'users') return { status: 404 };
    if (asked.path.length === 1 && asked.method === 'POST')
      return await invite(parts.people, asked);
    if (asked.path.length === 1 || asked.path[1] === 'count')
      return await listing(parts.people, asked);
    return await aPerson(parts, asked);
  };
  return async (request, response) => {
    const { status, body, location } = await answerTo(request);
    response.writeHead(status, {
      'content-type': 'application/json',
      'cache-control': 'no-store',
      ...(location ? { location: `${adminPath}${location}` } : {}),
    });
    response.end(body === undefined ? undefined : JSON.stringify(body));
  };
};
