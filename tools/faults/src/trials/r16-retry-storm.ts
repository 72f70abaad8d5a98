import { randomUUID } from 'node:crypto';
import { createServer, constants, type ServerHttp2Session } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import { connect } from '@katrol/rpc';
import { steadily } from '../clerk.ts';
import { outside } from '../databases.ts';
import { TellerService } from '../fixture/contract.ts';
import { databaseAdmin, platformOf } from '../platform.ts';
import { must, type Trial } from '../trial.ts';
import type { World } from '../world.ts';

const PER_SECOND = 20;
const MOST_CALLS = 1.1;
const MOST_ATTEMPTS = 3;
const UNAVAILABLE = '14';

type Answer = 'unavailable' | 'stream-refused';

/** A peer that is there and fails every call; it counts what comes, by the key of the request. */
async function failingPeer(how: Answer) {
  const arrived = new Map<string, number>();
  const sessions = new Set<ServerHttp2Session>();
  const server = createServer();
  server.on('session', (session) => {
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
  });
  server.on('stream', (stream, headers) => {
    const key = String(headers['idempotency-key']);
    arrived.set(key, (arrived.get(key) ?? 0) + 1);
    stream.on('error', () => undefined);
    if (how === 'stream-refused') return stream.close(constants.NGHTTP2_REFUSED_STREAM);
    stream.respond(
      { ':status': 200, 'content-type': 'application/grpc', 'grpc-status': UNAVAILABLE },
      { endStream: true },
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    arrived,
    close: async (): Promise<void> => {
      for (const session of sessions) session.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** One service calls another: how many attempts each of its calls became. */
async function betweenServices(world: World, how: Answer): Promise<string> {
  const failing = await failingPeer(how);
  const peer = connect(TellerService, failing.address);
  try {
    let failed = 0;
    const calls = await steadily(PER_SECOND, AbortSignal.timeout(world.scale(3_000, 30_000)), () =>
      peer
        .call('append', { entries: [] } as Record<string, unknown>, {
          key: randomUUID(),
          deadline: new Date(Date.now() + 2_000),
        })
        .then(
          () => undefined,
          () => void (failed += 1),
        ),
    );
    const attempts = [...failing.arrived.values()];
    const all = attempts.reduce((sum, n) => sum + n, 0);
    const figure = `${how}: ${calls} calls, ${all} arrived, at most ${Math.max(...attempts)} each`;
    must(failed === calls, `${figure}, ${failed} failed`);
    must(Math.max(...attempts) <= MOST_ATTEMPTS, figure);
    // a stream that was refused was not looked at: HTTP/2 has it sent once more, and once only
    must(how === 'stream-refused' ? all <= calls * 2 : all <= calls * MOST_CALLS, figure);
    return figure;
  } finally {
    peer.close();
    await failing.close();
  }
}

/** A service whose table is gone: what the door asks of it, by the lines that each call leaves. */
async function throughTheDoor(world: World): Promise<string> {
  const { platform, coordinator } = await platformOf(world);
  const database = outside(databaseAdmin(platform), 'intake');
  const arrivals = (): number => platform.said().match(/\[intake\] \{.*"msg":"bug"/g)?.length ?? 0;
  const before = arrivals();
  await database.query('alter table family rename to family_away');
  try {
    let failed = 0;
    const calls = await steadily(PER_SECOND, AbortSignal.timeout(world.scale(3_000, 30_000)), () =>
      coordinator(IntakeService, 'listFamilies', { branchCode: 'oostende' }).then(
        () => undefined,
        () => void (failed += 1),
      ),
    );
    const all = arrivals() - before;
    const figure = `through the door: ${calls} requests, ${all} arrived`;
    must(failed === calls && all >= calls && all <= calls * MOST_CALLS, `${figure}, ${failed}`);
    return figure;
  } finally {
    await database.query('alter table family_away rename to family');
    await database.end();
  }
}

export const noRetryStorm: Trial = {
  id: 'R16',
  title: 'retry storm',
  on: ['platform'],
  run: async (world) =>
    [
      await betweenServices(world, 'unavailable'),
      await betweenServices(world, 'stream-refused'),
      await throughTheDoor(world),
    ].join('; '),
};
