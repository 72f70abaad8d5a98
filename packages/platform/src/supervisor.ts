import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { setPriority } from 'node:os';
import path from 'node:path';
import flagsOfAll from '../node-flags.json' with { type: 'json' };
import { startBroker } from './broker.ts';
import { inheritedEnvironment } from './config.ts';
import { databaseOf, door } from '@katrol/registry';
import type { ServiceRow } from '@katrol/registry';
import { environmentOf, mainOf, presentServices } from './consortium.ts';
import type { Surroundings } from './consortium.ts';
import { ensureDatabase } from './databases.ts';
import type { DatabaseAddresses } from './databases.ts';
import { migrateAll, migrationTasks } from './migrations.ts';
import { freePort } from './ports.ts';
import { hasData, startPostgres } from './postgres.ts';
import { keepRunning } from './process.ts';
import { answeredThroughAll } from './whole.ts';
import type { ProgramEvents, RunningProgram } from './process.ts';
import type { Progress } from './progress.ts';
import { runOnce } from './run-once.ts';
import { signInDatabases, signInSecrets, startSignIn } from './sign-in.ts';
import type { SignIn } from './sign-in.ts';
import type { Start } from './starting.ts';

type Keys = NonNullable<SignIn['keys']>;

// what is young is collected before it has grown: unbounded, twice the memory is held for nothing
const nodeFlags = [...flagsOfAll, '--max-old-space-size=192'];

const startDatabase = async ({ settings, progress, onStop }: Start): Promise<string> => {
  if (settings.databaseAdminUrl !== undefined) {
    progress.say('Databank: de opgegeven PostgreSQL wordt gebruikt (DATABASE_ADMIN_URL)');
    return settings.databaseAdminUrl;
  }
  const told = {
    died: 'De databank viel weg en wordt opnieuw gestart',
    restarted: 'De databank is terug',
    'orphan-stopped': 'Een databank van een vorige keer werd gestopt',
  };
  const postgres = await progress.step('Databank starten / starting the database', () =>
    startPostgres({ dir: settings.dataDir, onEvent: ({ kind }) => progress.say(told[kind]) }),
  );
  onStop(postgres.stop);
  return postgres.adminUrl;
};

const prepareDatabases = async (
  { settings, progress }: Start,
  adminUrl: string,
  rows: ServiceRow[],
): Promise<Map<string, DatabaseAddresses>> => {
  const databases = new Map<string, DatabaseAddresses>();
  await progress.step('Tabellen bijwerken / bringing tables up to date', async () => {
    for (const name of [...rows.map(databaseOf), ...signInDatabases(settings)])
      databases.set(name, await ensureDatabase(adminUrl, name));
    const applied = await migrateAll(migrationTasks(settings.root, rows, databases));
    if (applied.length > 0) progress.say(`  toegepast / applied: ${applied.join(', ')}`);
  });
  return databases;
};

const eventsTo = ({ say }: Progress): ProgramEvents => ({
  line: (name, text) => say(`[${name}] ${text}`),
  crashed: (name, how, wait) =>
    say(
      `[${name}] stopte (${how}) en wordt over ${String(wait / 1000).replace('.', ',')} s ` +
        'opnieuw gestart / ended, starting again',
    ),
  back: (name) => say(`[${name}] draait weer / is back`),
});

const startServices = async (
  { settings, progress, onStop }: Start,
  rows: ServiceRow[],
  around: Surroundings,
): Promise<void> => {
  const events = eventsTo(progress);
  const running = new Map<string, RunningProgram>();
  const waiting = new Set(rows.map(({ folder }) => folder));
  for (const row of rows) {
    const env = {
      ...inheritedEnvironment(),
      // of the checkout, not of these data: what is written at the first end takes a cold disk
      // seconds, and only once
      NODE_COMPILE_CACHE: path.join(settings.root, '.katrol/compiled'),
      ...environmentOf(row, around),
    };
    const program = keepRunning(
      {
        name: row.folder,
        file: mainOf(settings.root, row),
        nodeFlags,
        env,
        cwd: settings.root,
        dataDir: settings.dataDir,
      },
      events,
    );
    void program.ready.then(() => waiting.delete(row.folder));
    running.set(row.folder, program);
  }
  const others = [...running].filter(([name]) => name !== door.folder).map(([, p]) => p);
  onStop(async () => void (await Promise.all(others.map((program) => program.stop(3_000)))));
  onStop(async () => running.get(door.folder)?.stop(2_500));
  const reminder = setInterval(
    () => progress.say(`  nog niet klaar / not ready yet: ${[...waiting].join(', ')}`),
    10_000,
  );
  await progress
    .step(
      `Diensten starten / starting ${rows.map(({ folder }) => folder).join(', ')}`,
      async () => {
        await Promise.all([...running.values()].map(({ ready }) => ready));
        await answeredThroughAll(around.portalPort, waiting);
      },
    )
    .finally(() => clearInterval(reminder));
};

// told to who typed the command, on this machine: everybody is invented
const sayKeys = ({ say }: Progress, { password, codeKey }: Keys): void =>
  say(
    [
      '\nAanmelden als iemand van de demonstratie (packages/platform/people.json): ' +
        `gebruikersnaam zoals hilde.quintelier, wachtwoord ${password}`,
      'Coördinatoren en beheerders ook een eenmalige code; ' +
        `sleutel voor een app op je telefoon: ${codeKey}`,
      '(signing in: a username from people.json, that password; ' +
        'coordinators and operators also a one-time code from that key)',
    ].join('\n'),
  );

const loadDemo = (
  { settings, progress, onStop }: Start,
  around: Surroundings,
  keys: Keys | undefined,
): void => {
  const file = path.join(settings.root, 'tools/demo/src/main.ts');
  const marker = path.join(settings.dataDir, 'demo-loaded');
  if (!settings.demo || !existsSync(file) || existsSync(marker)) return;
  const demo = runOnce(
    {
      name: 'demo',
      file,
      nodeFlags,
      env: {
        ...inheritedEnvironment(),
        ...environmentOf(door, around),
        DATABASE_URL: '',
        DEMO_PASSWORD: keys?.password ?? '',
        DEMO_CODE_KEY: keys?.codeKey ?? '',
      },
      cwd: settings.root,
      dataDir: settings.dataDir,
    },
    (text) => progress.say(`[demo] ${text}`),
  );
  if (demo.pid !== undefined) setPriority(demo.pid, 10);
  onStop(() => demo.stop(1_000));
  void demo.ended.then(async (how) => {
    if (how === 'code 0') await writeFile(marker, `${new Date().toISOString()}\n`);
    else if (how !== 'stopped')
      progress.say(
        `[demo] niet alles is geladen (${how}); ` +
          'een volgende start gaat verder / not all was loaded',
      );
  });
};

/** Starts everything in order and says where the portal is. Throws when a part cannot start. */
export const startConsortium = async (start: Start): Promise<void> => {
  const { settings, progress } = start;
  const rows = presentServices(settings.root);
  const inUse = settings.databaseAdminUrl !== undefined || hasData(settings.dataDir);
  const secrets = await signInSecrets(settings, inUse);
  const [databases, broker] = await Promise.all([
    startDatabase(start).then((adminUrl) => prepareDatabases(start, adminUrl, rows)),
    startBroker(start),
  ]);
  const { keys, ...realm } = await startSignIn(start, databases, secrets);
  const ports = new Map<string, number>();
  for (const { folder } of rows)
    ports.set(folder, folder === door.folder ? settings.port : await freePort());
  const around: Surroundings = {
    root: settings.root,
    portalPort: settings.port,
    logLevel: settings.logLevel,
    broker,
    ports,
    databases,
    ...realm,
  };
  await startServices(start, rows, around);
  if (keys) sayKeys(progress, keys);
  progress.say(
    `\nKatrol staat klaar: http://localhost:${settings.port}\n` +
      '(Ctrl-C stopt alles / stops everything)\n',
  );
  loadDemo(start, around, keys);
};
