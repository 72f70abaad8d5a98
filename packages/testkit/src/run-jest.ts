import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ensureDatabase, realPart, startKafka, startPostgres } from '@katrol/platform';
import { goStraight } from '@katrol/runtime';
import { applyMigrations, readMigrations } from '@katrol/store';

// Runs Jest for the package it is started in, with a real PostgreSQL, for a service its migrated
// template database, with --kafka a real Kafka. --service=<folder>: the service lies in there.
// --program=<file>: runs that in Jest's place, with the same around it.
goStraight(process.env);
const here = process.cwd();
const told = (name: string): string | undefined =>
  process.argv.find((word) => word.startsWith(`--${name}=`))?.split('=')[1];
const folder = told('service') ?? '.';
const words = process.argv.slice(2).filter((word) => !/^--(kafka$|service=|program=)/.test(word));
const { name } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as {
  name: string;
};
const databaseName = name.replace('@katrol/', '').replaceAll('-', '_');
const schema = path.join(folder, 'prisma/schema.prisma');

const given = process.env['DATABASE_ADMIN_URL'];
const dir = mkdtempSync(path.join(tmpdir(), 'katrol-test-'));
const postgres = given ? undefined : await startPostgres({ dir, durable: false });
const adminUrl = given ?? (postgres as { adminUrl: string }).adminUrl;
// a warning of the process (a negative timer, a leaking listener) is a failure; Jest keeps them
// from the tests
const warnings = path.join(dir, 'warnings');
const wantsKafka = process.argv.includes('--kafka');
let kafka: Awaited<ReturnType<typeof startKafka>>;
let code = 1;
try {
  if (wantsKafka) kafka = await realPart('kafka', () => startKafka({ dir }));
  if (existsSync(schema)) await migrateTemplate();
  code = await jest();
  if (existsSync(warnings)) {
    process.stdout.write(`the process was warned: ${readFileSync(warnings, 'utf8')}\n`);
    code ||= 1;
  }
} finally {
  await kafka?.stop();
  await postgres?.stop();
  rmSync(dir, { recursive: true, force: true });
}
process.exit(code);

async function migrateTemplate(): Promise<void> {
  const { ownerUrl } = await ensureDatabase(adminUrl, databaseName);
  const kit = path.join(here, '../../packages/store/migrations');
  await applyMigrations({
    ownerUrl,
    schema: readFileSync(schema, 'utf8'),
    directories: await readMigrations(kit, path.join(here, folder, 'prisma/migrations')),
  });
}

function jest(): Promise<number> {
  const bin = told('program') ?? path.join(here, 'node_modules/jest/bin/jest.js');
  const child = spawn(
    process.execPath,
    [
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      `--redirect-warnings=${warnings}`,
      bin,
      ...words,
    ],
    {
      stdio: 'inherit',
      env: {
        ...process.env,
        KATROL_TEST_ADMIN_URL: adminUrl,
        KATROL_TEST_TEMPLATE: databaseName,
        KATROL_TEST_FOLDER: folder,
        ...(kafka ? { KATROL_TEST_KAFKA: kafka.brokers } : {}),
      },
    },
  );
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  return new Promise((resolve) =>
    child.once('exit', (exit, signal) => resolve(exit ?? (signal ? 1 : 0))),
  );
}
