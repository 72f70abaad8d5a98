import type { AddressInfo, Socket } from 'node:net';
import { SMTPServer, type SMTPServerOptions, type SMTPServerSession } from 'smtp-server';

type Received = { to: string[]; from: string; text: string };

/** A mail server of this machine: keeps what it is given, refuses whom it is told to, can be away. */
export async function startPost() {
  const received: Received[] = [];
  const refused = new Set<string>();
  // takes what is for them, and hangs up
  const silent = new Set<string>();
  const sockets = new Set<Socket>();
  const options: SMTPServerOptions = {
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
        else for (const socket of sockets) socket.destroy();
      });
    },
  };
  const open = async (at: number): Promise<SMTPServer> => {
    const server = new SMTPServer(options);
    server.server.on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    });
    await new Promise<void>((resolve) => server.listen(at, '127.0.0.1', resolve));
    return server;
  };
  let server = await open(0);
  const { port } = server.server.address() as AddressInfo;
  return {
    port,
    received,
    refused,
    silent,
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
    back: async (): Promise<void> => {
      server = await open(port);
    },
  };
}

export type Post = Awaited<ReturnType<typeof startPost>>;
