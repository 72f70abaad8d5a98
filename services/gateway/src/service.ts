import { createVerifier } from '@katrol/identity';
import { openDirectory } from '@katrol/identity/directory';
import { AuditService } from '@katrol/proto/katrol/common/v1/audit_pb';
import { ParkedService } from '@katrol/proto/katrol/common/v1/parked_pb';
import { PeopleService } from '@katrol/proto/katrol/gateway/v1/people_pb';
import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import { MatchingService } from '@katrol/proto/katrol/matching/v1/service_pb';
import { VolunteerTrainingService } from '@katrol/proto/katrol/volunteer_training/v1/service_pb';
import { connect, type RunningService } from '@katrol/rpc';
import { openPool } from '@katrol/store/pool';
import { Releases, systemClock, type Logger } from '@katrol/runtime';
import { buildApp } from './app.ts';
import type { Config } from './config.ts';
import { answerPeople, type PeopleParts, type Places } from './people/people.ts';
import { watchEnds } from './people/ends.ts';
import { namedBackend, oneBackend, ownBackend } from './portal-api.ts';
import { openSessions } from './sessions.ts';

/** Starts the gateway: sessions, one connection to each service, the HTTP door. */
export async function startGateway(config: Config, log: Logger): Promise<RunningService> {
  const releases = new Releases(log);
  const pool = openPool({ url: config.databaseUrl, max: 5, log });
  releases.add('database', () => pool.end());
  const {
    intakeAddress: intake,
    matchingAddress: matching,
    volunteerTrainingAddress: training,
  } = config;
  const sessions = openSessions(pool, config.sessionSecret);
  const people = peopleParts(config, { pool, sessions, log }, releases);
  const backends = [
    ownBackend(PeopleService, (method, request, options) =>
      answerPeople(people, method, request, options),
    ),
    oneBackend(IntakeService, intake),
    oneBackend(MatchingService, matching),
    oneBackend(VolunteerTrainingService, training),
    namedBackend(ParkedService, { intake, matching, 'volunteer-training': training }),
    namedBackend(AuditService, { intake, matching, 'volunteer-training': training }),
  ];
  releases.add('peers', async () => backends.forEach((b) => b.close()));
  const ends = watchEnds(people);
  releases.add('ends of branches', () => ends.stop());
  const app = await buildApp(config, sessions, backends, log);
  releases.add('http', () => app.close());
  const [host = '127.0.0.1', port = '8080'] = config.listen.split(':');
  const url = await app.listen({ host, port: Number(port) });
  return {
    port: Number(new URL(url).port),
    ready: Promise.resolve(),
    stop: () => releases.release(),
  };
}

/** What managing people needs: the directory, the token check, and which branches and universities exist. */
function peopleParts(
  config: Config,
  own: Pick<PeopleParts, 'pool' | 'sessions' | 'log'>,
  releases: Releases,
): PeopleParts {
  const intake = connect(IntakeService, config.intakeAddress);
  const training = connect(VolunteerTrainingService, config.volunteerTrainingAddress);
  releases.add('peers of people', async () => [intake, training].forEach((peer) => peer.close()));
  const places: Places = {
    branches: async ({ token, deadline }) =>
      (await intake.call('listBranches', {}, { token: token ?? '', deadline })).branches.map(
        (b) => b.code,
      ),
    universities: async ({ token, deadline }) =>
      (
        await training.call('listUniversities', {}, { token: token ?? '', deadline })
      ).universities.map((u) => u.code),
  };
  const directory = openDirectory({
    adminUrl: config.directoryUrl,
    tokenUrl: `${config.oidcUrl}/protocol/openid-connect/token`,
    clientId: config.directoryClientId,
    clientSecret: config.directoryClientSecret,
  });
  const verifier = createVerifier({
    issuer: config.oidcIssuer,
    keysUrl: `${config.oidcUrl}/protocol/openid-connect/certs`,
    audience: config.oidcAudience,
  });
  return {
    ...own,
    directory,
    verifier,
    places,
    sessionSecret: config.sessionSecret,
    clock: systemClock,
  };
}
