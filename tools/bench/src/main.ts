import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureDatabase, startPostgres } from '@katrol/platform';
import { startPlatform } from '@katrol/e2e/platform';
import { callAs } from '@katrol/e2e/portal-client';
import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import { benchEvents } from './events.ts';
import { printReport } from './measure.ts';
import { benchList, benchMemory, benchProposals, benchVisible } from './others.ts';
import { benchSubmit } from './submit.ts';

const BRANCH = 'oostende';

/** Floor, ours and their ratio from one run, on a real platform with a durable PostgreSQL of its own. */
async function benchPlatform(): Promise<void> {
  const dir = mkdtempSync(path.join(tmpdir(), 'katrol-bench-'));
  process.stdout.write('Meten op een eigen platform / measuring on a platform of its own ...\n');
  const postgres = await startPostgres({ dir });
  const platform = await startPlatform({
    DATABASE_ADMIN_URL: postgres.adminUrl,
    PUBLIC_SUBMITS_A_MINUTE: '1000000',
  });
  try {
    await benchMemory([platform.pid, postgres.pid()]);
    const operator = await callAs(platform.url, 'hilde.quintelier');
    await operator(
      IntakeService,
      'openBranch',
      { branch: { code: BRANCH, name: 'Oostende', validFrom: '2020-01-01' }, preset: 'de-katrol' },
      'bench-open-branch',
    );
    const { url } = await ensureDatabase(postgres.adminUrl, 'intake');
    const anybody = await callAs(platform.url, '');
    const coordinator = await callAs(platform.url, 'marieke.vanhoutte');
    const kept = await coordinator(IntakeService, 'enterReferral', {
      referral: {
        branchCode: BRANCH,
        referrer: { kind: 'parent' },
        contact: { familyName: 'Meting', phone: '0470000000' },
        children: [{ firstName: 'Kind' }],
      },
    });
    await benchVisible(postgres.adminUrl, coordinator, kept.familyId);
    await benchSubmit(url, anybody, BRANCH);
    await benchProposals(postgres.adminUrl, coordinator, BRANCH);
    await benchList(postgres.adminUrl, coordinator, BRANCH);
  } finally {
    await platform.stop();
    await postgres.stop();
    rmSync(dir, { recursive: true, force: true });
  }
  await benchEvents();
  printReport();
}

// those that need a database are given one as tests are
const parts: Record<string, () => string[]> = {
  matching: () => [fileOf('matching')],
  figures: () => [
    fileURLToPath(new URL('../../../packages/testkit/src/run-jest.ts', import.meta.url)),
    `--program=${fileOf('reporting')}`,
  ],
};
const fileOf = (service: string): string =>
  fileURLToPath(new URL(`../../../services/${service}/test/bench.ts`, import.meta.url));
const folderOf = (part: string): string =>
  fileURLToPath(
    new URL(`../../../services/${part === 'figures' ? 'reporting' : part}`, import.meta.url),
  );

/** A service's own bench, which needs no platform; false where a target was missed. */
function benchOf(part: string): boolean {
  const args = ['--disable-warning=ExperimentalWarning', ...(parts[part]?.() ?? [])];
  return spawnSync(process.execPath, args, { stdio: 'inherit', cwd: folderOf(part) }).status === 0;
}

// one part alone: `npm run bench -- matching`, `npm run bench -- figures`
const [part] = process.argv.slice(2);
if (part === undefined) await benchPlatform();
if (part !== undefined && !Object.hasOwn(parts, part)) {
  const known = Object.keys(parts).join(', ');
  process.stderr.write(`onbekend deel / unknown part: ${part}; there is: ${known}\n`);
  process.exitCode = 2;
} else
  for (const one of part === undefined ? Object.keys(parts) : [part])
    if (!benchOf(one)) process.exitCode = 1;
