import { argon2, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { openAdmin } from '@katrol/realm';
import type { Server } from '@katrol/realm';
import type { Person } from './identity-provider/index.ts';

const derive = promisify(argon2);

/**
 * What the people of the demonstration sign in with: one password, and one key (base32) for the
 * codes of who needs them.
 */
export interface DemonstrationKeys {
  password: string;
  codeKey: string;
}

/** Whose sign-in asks for a one-time code. */
const needsCode = ({ roles }: Pick<Person, 'roles'>): boolean =>
  roles.includes('coordinator') || roles.includes('operator');

const settings = { memory: 7168, passes: 5, parallelism: 1, tagLength: 32 };

// as Keycloak would hash it; a hundred of them here take two seconds, there twenty
const passwordCredential = async (password: string) => {
  const nonce = randomBytes(16);
  const value = await derive('argon2id', { message: password, nonce, ...settings });
  const parameters = {
    hashLength: ['32'],
    memory: ['7168'],
    type: ['id'],
    version: ['1.3'],
    parallelism: ['1'],
  };
  return {
    type: 'password',
    secretData: JSON.stringify({ value: value.toString('base64'), salt: nonce.toString('base64') }),
    credentialData: JSON.stringify({
      hashIterations: settings.passes,
      algorithm: 'argon2',
      additionalParameters: parameters,
    }),
  };
};

const codeCredential = (key: string) => ({
  type: 'otp',
  userLabel: 'demonstratie',
  secretData: JSON.stringify({ value: key }),
  credentialData: JSON.stringify({
    subType: 'totp',
    digits: 6,
    period: 30,
    counter: 0,
    algorithm: 'HmacSHA1',
    secretEncoding: 'BASE32',
  }),
});

const userOf = async (person: Person, realm: string, { password, codeKey }: DemonstrationKeys) => {
  const [firstName = '', ...rest] = person.name.split(' ');
  return {
    // what services know of a person hangs on this id: making a user one by one would give another
    id: person.subject,
    username: person.username,
    firstName,
    lastName: rest.join(' '),
    enabled: true,
    attributes: {
      branches: person.branches,
      ...(person.university === null ? {} : { university: [person.university] }),
    },
    realmRoles: [...person.roles, `default-roles-${realm}`],
    credentials: [
      await passwordCredential(password),
      ...(needsCode(person) ? [codeCredential(codeKey)] : []),
    ],
  };
};

/**
 * Puts the demonstration's people into the realm, with their ids; who is there already stays as he
 * or she is.
 */
export const importPeople = async (
  server: Server,
  realm: string,
  people: Person[],
  keys: DemonstrationKeys,
): Promise<void> => {
  const admin = openAdmin(server, `/${realm}`);
  const there = new Set(
    (await admin.get<{ id: string }[]>('/users?max=10000&briefRepresentation=true')).map(
      ({ id }) => id,
    ),
  );
  const missing = people.filter(({ subject }) => !there.has(subject));
  if (missing.length === 0) return;
  const users = await Promise.all(missing.map((person) => userOf(person, realm, keys)));
  await admin.post('/partialImport', { ifResourceExists: 'SKIP', users });
};
