import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Says whether nothing listens yet on this loopback port. */
export const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () =>
      probe.close(() => resolve(true)),
    );
  });

// below where systems take the ports of outgoing connections from: one of those could take the port
// between this answer and its use
const FIRST = 20_000;
const LAST = 32_000;
const given = new Set<number>();

/** A loopback port nobody listens on, given to no one else here: the preferred when it is free. */
export const freePort = async (preferred?: number): Promise<number> => {
  if (preferred !== undefined && (await isFree(preferred))) return preferred;
  for (let tries = 0; tries < LAST - FIRST; tries++) {
    const port = randomInt(FIRST, LAST);
    if (given.has(port) || !(await isFree(port))) continue;
    given.add(port);
    return port;
  }
  throw new Error(`no loopback port is free between ${FIRST} and ${LAST}`);
};
