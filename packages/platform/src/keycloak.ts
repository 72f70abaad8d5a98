import { mkdir, realpath, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { themeDir } from '@katrol/realm';
import type { Server } from '@katrol/realm';
import { givenKeycloak } from './config.ts';
import type { DatabaseAddresses } from './databases.ts';
import { runContainer } from './docker.ts';
import { fetchArchive, keepJava, runJava } from './java.ts';
import { freePort } from './ports.ts';
import { fromDockerOrJava } from './real.ts';

const version = '26.7.0';
const adminClient = 'katrol-apply';

/**
 * How to start. Everything it remembers is in `database`, which one that was given does not need;
 * `adminSecret` is the one of the client that applies realms.
 */
export interface KeycloakOptions {
  dir: string;
  database: DatabaseAddresses | undefined;
  adminSecret: string;
  port?: number;
  onEvent?: (event: { kind: 'died' | 'restarted'; pid?: number }) => void;
}

/** A real Keycloak; `how` says which, in words for a person. */
export interface RunningKeycloak {
  /** where it is, and who may apply realms there */
  server: Server;
  how: string;
  /** of the native program */
  pid?: () => number;
  stop: () => Promise<void>;
}

const settingsOf = (
  { database, adminSecret }: KeycloakOptions,
  port: number,
): Record<string, string> => {
  if (!database) throw new Error('a Keycloak of our own needs a database');
  // it makes and changes its own tables
  const { hostname, port: databasePort, pathname, username, password } = new URL(database.ownerUrl);
  return {
    'db-url': `jdbc:postgresql://${hostname}:${databasePort}${pathname}`,
    'db-username': decodeURIComponent(username),
    'db-password': decodeURIComponent(password),
    'db-pool-max-size': '10',
    'http-enabled': 'true',
    'http-host': '127.0.0.1',
    'http-port': String(port),
    hostname: `http://localhost:${port}`,
    // one server: it looks for no others
    cache: 'local',
    'log-level': 'warn,io.quarkus:info',
    'bootstrap-admin-client-id': adminClient,
    'bootstrap-admin-client-secret': adminSecret,
  };
};

const built = { db: 'postgres', 'health-enabled': 'false' };
const words = (settings: Record<string, string>): string[] =>
  Object.entries(settings).map(([name, value]) => `--${name}=${value}`);
const serverOf = (o: KeycloakOptions, port: number): Server => ({
  url: `http://localhost:${port}`,
  clientId: adminClient,
  clientSecret: o.adminSecret,
});
const readyLine = 'Listening on:';

// as bin/kc.sh starts it, without the shell between
const javaOf = (home: string): string[] => [
  '-Xms64m',
  '-Xmx512m',
  '-XX:+UseSerialGC',
  '-XX:TieredStopAtLevel=1',
  '-XX:+ExitOnOutOfMemoryError',
  '-Dfile.encoding=UTF-8',
  '-Duser.language=en',
  '-Duser.country=US',
  ...['util', 'util.concurrent', 'security', 'lang'].map(
    (name) => `--add-opens=java.base/java.${name}=ALL-UNNAMED`,
  ),
  '--enable-native-access=ALL-UNNAMED',
  '-Djava.util.concurrent.ForkJoinPool.common.threadFactory=' +
    'io.quarkus.bootstrap.forkjoin.QuarkusForkJoinWorkerThreadFactory',
  '-Djava.util.logging.manager=org.jboss.logmanager.LogManager',
  `-Dkc.home.dir=${home}`,
  `-Djboss.server.config.dir=${path.join(home, 'conf')}`,
  '-cp',
  path.join(home, 'lib/quarkus-run.jar'),
  'io.quarkus.bootstrap.runner.QuarkusEntryPoint',
];

const native = async (o: KeycloakOptions): Promise<RunningKeycloak> => {
  const home = await fetchArchive(
    { groupId: 'org.keycloak', artifactId: 'keycloak-quarkus-dist', version },
    (fresh) => runJava([...javaOf(fresh), 'build', ...words(built)], fresh),
  );
  await mkdir(o.dir, { recursive: true });
  const dir = path.join(await realpath(o.dir), 'keycloak');
  await mkdir(dir, { recursive: true });
  const port = await freePort(o.port);
  const file = path.join(dir, 'keycloak.conf');
  const settings = { ...settingsOf(o, port), 'spi-theme--folder--dir': themeDir };
  // in a file of our own and not on the command line: it holds passwords
  await writeFile(
    file,
    Object.entries(settings)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
    { mode: 0o600 },
  );
  const program = {
    dir,
    args: [...javaOf(home), `--config-file=${file}`, 'start', '--optimized'],
    readyLine,
    limitMs: 180_000,
  };
  const running = await keepJava({ ...program, ...(o.onEvent ? { onEvent: o.onEvent } : {}) });
  return { server: serverOf(o, port), how: `Keycloak ${version} (Maven, java)`, ...running };
};

const contained = async (o: KeycloakOptions): Promise<RunningKeycloak> => {
  const port = await freePort(o.port);
  const settings = { ...built, ...settingsOf(o, port) };
  const image = `keycloak/keycloak:${version}`;
  const container = await runContainer({
    image,
    environment: Object.fromEntries(
      Object.entries(settings).map(([name, value]) => [
        `KC_${name.replaceAll('-', '_').toUpperCase()}`,
        value,
      ]),
    ),
    command: ['start'],
    folders: { '/opt/keycloak/themes': themeDir },
    readyLine: new RegExp(readyLine),
  });
  return {
    server: serverOf(o, port),
    how: `Keycloak ${version} (Docker, ${image})`,
    stop: container.stop,
  };
};

const waitLimitMs = 180_000;

// one that was started beside us may still be coming up
const answering = async (url: string): Promise<void> => {
  for (const until = performance.now() + waitLimitMs; ; await sleep(1_000)) {
    const why = await fetch(`${url}/realms/master`, { signal: AbortSignal.timeout(5_000) }).then(
      ({ ok, status }) => (ok ? undefined : `it answers ${status}`),
      (error: Error) => error.message,
    );
    if (why === undefined) return;
    if (performance.now() > until) throw new Error(`Keycloak at ${url} does not come up: ${why}`);
  }
};

/**
 * A real Keycloak, wherever it can be had: the address given in KEYCLOAK_URL, else Docker, else the
 * program from Maven; undefined where none of these is there. KATROL_REAL=native passes Docker by.
 */
export const startKeycloak = async (o: KeycloakOptions): Promise<RunningKeycloak | undefined> => {
  const { url, clientId, clientSecret, docker } = givenKeycloak();
  if (url !== undefined) {
    await answering(url);
    return {
      server: { url, clientId, clientSecret },
      how: `${url} (KEYCLOAK_URL)`,
      stop: async () => undefined,
    };
  }
  return await fromDockerOrJava({ docker, contained: () => contained(o), native: () => native(o) });
};
