import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { startPlatform, type Platform } from '@katrol/e2e/platform';
import { callAs, type Caller } from '@katrol/e2e/portal-client';
import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import { VolunteerTrainingService } from '@katrol/proto/katrol/volunteer_training/v1/service_pb';
import type { World } from './world.ts';

/** The whole platform as `npm start` brings it, with a branch to work in. */
export type Consortium = { platform: Platform; coordinator: Caller; anybody: Caller };

/** Starts a platform for one trial alone, which stops it. */
export async function openConsortium(env: Record<string, string> = {}): Promise<Consortium> {
  const platform = await startPlatform({ PUBLIC_SUBMITS_A_MINUTE: '100000', ...env });
  try {
    const operator = await callAs(platform.url, 'hilde.quintelier');
    await operator(
      IntakeService,
      'openBranch',
      {
        branch: { code: 'oostende', name: 'oostende', validFrom: '2020-01-01', anchorName: 'Lien' },
        preset: 'de-katrol',
      },
      'open-branch-oostende',
    );
    const consortium = {
      platform,
      coordinator: await callAs(platform.url, 'marieke.vanhoutte'),
      anybody: await callAs(platform.url, ''),
    };
    await untilItAnswers(consortium);
    return consortium;
  } catch (error) {
    await platform.stop();
    throw error;
  }
}

const opened = new WeakMap<World, Promise<Consortium>>();

/**
 * The platform of this run: started for the first trial that wants it, stopped with the world; what
 * the trial before ended is back.
 */
export async function platformOf(world: World): Promise<Consortium> {
  const there = opened.get(world) ?? openConsortium();
  if (!opened.has(world)) {
    opened.set(world, there);
    world.atEnd(() =>
      there.then(
        ({ platform }) => platform.stop(),
        () => undefined,
      ),
    );
  }
  const consortium = await there;
  await untilItAnswers(consortium);
  return consortium;
}

const BACK_LIMIT_MS = 30_000;
async function untilItAnswers(consortium: Consortium): Promise<void> {
  for (const until = Date.now() + BACK_LIMIT_MS; !(await answers(consortium)); await sleep(100)) {
    if (Date.now() > until)
      throw new Error(`the platform did not come back:\n${consortium.platform.said()}`);
  }
}
// the second answers once it has heard of the branch
const answers = ({ coordinator }: Consortium): Promise<boolean> =>
  Promise.all([
    coordinator(IntakeService, 'listFamilies', { branchCode: 'oostende' }),
    coordinator(VolunteerTrainingService, 'listTutors', { branchCode: 'oostende' }),
  ]).then(
    () => true,
    () => false,
  );

export const referral = (familyName: string) => ({
  branchCode: 'oostende',
  referrer: { kind: 'school' as const, name: 'Juf Els' },
  contact: { familyName, phone: '0470123456' },
  children: [{ firstName: 'Elif' }],
});

/** Pids of the service's processes under the supervisor, by folder. */
export function servicePids(supervisor: number): Map<string, number> {
  const { stdout } = spawnSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' });
  const found = new Map<string, number>();
  for (const line of stdout.split('\n')) {
    const [, pid = '', parent = '', folder] =
      /^\s*(\d+)\s+(\d+)\s.*services\/([\w-]+)\/src\/main\.ts/.exec(line) ?? [];
    if (folder && Number(parent) === supervisor) found.set(folder, Number(pid));
  }
  return found;
}

/**
 * Address of the embedded database for its administrator: what the supervisor keeps beside its
 * data.
 */
export function databaseAdmin(platform: Platform): string {
  const password = readFileSync(`${platform.dataDir}/postgres.password`, 'utf8');
  const port = readFileSync(`${platform.dataDir}/postgres/postmaster.pid`, 'utf8').split('\n')[3];
  return `postgresql://postgres:${password}@127.0.0.1:${port}/postgres`;
}

/** Names of all families whose name begins so. */
export async function familiesCalled(coordinator: Caller, search: string): Promise<string[]> {
  const kept: string[] = [];
  for (let cursor = ''; ;) {
    const page = await coordinator(IntakeService, 'listFamilies', {
      branchCode: 'oostende',
      options: { search, limit: 200, sort: 'family_name', cursor },
    });
    kept.push(...page.rows.map((r) => r.familyName));
    cursor = page.info?.nextCursor ?? '';
    if (cursor === '') return kept;
  }
}
