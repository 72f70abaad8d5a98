import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  ensureDatabase,
  freePort,
  importPeople,
  realPart,
  startIdentityProvider,
  startKeycloak,
  startPostgres,
} from '@katrol/platform';
import type {
  Person,
  RunningIdentityProvider,
  RunningKeycloak,
  RunningPostgres,
} from '@katrol/platform';
import people from '@katrol/platform/people.json' with { type: 'json' };
import { applyRealm, realmOf } from '@katrol/realm';
import { Secret } from 'otpauth';
import { describeClaims } from './claims-contract.ts';
import { describeDirectory } from './directory-contract.ts';
import { describeRealm, exampleParameters } from './realm-applied.ts';
import { describeRotation } from './rotation.ts';
import { codeNow } from './sign-in-pages.ts';

const redirect = 'http://localhost:8080/auth/callback';
const clientSecrets = {
  'katrol-gateway': exampleParameters.gatewaySecret,
  'katrol-directory': exampleParameters.directorySecret,
  ...Object.fromEntries(
    exampleParameters.services.map(({ clientId, secret }) => [clientId, secret]),
  ),
  ...Object.fromEntries(
    exampleParameters.universities.map(({ code, secret }) => [`university-${code}`, secret]),
  ),
};
const keys = {
  password: 'een lang wachtwoord voor iedereen',
  codeKey: new Secret({ size: 20 }).base32,
};
const few = (people as Person[]).filter(({ featured }) => featured);

// one Keycloak for all of it: it takes half a minute to come up the first time
const dir = await mkdtemp(path.join(tmpdir(), 'katrol-realm-'));
const postgres: RunningPostgres = await startPostgres({ dir, durable: false });
const keycloak: RunningKeycloak | undefined = await realPart('keycloak', async () =>
  startKeycloak({
    dir,
    database: await ensureDatabase(postgres.adminUrl, 'keycloak'),
    adminSecret: 'secret-of-who-applies-realms',
  }),
);
let provider: RunningIdentityProvider | undefined;

beforeAll(async () => {
  const client = (clientId: keyof typeof clientSecrets) => ({
    clientId,
    clientSecret: clientSecrets[clientId] ?? '',
  });
  provider = await startIdentityProvider({
    database: await ensureDatabase(postgres.adminUrl, 'identity'),
    port: await freePort(),
    environment: 'test',
    people: few,
    names: new Map(),
    portalUrl: 'http://localhost:8080/',
    clients: {
      gateway: {
        ...client('katrol-gateway'),
        redirectUris: [redirect],
        postLogoutRedirectUris: ['http://localhost:8080/'],
        backChannelLogoutUri: 'http://localhost:9/auth/backchannel-logout',
      },
      directory: client('katrol-directory'),
      services: [client('service-intake' as keyof typeof clientSecrets)],
    },
  });
  if (!keycloak) return;
  await applyRealm(keycloak.server, realmOf(exampleParameters));
  await importPeople(keycloak.server, 'katrol', few, keys);
}, 300_000);

afterAll(async () => {
  await provider?.stop();
  await keycloak?.stop();
  await postgres.stop();
  await rm(dir, { recursive: true });
});

const development = () => ({
  issuer: provider?.issuer ?? '',
  directoryUrl: provider?.adminUrl ?? '',
  redirect,
  clientSecrets,
  answer: (page: string, subject: string) =>
    page.includes('name="subject"') ? { subject } : undefined,
});
describeClaims('the development provider', development);

if (keycloak) {
  const { url } = keycloak.server;
  const real = () => {
    const asked = new Set<string>();
    const once = (fields: Record<string, string>): Record<string, string> | undefined => {
      const kind = Object.keys(fields).join();
      return asked.has(kind) ? undefined : (asked.add(kind), fields);
    };
    return {
      issuer: `${url}/realms/katrol`,
      directoryUrl: `${url}/admin/realms/katrol`,
      redirect,
      clientSecrets,
      answer: (page: string, subject: string) => {
        if (page.includes('name="otp"')) return once({ otp: codeNow(keys.codeKey) });
        return page.includes('name="password"')
          ? once({
              username: few.find((person) => person.subject === subject)?.username ?? '',
              password: keys.password,
            })
          : undefined;
      },
    };
  };
  describeClaims('Keycloak', real);
  describeDirectory('Keycloak', () => ({
    adminUrl: `${url}/admin/realms/katrol`,
    tokenUrl: `${url}/realms/katrol/protocol/openid-connect/token`,
    clientId: 'katrol-directory',
    clientSecret: exampleParameters.directorySecret,
  }));
  describe('the realm, applied', () => {
    describeRealm(keycloak.server, real);
  });
  describe('S6: taken away, and changed', () => {
    describeRotation(keycloak.server, real);
  });
} else {
  test('the realm, on a real Keycloak: not here', () => expect(keycloak).toBeUndefined());
}
