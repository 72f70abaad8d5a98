import type { AddressInfo, Socket } from 'node:net';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';

type Received = { to: string[]; from: string; text: string };

/** A mail server of this machine: keeps what it is given, refuses whom it is told to. */
export async function startPost(at = 0) {
  const received: Received[] = [];
  const refused = new Set<string>();
  // takes what is for them, and hangs up
  const silent = new Set<string>();
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onRcptTo: ({ address }: { address: string }, _session: SMTPServerSession, done) =>
      done(
        refused.has(address)
          ? Object.assign(new Error('no such user'), { responseCode: 550 })
          : undefined,
      ),
    onData: (stream, { envelope }: SMTPServerSession, done) => {
      const pieces: Buffer[] = [];
      stream.on('data', (piece: Buffer) => pieces.push(piece));
      stream.on('end', () => {
        received.push({
          to: envelope.rcptTo.map(({ address }: { address: string }) => address),
          from: envelope.mailFrom === false ? '' : envelope.mailFrom.address,
          text: Buffer.concat(pieces)
            .toString('utf8')
            .replaceAll('=\r\n', '')
            .replaceAll('=3D', '='),
        });
        const { rcptTo } = envelope;
        if (!rcptTo.some(({ address }: { address: string }) => silent.has(address))) done();
        else for (const open of sockets) open.destroy();
      });
    },
  });
  const sockets = new Set<Socket>();
  server.server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(at, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  return {
    port,
    received,
    refused,
    silent,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
      }),
  };
}

export type Post = Awaited<ReturnType<typeof startPost>>;
