import type { FastifyInstance } from 'fastify';
import {
  Health,
  HealthCheckResponse_ServingStatus as Serving,
} from '@katrol/proto/grpc/health/v1/health_pb';
import { door, services } from '@katrol/registry';
import { connect } from '@katrol/rpc';
import type pg from 'pg';

/** The whole chain, asked at once: the door's database, and each service with its own. */
export type Whole = {
  /** The folders of those that did not answer; none when everything works. */
  away(): Promise<string[]>;
  close(): void;
};

const LIMIT_MS = 3_000;
// whoever asks in between is told the same: many who ask cost no more than one
const REMEMBERED_MS = 500;

/** Opens the way to every service. `away` never rejects. */
export function openWhole(pool: pg.Pool, addressOf: (folder: string) => string): Whole {
  const peers = services.map((row) => ({ row, peer: connect(Health, addressOf(row.folder)) }));
  const answers = async ({ row, peer }: (typeof peers)[number]): Promise<boolean> => {
    const deadline = new Date(Date.now() + LIMIT_MS);
    // by the name of its contract: then it asks its database too
    const { status } = await peer.call('check', { service: row.contract.typeName }, { deadline });
    return status === Serving.SERVING;
  };
  const ask = async (): Promise<string[]> => {
    const asked = [
      { folder: door.folder as string, answer: pool.query('select 1').then(() => true) },
      ...peers.map((one) => ({ folder: one.row.folder as string, answer: answers(one) })),
    ];
    const found = await Promise.allSettled(asked.map(({ answer }) => answer));
    return asked
      .filter((_, i) => !(found[i]?.status === 'fulfilled' && found[i].value))
      .map(({ folder }) => folder);
  };
  let latest: { at: number; away: Promise<string[]> } | undefined;
  return {
    away: () => {
      if (!latest || performance.now() - latest.at > REMEMBERED_MS)
        latest = { at: performance.now(), away: ask() };
      return latest.away;
    },
    close: () => peers.forEach(({ peer }) => peer.close()),
  };
}

/**
 * `GET /readyz`: 200 once a call from here through every service to its database was answered, else
 * 503 with the names of who did not. For who starts or rolls out the whole; whether the door itself
 * lives is `/healthz`.
 */
export function routeWhole(app: FastifyInstance, whole: Whole): void {
  app.get('/readyz', { config: { anyHost: true } }, async (_request, reply) => {
    const away = await whole.away();
    reply.header('cache-control', 'no-store');
    if (away.length === 0) return { status: 'ok' };
    return reply.code(503).header('retry-after', '1').send({ status: 'away', away });
  });
}
