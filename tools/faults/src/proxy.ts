import net from 'node:net';

/**
 * What the wire does: `pass`; `cut` (connections are reset, new ones refused at once); `blackhole`
 * (what is sent never arrives, nobody is told; connections of that time stay dead when it ends);
 * `delay` (late by some milliseconds); `half-open` (only answers are lost).
 */
type Weather =
  | { kind: 'pass' }
  | { kind: 'cut' }
  | { kind: 'blackhole' }
  | { kind: 'half-open' }
  | { kind: 'delay'; ms: number };

export type Proxy = {
  port: number;
  set(weather: Weather): void;
  /** Resets every open connection; new ones pass. */
  reset(): void;
  close(): Promise<void>;
};

type Pair = { near: net.Socket; far: net.Socket | undefined; dead: boolean; deaf: boolean };

/** A TCP proxy on loopback before one port. */
export async function startProxy(
  target: { host: string; port: number },
  preferred = 0,
): Promise<Proxy> {
  let weather: Weather = { kind: 'pass' };
  const pairs = new Set<Pair>();
  const now = (): Weather => weather;
  const server = net.createServer((near) => accept(near, target, pairs, now));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(preferred, '127.0.0.1', resolve);
  });
  const resetAll = (): void => {
    for (const pair of pairs) end(pair, pairs);
  };
  return {
    port: (server.address() as net.AddressInfo).port,
    set: (next) => {
      weather = next;
      if (next.kind === 'cut') resetAll();
      for (const pair of pairs) {
        // what was lost once is lost: such a connection never works again, and nobody says so
        if (next.kind === 'blackhole') pair.dead = true;
        if (next.kind === 'half-open') pair.deaf = true;
      }
    },
    reset: resetAll,
    close: () => {
      resetAll();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function accept(
  near: net.Socket,
  target: { host: string; port: number },
  pairs: Set<Pair>,
  weather: () => Weather,
): void {
  const kind = weather().kind;
  if (kind === 'cut') return void near.resetAndDestroy();
  const pair: Pair = {
    near,
    far: undefined,
    dead: kind === 'blackhole',
    deaf: kind === 'half-open',
  };
  pairs.add(pair);
  near.setNoDelay(true);
  near.on('error', () => end(pair, pairs));
  near.on('close', () => end(pair, pairs));
  if (pair.dead) {
    near.resume();
    return;
  }
  const far = net.connect(target);
  far.setNoDelay(true);
  pair.far = far;
  far.on('error', () => end(pair, pairs));
  far.on('close', () => (pair.dead ? undefined : end(pair, pairs)));
  forward(near, far, () => pair.dead, weather);
  forward(far, near, () => pair.dead || pair.deaf, weather);
}

function forward(
  from: net.Socket,
  to: net.Socket,
  lost: () => boolean,
  weather: () => Weather,
): void {
  let last = Promise.resolve();
  let late = 0;
  const write = (chunk: Buffer): void => {
    if (lost() || to.destroyed) return;
    if (!to.write(chunk)) {
      from.pause();
      to.once('drain', () => from.resume());
    }
  };
  from.on('data', (chunk) => {
    const w = weather();
    if (w.kind !== 'delay' && late === 0) return write(chunk);
    const ms = w.kind === 'delay' ? w.ms : 0;
    late += 1;
    last = last.then(async () => {
      await new Promise((resolve) => setTimeout(resolve, ms));
      late -= 1;
      write(chunk);
    });
  });
  from.on('end', () => (lost() ? undefined : to.end()));
}

function end(pair: Pair, pairs: Set<Pair>): void {
  if (!pairs.delete(pair)) return;
  for (const socket of [pair.near, pair.far]) {
    if (!socket || socket.destroyed) continue;
    socket.on('error', () => undefined);
    socket.resetAndDestroy();
  }
}
