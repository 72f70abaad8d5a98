import { ParkedService } from '@katrol/proto/katrol/common/v1/parked_pb';
import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import { MatchingService } from '@katrol/proto/katrol/matching/v1/service_pb';
import { VolunteerTrainingService } from '@katrol/proto/katrol/volunteer_training/v1/service_pb';
import type { RunningService } from '@katrol/rpc';
import { openPool } from '@katrol/store/pool';
import { Releases, type Logger } from '@katrol/runtime';
import { buildApp } from './app.ts';
import type { Config } from './config.ts';
import { namedBackend, oneBackend } from './portal-api.ts';
import { openSessions } from './sessions.ts';

/** Starts the gateway: sessions, one connection to each service, the HTTP door. */
export async function startGateway(config: Config, log: Logger): Promise<RunningService> {
  const releases = new Releases(log);
  const pool = openPool({ url: config.databaseUrl, max: 5, log });
  releases.add('database', () => pool.end());
  const { intakeAddress: intake, matchingAddress: matching, volunteerTrainingAddress: training } = config;
  const backends = [
    oneBackend(IntakeService, intake),
    oneBackend(MatchingService, matching),
    oneBackend(VolunteerTrainingService, training),
    namedBackend(ParkedService, { intake, matching, 'volunteer-training': training }),
  ];
  releases.add('peers', async () => backends.forEach((b) => b.close()));
  const app = await buildApp(config, openSessions(pool, config.sessionSecret), backends, log);
  releases.add('http', () => app.close());
  const [host = '127.0.0.1', port = '8080'] = config.listen.split(':');
  const url = await app.listen({ host, port: Number(port) });
  return { port: Number(new URL(url).port), ready: Promise.resolve(), stop: () => releases.release() };
}
