import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { goStraight, withoutProxies } from '@katrol/runtime';

const checkout = fileURLToPath(new URL('../'.repeat(3), import.meta.url));

/** What can be set from outside. */
export interface Settings {
  /** The checkout: services, portal and migrations are found under it (KATROL_ROOT, for tests). */
  root: string;
  dataDir: string;
  port: number;
  demo: boolean;
  logLevel: string;
  environment: string | undefined;
  /**
   * `--real`: a real Kafka instead of the direct broker, a real Keycloak instead of the embedded
   * provider.
   */
  real: boolean;
  /** Superuser address of a real PostgreSQL, used instead of the embedded one. */
  databaseAdminUrl: string | undefined;
  /**
   * A real Keycloak realm, used instead of the embedded provider; `oidcUrl` is its inner address.
   */
  oidcIssuer: string | undefined;
  oidcUrl: string | undefined;
  /** Client secrets for a real Keycloak, by client id: `KATROL_SECRET_SERVICE_INTAKE`. */
  clientSecret: (clientId: string) => string | undefined;
}

const portOf = (text: string | undefined): number => {
  const port = Number(text ?? '8080');
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new Error(`KATROL_PORT is "${text}": a port is a number from 1 to 65535`);
  return port;
};

/** What this process says to its own goes past any proxy that its environment names. */
export const speakStraight = (): void => goStraight(process.env);

/** Reads the supervisor's settings. Throws naming the variable or word that makes no sense. */
export const readSettings = (words: readonly string[]): Settings => {
  const env = process.env;
  const root = path.resolve(env['KATROL_ROOT'] ?? checkout);
  const real = words.includes('--real');
  const unknown = words.find((word) => word !== '--real');
  if (unknown !== undefined)
    throw new Error(`"${unknown}" is niet gekend; wel: --real / is not known; --real is`);
  return {
    root,
    // what one broker told, the other does not know: each keeps its own data
    dataDir: path.resolve(
      env['KATROL_DATA'] ?? path.join(root, real ? '.katrol/data-real' : '.katrol/data'),
    ),
    port: portOf(env['KATROL_PORT']),
    demo: env['KATROL_DEMO'] !== 'off',
    logLevel: env['LOG_LEVEL'] ?? 'warn',
    environment: env['NODE_ENV'],
    real,
    databaseAdminUrl: env['DATABASE_ADMIN_URL'],
    oidcIssuer: env['OIDC_ISSUER'],
    oidcUrl: env['OIDC_URL'] ?? env['OIDC_ISSUER'],
    clientSecret: (clientId) => env[`KATROL_SECRET_${clientId.toUpperCase().replaceAll('-', '_')}`],
  };
};

/**
 * Where the system's programs are found: what PostgreSQL's processes get of this one's environment.
 */
export const programPath = (): string => process.env['PATH'] ?? '/usr/bin:/bin';

/** The parts that must be real: KATROL_REQUIRE=kafka,keycloak. */
export const requiredParts = (): string[] =>
  (process.env['KATROL_REQUIRE'] ?? '').split(',').filter(Boolean);

/** The real Kafka that was given, and whether Docker may be asked for one. */
export const givenKafka = (): { brokers: string | undefined; docker: boolean } => ({
  brokers: process.env['KAFKA_BROKERS'],
  docker: process.env['KATROL_REAL'] !== 'native',
});

/**
 * The real Keycloak that was given, with a client of its realm `master` that may keep realms, and
 * whether Docker may be asked for one.
 */
export const givenKeycloak = (): {
  url: string | undefined;
  clientId: string;
  clientSecret: string;
  docker: boolean;
} => ({
  url: process.env['KEYCLOAK_URL']?.replace(/\/$/, ''),
  clientId: process.env['KEYCLOAK_ADMIN_CLIENT_ID'] ?? 'katrol-apply',
  clientSecret: process.env['KEYCLOAK_ADMIN_CLIENT_SECRET'] ?? '',
  docker: process.env['KATROL_REAL'] !== 'native',
});

/**
 * The environment a service starts from: this one's, without what is meant for the supervisor
 * alone.
 */
export const inheritedEnvironment = (): NodeJS.ProcessEnv => {
  const kept = withoutProxies(process.env);
  for (const name of [
    'DATABASE_ADMIN_URL',
    'KEYCLOAK_ADMIN_CLIENT_SECRET',
    'NODE_CHANNEL_FD',
    'NODE_OPTIONS',
    'DATABASE_URL',
  ])
    delete kept[name];
  return kept;
};
