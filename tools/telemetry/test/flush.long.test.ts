import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { ensureDatabase, freePort, startPostgres } from '@katrol/platform';
import { applyMigrations, readMigrations } from '@katrol/store';
import { readFileSync } from 'node:fs';
import { startReceiver } from '../src/receiver.ts';
import { root } from '../src/stack.ts';

// O13: so many processes, each asked once and told to end the moment it answered.
const ENDS = Number(process.env['KATROL_ENDS'] ?? 200);
const BESIDE = 2;

test('O13 SIGTERM right after a request: its span and line are exported, every time', async () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'katrol-flush-'));
  const postgres = await startPostgres({ dir, durable: false });
  const receiver = await startReceiver();
  try {
    const { url, ownerUrl } = await ensureDatabase(postgres.adminUrl, 'gateway');
    const prisma = path.join(root, 'services/gateway/prisma');
    const directories = await readMigrations(
      path.join(root, 'packages/store/migrations'),
      path.join(prisma, 'migrations'),
    );
    await applyMigrations({
      ownerUrl,
      schema: readFileSync(path.join(prisma, 'schema.prisma'), 'utf8'),
      directories,
    });
    const traces: string[] = [];
    const loop = async (): Promise<void> => {
      while (traces.length < ENDS) {
        const traceId = (traces.length + 1).toString(16).padStart(32, '0');
        traces.push(traceId);
        await askAndEnd(url, receiver.url, traceId);
      }
    };
    await Promise.all(Array.from({ length: BESIDE }, loop));
    const arrived = traces.filter(
      (t) =>
        receiver.spans.some((s) => s.traceId === t && s.kind === 2) &&
        receiver.logs.some((l) => l.traceId === t && l.body === 'answered'),
    );
    process.stdout.write(`O13: ${traces.length} ends, ${traces.length - arrived.length} lost\n`);
    expect(traces.length - arrived.length).toBe(0);
  } finally {
    await receiver.stop();
    await postgres.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}, 1_200_000);

/** The gateway as a process of its own, started with nothing but its program. */
async function askAndEnd(databaseUrl: string, collector: string, traceId: string): Promise<void> {
  const port = await freePort();
  const nobody = '127.0.0.1:1';
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', 'services/gateway/src/main.ts'],
    {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      env: {
        PATH: process.env['PATH'],
        DATABASE_URL: databaseUrl,
        LISTEN: `127.0.0.1:${port}`,
        PUBLIC_URL: 'http://localhost:8080',
        PORTAL_DIR: '/nowhere',
        OIDC_ISSUER: 'http://127.0.0.1:1/realms/katrol',
        OIDC_URL: 'http://127.0.0.1:1/realms/katrol',
        OIDC_CLIENT_ID: 'katrol-gateway',
        OIDC_CLIENT_SECRET: 'test',
        OIDC_AUDIENCE: 'katrol-services',
        DIRECTORY_URL: 'http://127.0.0.1:1/admin/realms/katrol',
        DIRECTORY_CLIENT_ID: 'katrol-directory',
        DIRECTORY_CLIENT_SECRET: 'test',
        CLIENT_SECRET: 'test',
        LINK_SIGNING_SECRET: 'what signs links in the tests of telemetry',
        SESSION_SECRET: 'a secret of the tests',
        INTAKE_ADDRESS: nobody,
        MATCHING_ADDRESS: nobody,
        VOLUNTEER_TRAINING_ADDRESS: nobody,
        OTEL_EXPORTER_OTLP_ENDPOINT: collector,
      },
    },
  );
  const ended = once(child, 'exit');
  await once(child, 'message');
  const answer = await fetch(`http://127.0.0.1:${port}/auth/me`, {
    headers: { traceparent: `00-${traceId}-00000000000000aa-01`, connection: 'close' },
  });
  child.kill('SIGTERM');
  expect(answer.status).toBe(401);
  expect(await ended).toEqual([0, null]);
}
