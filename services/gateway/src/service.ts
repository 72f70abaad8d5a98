import pg from 'pg';
import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import { MatchingService } from '@katrol/proto/katrol/matching/v1/service_pb';
import { VolunteerTrainingService } from '@katrol/proto/katrol/volunteer_training/v1/service_pb';
import { connect, type RunningService } from '@katrol/rpc';
import { Releases, type Logger } from '@katrol/runtime';
import { buildApp } from './app.ts';
import type { Config } from './config.ts';
import type { Backend } from './portal-api.ts';
import { openSessions } from './sessions.ts';

/** Starts the gateway: sessions, one connection to each service, the HTTP door. */
export async function startGateway(config: Config, log: Logger): Promise<RunningService> {
  const releases = new Releases(log);
  const pool = new pg.Pool({ connectionString: config.databaseUrl, max: 5, connectionTimeoutMillis: 5_000 });
  pool.on('error', (error) => log.warn('database connection lost', { error }));
  pool.on('connect', (connection) => connection.on('error', (error) => log.warn('database connection lost', { error })));
  releases.add('database', () => pool.end());
  const backends: Backend[] = [
    { service: IntakeService, peer: connect(IntakeService, config.intakeAddress) },
    { service: MatchingService, peer: connect(MatchingService, config.matchingAddress) },
    { service: VolunteerTrainingService, peer: connect(VolunteerTrainingService, config.volunteerTrainingAddress) },
  ] as unknown as Backend[];
  releases.add('peers', async () => backends.forEach((b) => b.peer.close()));
  const app = await buildApp(config, openSessions(pool, config.sessionSecret), backends, log);
  releases.add('http', () => app.close());
  const [host = '127.0.0.1', port = '8080'] = config.listen.split(':');
  const url = await app.listen({ host, port: Number(port) });
  return { port: Number(new URL(url).port), ready: Promise.resolve(), stop: () => releases.release() };
}
