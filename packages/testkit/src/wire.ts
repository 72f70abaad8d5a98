import net from 'node:net';

/** A wire to a database: `url` goes through it; while it is cut nobody is there. */
export type Wire = { url: string; cut(): void; mend(): void; stop(): void };

/** Lays a wire to the database of this address, on loopback. */
export async function wireTo(databaseUrl: string): Promise<Wire> {
  const at = new URL(databaseUrl);
  const open = new Set<net.Socket>();
  let whole = true;
  const server = net.createServer((near) => {
    if (!whole) return void near.destroy();
    const far = net.connect(Number(at.port), at.hostname);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one);
      one.pipe(other).on('error', () => undefined);
      one
        .on('error', () => undefined)
        .on('close', () => {
          open.delete(one);
          other.destroy();
        });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const through = new URL(databaseUrl);
  through.port = String((server.address() as net.AddressInfo).port);
  const cut = (): void => {
    whole = false;
    for (const socket of open) socket.destroy();
  };
  return {
    url: through.href,
    cut,
    mend: () => void (whole = true),
    stop: () => {
      cut();
      server.close();
    },
  };
}
