import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { setPriority } from 'node:os';
import path from 'node:path';
import { startBroker } from './broker.ts';
import { inheritedEnvironment } from './config.ts';
import type { Settings } from './config.ts';
import { environmentOf, identityDatabase, mainOf, presentServices, services } from './consortium.ts';
import type { ServiceRow, Surroundings } from './consortium.ts';
import { ensureDatabase } from './databases.ts';
import type { DatabaseAddresses } from './databases.ts';
import { startIdentityProvider } from './identity-provider/index.ts';
import type { Person } from './identity-provider/index.ts';
import { migrateAll, migrationTasks } from './migrations.ts';
import { freePort } from './ports.ts';
import { startPostgres } from './postgres.ts';
import { keepRunning } from './process.ts';
import type { ProgramEvents, RunningProgram } from './process.ts';
import type { Progress } from './progress.ts';
import { runOnce } from './run-once.ts';
import { keptSecrets } from './secrets.ts';

const gatewayClient = 'katrol-gateway';
const directoryClient = 'katrol-directory';
const nodeFlags = ['--disable-warning=ExperimentalWarning', '--max-semi-space-size=16', '--max-old-space-size=192'];

/** What a start is made of. `onStop` collects what must end, the last started first. */
export interface Start {
  settings: Settings;
  progress: Progress;
  onStop: (stop: () => Promise<void>) => void;
}

const readJson = async <T>(name: string): Promise<T> =>
  JSON.parse(await readFile(new URL(`../${name}`, import.meta.url), 'utf8')) as T;

const startDatabase = async ({ settings, progress, onStop }: Start): Promise<string> => {
  if (settings.databaseAdminUrl !== undefined) {
    progress.say('Databank: de opgegeven PostgreSQL wordt gebruikt (DATABASE_ADMIN_URL)');
    return settings.databaseAdminUrl;
  }
  const told = { died: 'De databank viel weg en wordt opnieuw gestart', restarted: 'De databank is terug', 'orphan-stopped': 'Een databank van een vorige keer werd gestopt' };
  const postgres = await progress.step('Databank starten / starting the database', () =>
    startPostgres({ dir: settings.dataDir, onEvent: ({ kind }) => progress.say(told[kind]) }),
  );
  onStop(postgres.stop);
  return postgres.adminUrl;
};

const prepareDatabases = async ({ settings, progress }: Start, adminUrl: string, rows: ServiceRow[]): Promise<Map<string, DatabaseAddresses>> => {
  const databases = new Map<string, DatabaseAddresses>();
  await progress.step('Tabellen bijwerken / bringing tables up to date', async () => {
    for (const name of [...services.map(({ database }) => database), identityDatabase]) databases.set(name, await ensureDatabase(adminUrl, name));
    const applied = await migrateAll(migrationTasks(settings.root, rows, databases));
    if (applied.length > 0) progress.say(`  toegepast / applied: ${applied.join(', ')}`);
  });
  return databases;
};

interface Realm {
  issuer: string;
  oidcUrl: string;
  directoryUrl: string;
  secrets: Record<string, string>;
}

const clientIds = [gatewayClient, directoryClient, ...services.map(({ folder }) => `service-${folder}`)];

const givenRealm = (settings: Settings, kept: Record<string, string>): Realm | undefined => {
  const { oidcIssuer, oidcUrl } = settings;
  if (oidcIssuer === undefined || oidcUrl === undefined) return undefined;
  const given = clientIds.flatMap((id) => {
    const secret = settings.clientSecret(id);
    return secret === undefined ? [] : [[id, secret]];
  });
  return { issuer: oidcIssuer, oidcUrl, directoryUrl: oidcUrl.replace('/realms/', '/admin/realms/'), secrets: { ...kept, ...Object.fromEntries(given) } };
};

const startRealm = async ({ settings, progress, onStop }: Start, database: DatabaseAddresses): Promise<Realm> => {
  const kept = await keptSecrets(settings.dataDir, [...clientIds, 'session']);
  const given = givenRealm(settings, kept);
  if (given) {
    progress.say(`Aanmelden: ${given.issuer} wordt gebruikt (OIDC_ISSUER)`);
    return given;
  }
  const portalUrl = `http://localhost:${settings.port}/`;
  const named = [...(await readJson<{ code: string; name: string }[]>('branches.json')), ...(await readJson<{ code: string; name: string }[]>('universities.json'))];
  const provider = await progress.step('Aanmelding starten / starting the sign-in', async () =>
    startIdentityProvider({
      database,
      port: await freePort(8081),
      environment: settings.environment,
      people: await readJson<Person[]>('people.json'),
      names: new Map(named.map(({ code, name }) => [code, name])),
      portalUrl,
      log: progress.say,
      clients: {
        gateway: { clientId: gatewayClient, clientSecret: kept[gatewayClient] ?? '', redirectUris: [`${portalUrl}auth/callback`], postLogoutRedirectUris: [portalUrl, portalUrl.slice(0, -1)], backChannelLogoutUri: `${portalUrl}auth/backchannel-logout` },
        directory: { clientId: directoryClient, clientSecret: kept[directoryClient] ?? '' },
        services: services.map(({ folder }) => ({ clientId: `service-${folder}`, clientSecret: kept[`service-${folder}`] ?? '' })),
      },
    }),
  );
  onStop(provider.stop);
  return { issuer: provider.issuer, oidcUrl: provider.issuer, directoryUrl: provider.adminUrl, secrets: kept };
};

const eventsTo = ({ say }: Progress): ProgramEvents => ({
  line: (name, text) => say(`[${name}] ${text}`),
  crashed: (name, how, wait) => say(`[${name}] stopte (${how}) en wordt over ${String(wait / 1000).replace('.', ',')} s opnieuw gestart / ended, starting again`),
  back: (name) => say(`[${name}] draait weer / is back`),
});

const startServices = async ({ settings, progress, onStop }: Start, rows: ServiceRow[], around: Surroundings): Promise<void> => {
  const events = eventsTo(progress);
  const running = new Map<string, RunningProgram>();
  const waiting = new Set(rows.map(({ folder }) => folder));
  for (const row of rows) {
    const env = { ...inheritedEnvironment(), NODE_COMPILE_CACHE: path.join(settings.dataDir, 'compiled'), ...environmentOf(row, around) };
    const program = keepRunning({ name: row.folder, file: mainOf(settings.root, row), nodeFlags, env, cwd: settings.root }, events);
    void program.ready.then(() => waiting.delete(row.folder));
    running.set(row.folder, program);
  }
  const others = [...running].filter(([name]) => name !== 'gateway').map(([, program]) => program);
  onStop(async () => void (await Promise.all(others.map((program) => program.stop(3_000)))));
  onStop(async () => running.get('gateway')?.stop(2_500));
  const reminder = setInterval(() => progress.say(`  nog niet klaar / not ready yet: ${[...waiting].join(', ')}`), 10_000);
  await progress.step(`Diensten starten / starting ${rows.map(({ folder }) => folder).join(', ')}`, () => Promise.all([...running.values()].map(({ ready }) => ready)));
  clearInterval(reminder);
};

const loadDemo = ({ settings, progress, onStop }: Start, around: Surroundings): void => {
  const file = path.join(settings.root, 'tools/demo/src/main.ts');
  const marker = path.join(settings.dataDir, 'demo-loaded');
  if (!settings.demo || !existsSync(file) || existsSync(marker)) return;
  const gateway = services.find(({ folder }) => folder === 'gateway');
  if (!gateway) return;
  const demo = runOnce(
    { name: 'demo', file, nodeFlags, env: { ...inheritedEnvironment(), ...environmentOf(gateway, around), DATABASE_URL: '' }, cwd: settings.root },
    (text) => progress.say(`[demo] ${text}`),
  );
  if (demo.pid !== undefined) setPriority(demo.pid, 10);
  onStop(() => demo.stop(1_000));
  void demo.ended.then(async (how) => {
    if (how === 'code 0') await writeFile(marker, `${new Date().toISOString()}\n`);
    else if (how !== 'stopped') progress.say(`[demo] niet alles is geladen (${how}); een volgende start gaat verder / not all was loaded`);
  });
};

/** Starts everything in order and says where the portal is. Throws when a part cannot start. */
export const startConsortium = async (start: Start): Promise<void> => {
  const { settings, progress } = start;
  const rows = presentServices(settings.root);
  const [databases, broker] = await Promise.all([startDatabase(start).then((adminUrl) => prepareDatabases(start, adminUrl, rows)), startBroker(start)]);
  const realm = await startRealm(start, databases.get(identityDatabase) as DatabaseAddresses);
  const ports = new Map<string, number>();
  for (const { folder } of rows) ports.set(folder, folder === 'gateway' ? settings.port : await freePort());
  const around: Surroundings = { root: settings.root, portalPort: settings.port, logLevel: settings.logLevel, broker, ports, databases, ...realm };
  await startServices(start, rows, around);
  progress.say(`\nKatrol staat klaar: http://localhost:${settings.port}\n(Ctrl-C stopt alles / stops everything)\n`);
  loadDemo(start, around);
};
