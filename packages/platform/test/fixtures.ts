import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));

// A service as small as the supervisor's contract: listens where it is told, says ready, ends with
// its channel.
const service = `
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
const [host, port] = (process.env['LISTEN'] ?? '').split(':');
createServer((request, response) => {
  const waits = process.env['KATROL_TEST_AWAY_WHILE'];
  if (request.url === '/readyz' && waits && existsSync(waits))
    response.writeHead(503).end(JSON.stringify({ status: 'away', away: ['intake'] }));
  else response.end(JSON.stringify({ pid: process.pid, env: process.env }));
})
  .listen(Number(port), host, () => process.send?.({ type: 'ready' }));
process.on('SIGTERM', () => process.exit(0));
process.on('disconnect', () => process.exit(0));
`;

/** A checkout with two small services, in a folder of the test. */
export const makeCheckout = async (dir: string): Promise<void> => {
  for (const name of ['intake', 'gateway']) {
    await mkdir(path.join(dir, 'services', name, 'src'), { recursive: true });
    await writeFile(path.join(dir, 'services', name, 'src/main.ts'), service);
  }
};

/** A program started by a test, with all it printed. */
export interface Started {
  child: ChildProcess;
  output: () => string;
  /** Waits until the output holds this; rejects when the program ends first. */
  says: (text: string) => Promise<void>;
  ended: Promise<number | string>;
}

/** Runs the supervisor on a checkout and data of its own. */
export const supervise = (env: Record<string, string>, words: string[] = []): Started => {
  const file = path.join(here, '../src/start.ts');
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', file, ...words], {
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  const ended = new Promise<number | string>((resolve) =>
    child.once('close', (code, signal) => resolve(code ?? signal ?? 'ended')),
  );
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => (text += String(chunk)));
  const says = async (wanted: string): Promise<void> => {
    const gone = ended.then(() => true);
    while (!text.includes(wanted)) {
      const over = await Promise.race([
        gone,
        new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 30)),
      ]);
      if (over && !text.includes(wanted))
        throw new Error(`it ended without saying "${wanted}": ${text}`);
    }
  };
  return { child, output: () => text, says, ended };
};
