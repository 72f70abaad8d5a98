import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '@katrol/platform';
import nodeFlags from '@katrol/platform/node-flags.json' with { type: 'json' };

const root = path.resolve(fileURLToPath(import.meta.url), '../../../..');
const START_LIMIT_MS = 60_000;
// a Kafka and a Keycloak that are fetched and started for the first time
const REAL_START_LIMIT_MS = 420_000;
const STOP_LIMIT_MS = 20_000;

export type Platform = {
  url: string;
  dataDir: string;
  /** of the supervisor */
  pid: number;
  /** what it said so far */
  said(): string;
  /** pid of PostgreSQL */
  postgresPid(): number;
  stop(): Promise<void>;
};

/**
 * Starts the whole platform as `npm start` does, on data of its own; `words` as in `npm start --
 * --real`. The demonstration stays out unless asked for.
 */
export async function startPlatform(
  env: Record<string, string> = {},
  words: string[] = [],
): Promise<Platform> {
  const dataDir = env['KATROL_DATA'] ?? mkdtempSync(path.join(tmpdir(), 'katrol-e2e-'));
  const port = await freePort();
  const child = spawn(
    process.execPath,
    [...nodeFlags, 'packages/platform/src/start.ts', ...words],
    {
      cwd: root,
      env: {
        ...process.env,
        NODE_OPTIONS: '',
        KATROL_DATA: dataDir,
        KATROL_PORT: String(port),
        KATROL_DEMO: 'off',
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => (said += String(chunk)));
  const url = `http://localhost:${port}`;
  const limitMs = words.includes('--real') ? REAL_START_LIMIT_MS : START_LIMIT_MS;
  await ready(child, { said: () => said, sign: `staat klaar: ${url}`, limitMs }).catch(
    (error: unknown) => {
      // nobody else knows of it
      child.kill('SIGTERM');
      throw error;
    },
  );
  return {
    url,
    dataDir,
    pid: child.pid ?? 0,
    said: () => said,
    postgresPid: () =>
      Number(readFileSync(path.join(dataDir, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]),
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) {
        const gone = new Promise((resolve) => child.once('exit', resolve));
        child.kill('SIGTERM');
        const limit = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
        await gone;
        clearTimeout(limit);
      }
      if (!env['KATROL_DATA']) rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function ready(
  child: ChildProcess,
  { said, sign, limitMs }: { said: () => string; sign: string; limitMs: number },
): Promise<void> {
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error(`not ready in time:\n${said()}`)), limitMs);
    const look = setInterval(() => {
      if (!said().includes(sign) && child.exitCode === null) return;
      clearInterval(look);
      clearTimeout(limit);
      if (child.exitCode === null) resolve();
      else reject(new Error(`ended with ${child.exitCode}:\n${said()}`));
    }, 50);
  });
}
