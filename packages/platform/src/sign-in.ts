import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { applyRealm, realmOf } from '@katrol/realm';
import { Secret } from 'otpauth';
import { givenKeycloak } from './config.ts';
import type { Settings } from './config.ts';
import { clientOf, deployed } from '@katrol/registry';
import { identityDatabase, keycloakDatabase } from './consortium.ts';
import type { DatabaseAddresses } from './databases.ts';
import { startIdentityProvider } from './identity-provider/index.ts';
import type { Person } from './identity-provider/index.ts';
import { importPeople } from './keycloak-people.ts';
import type { DemonstrationKeys } from './keycloak-people.ts';
import { startKeycloak } from './keycloak.ts';
import { freePort } from './ports.ts';
import { keptSecrets } from './secrets.ts';
import type { Start } from './starting.ts';

const gatewayClient = 'katrol-gateway';
const directoryClient = 'katrol-directory';
const serviceClients = deployed.map(clientOf);
const clientIds = [gatewayClient, directoryClient, ...serviceClients];

/**
 * What services are told of the realm, and what the demonstration's people sign in with where that
 * is more than a click.
 */
export interface SignIn {
  issuer: string;
  oidcUrl: string;
  directoryUrl: string;
  secrets: Record<string, string>;
  keys: DemonstrationKeys | undefined;
}

type Prepared = {
  databases: Map<string, DatabaseAddresses>;
  secrets: Record<string, string>;
  people: Person[];
};

const readJson = async <T>(name: string): Promise<T> =>
  JSON.parse(await readFile(new URL(`../${name}`, import.meta.url), 'utf8')) as T;

/** The databases that the sign-in needs: a Keycloak that was given has its own. */
export const signInDatabases = (settings: Settings): string[] => {
  if (!wantsKeycloak(settings)) return [identityDatabase];
  return givenKeycloak().url === undefined ? [keycloakDatabase] : [];
};

const wantsKeycloak = (settings: Settings): boolean =>
  settings.oidcIssuer === undefined && (settings.real || givenKeycloak().url !== undefined);

const useGiven = ({ settings, progress }: Start, issuer: string, { secrets }: Prepared): SignIn => {
  const oidcUrl = settings.oidcUrl ?? issuer;
  const given = clientIds.flatMap((id) => {
    const secret = settings.clientSecret(id);
    return secret === undefined ? [] : [[id, secret]];
  });
  progress.say(`Aanmelden: ${issuer} wordt gebruikt (OIDC_ISSUER)`);
  return {
    issuer,
    oidcUrl,
    directoryUrl: oidcUrl.replace('/realms/', '/admin/realms/'),
    secrets: { ...secrets, ...Object.fromEntries(given) },
    keys: undefined,
  };
};

const useKeycloak = async (
  { settings, progress, onStop }: Start,
  { databases, secrets, people }: Prepared,
): Promise<SignIn> => {
  if (settings.environment === 'production')
    throw new Error(
      'the people of the demonstration share one password: ' +
        'in production give a realm of your own (OIDC_ISSUER)',
    );
  const told = {
    died: 'Keycloak viel weg en wordt opnieuw gestart / died, starting again',
    restarted: 'Keycloak is terug / is back',
  };
  const keycloak = await progress.step('Keycloak starten / starting Keycloak', async () =>
    startKeycloak({
      dir: settings.dataDir,
      database: databases.get(keycloakDatabase),
      adminSecret: secrets['katrol-apply'] ?? '',
      port: await freePort(8081),
      onEvent: ({ kind }) => progress.say(told[kind]),
    }),
  );
  if (!keycloak) {
    throw new Error(
      'geen Keycloak gevonden: geef KEYCLOAK_URL, start Docker, of installeer Java en Maven / ' +
        'no Keycloak found: give KEYCLOAK_URL, start Docker, or install Java and Maven',
    );
  }
  onStop(keycloak.stop);
  const { server } = keycloak;
  const realm = realmOf({
    portalUrl: `http://localhost:${settings.port}`,
    gatewaySecret: secrets[gatewayClient] ?? '',
    directorySecret: secrets[directoryClient] ?? '',
    services: serviceClients.map((clientId) => ({ clientId, secret: secrets[clientId] ?? '' })),
    universities: [],
    brokers: [],
  });
  const keys = {
    password: secrets['demonstration-password'] ?? '',
    codeKey: secrets['demonstration-code-key'] ?? '',
  };
  await progress.step('Realm toepassen / applying the realm', async () => {
    const changes = await applyRealm(server, realm);
    await importPeople(server, realm.name, people, keys);
    if (changes.length > 0) progress.say(`  ${changes.length} wijzigingen / changes`);
  });
  progress.say(`Aanmelden: ${keycloak.how}`);
  const issuer = `${server.url}/realms/${realm.name}`;
  return {
    issuer,
    oidcUrl: issuer,
    directoryUrl: `${server.url}/admin/realms/${realm.name}`,
    secrets,
    keys,
  };
};

const useEmbedded = async (
  { settings, progress, onStop }: Start,
  { databases, secrets, people }: Prepared,
): Promise<SignIn> => {
  const portalUrl = `http://localhost:${settings.port}/`;
  const named = [
    ...(await readJson<{ code: string; name: string }[]>('branches.json')),
    ...(await readJson<{ code: string; name: string }[]>('universities.json')),
  ];
  const secretOf = (clientId: string) => ({ clientId, clientSecret: secrets[clientId] ?? '' });
  const provider = await progress.step('Aanmelding starten / starting the sign-in', async () =>
    startIdentityProvider({
      database: databases.get(identityDatabase) as DatabaseAddresses,
      port: await freePort(8081),
      environment: settings.environment,
      people,
      names: new Map(named.map(({ code, name }) => [code, name])),
      portalUrl,
      log: progress.say,
      clients: {
        gateway: {
          ...secretOf(gatewayClient),
          redirectUris: [`${portalUrl}auth/callback`],
          postLogoutRedirectUris: [portalUrl, portalUrl.slice(0, -1)],
          backChannelLogoutUri: `${portalUrl}auth/backchannel-logout`,
        },
        directory: secretOf(directoryClient),
        services: serviceClients.map(secretOf),
      },
    }),
  );
  onStop(provider.stop);
  return {
    issuer: provider.issuer,
    oidcUrl: provider.issuer,
    directoryUrl: provider.adminUrl,
    secrets,
    keys: undefined,
  };
};

/**
 * The secrets of every client and of what people sign in with, read before anything is started.
 * `inUse` as for {@link keptSecrets}.
 */
export const signInSecrets = (
  settings: Settings,
  inUse: boolean,
): Promise<Record<string, string>> => {
  // short enough to type: a password and a key that people use
  const makers = {
    'demonstration-password': () => randomBytes(12).toString('base64url'),
    'demonstration-code-key': () => new Secret({ size: 20 }).base32,
  };
  const ofKeycloak = wantsKeycloak(settings) ? ['katrol-apply', ...Object.keys(makers)] : [];
  const names = [...clientIds, 'session', 'links', ...ofKeycloak];
  return keptSecrets(settings.dataDir, { names, makers, inUse });
};

/**
 * The realm that was given, else a real Keycloak with `--real` or at a given address, else the
 * embedded provider. Rejects when `--real` finds no Keycloak.
 */
export const startSignIn = async (
  start: Start,
  databases: Map<string, DatabaseAddresses>,
  secrets: Record<string, string>,
): Promise<SignIn> => {
  const { settings } = start;
  const prepared = { databases, secrets, people: await readJson<Person[]>('people.json') };
  if (settings.oidcIssuer !== undefined) return useGiven(start, settings.oidcIssuer, prepared);
  return wantsKeycloak(settings) ? useKeycloak(start, prepared) : useEmbedded(start, prepared);
};
