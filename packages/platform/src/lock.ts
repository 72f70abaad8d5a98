import { createConnection, createServer } from 'node:net';
import type { Server } from 'node:net';
import { access, constants, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './ports.ts';

/** Who holds the data folder: its process and the address where its portal is found. */
export interface Holder {
  pid: number;
  url: string;
  port: number;
}

/** The data folder is in use by another start, which is left alone. */
export class AlreadyRunning extends Error {
  readonly holder: Holder;

  constructor(holder: Holder) {
    super(`Katrol draait al met deze gegevens: ${holder.url} (proces ${holder.pid})`);
    this.holder = holder;
  }
}

const WRITING_MS = 500;

const read = async (file: string): Promise<Holder | undefined> => {
  for (let waited = 0; ; waited += 50) {
    try {
      return JSON.parse(await readFile(file, 'utf8')) as Holder;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      if (!(error instanceof SyntaxError)) throw error;
      // its holder may just be writing it: only what stays so was left by one that was killed
      if (waited >= WRITING_MS) return undefined;
      await sleep(50);
    }
  }
};

// A process number may be given out again; a socket that answers with the number of its process may
// not lie.
const answers = ({ pid, port }: Holder): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' });
    let text = '';
    const finish = (alive: boolean) => {
      socket.destroy();
      resolve(alive);
    };
    socket.setTimeout(2_000, () => finish(false));
    socket.on('error', () => finish(false));
    socket.on('data', (chunk) => (text += String(chunk)));
    socket.on('end', () => finish(text === `katrol ${pid}`));
  });

const listen = async (): Promise<{ server: Server; port: number }> => {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.end(`katrol ${process.pid}`);
  });
  const port = await freePort();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  server.unref();
  return { server, port };
};

const ours = async (dataDir: string): Promise<void> => {
  try {
    await mkdir(dataDir, { recursive: true });
    await access(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new Error(
      `in ${dataDir} kan niet geschreven worden (${code}): kies met KATROL_DATA een map van jezelf / ` +
        'cannot be written: choose a folder of your own with KATROL_DATA',
      { cause },
    );
  }
};

/**
 * Takes the data folder for this process. Throws {@link AlreadyRunning} while another start holds
 * it; what a killed one left behind does not count. The lock ends with the process, or with the
 * returned function.
 */
export const takeLock = async (dataDir: string, url: string): Promise<() => Promise<void>> => {
  await ours(dataDir);
  const file = path.join(dataDir, 'supervisor.json');
  const { server, port } = await listen();
  const release = async (): Promise<void> => {
    if ((await read(file))?.port === port) await rm(file, { force: true });
    await new Promise<void>((resolve) => server.close(() => resolve()));
  };
  const mine: Holder = { pid: process.pid, url, port };
  for (let attempt = 0; attempt < 5; attempt += 1) {
    try {
      await writeFile(file, JSON.stringify(mine), { flag: 'wx', mode: 0o600 });
      return release;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = await read(file);
    if (holder && (await answers(holder))) {
      await new Promise<void>((resolve) => server.close(() => resolve()));
      throw new AlreadyRunning(holder);
    }
    // renamed, not deleted: of two starts that both saw the stale file only one may clear it
    await rename(file, `${file}.${process.pid}.stale`).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
    await rm(`${file}.${process.pid}.stale`, { force: true });
  }
  throw new Error(
    `the data folder ${dataDir} could not be taken: others start on it at the same time`,
  );
};
