import { spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ConnectError } from '@connectrpc/connect';
import { ReferrerKind } from '@katrol/proto/katrol/intake/v1/profile_pb';
import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import { startPlatform, type Platform } from '../src/platform.ts';
import { callAs, type Caller } from '../src/portal-client.ts';

let platform: Platform;
let coordinator: Caller;
let stranger: Caller;
let anybody: Caller;

beforeAll(async () => {
  platform = await startPlatform({ PUBLIC_SUBMITS_A_MINUTE: '1000' });
  const operator = await callAs(platform.url, 'hilde.quintelier');
  for (const code of ['oostende', 'geraardsbergen']) {
    await operator(IntakeService, 'openBranch', { branch: { code, name: code, validFrom: '2020-01-01', anchorName: 'Lien' }, preset: 'de-katrol' }, `open-branch-${code}`);
  }
  coordinator = await callAs(platform.url, 'marieke.vanhoutte');
  stranger = await callAs(platform.url, 'bram.roelandts');
  anybody = await callAs(platform.url, '');
});
afterAll(() => platform.stop());

const referral = (familyName: string) => ({
  branchCode: 'oostende', referrer: { kind: ReferrerKind.SCHOOL, name: 'Juf Els' }, contact: { familyName, phone: '0470123456' }, children: [{ firstName: 'Elif' }],
});
const post = (path: string, body: string, headers: Record<string, string> = {}) =>
  fetch(`${platform.url}/api/katrol.intake.v1.IntakeService/${path}`, {
    method: 'POST', body, headers: { 'content-type': 'application/json', 'x-katrol': 'portal', ...headers },
  });

test('an unknown field, a body of 10 MB, another site and no session are refused with a reason', async () => {
  const unknown = await post('SubmitReferral', JSON.stringify({ ...referral('x'), isAdmin: true }));
  expect([unknown.status, (await unknown.json() as { message: string }).message]).toEqual([400, expect.stringContaining('isAdmin')]);
  const large = await post('SubmitReferral', JSON.stringify({ reason: 'x'.repeat(10 * 1024 * 1024) }));
  expect([large.status, await large.json()]).toEqual([413, expect.objectContaining({ reason: 'BODY_TOO_LARGE' })]);
  const elsewhere = await post('SubmitReferral', JSON.stringify(referral('x')), { origin: 'https://elders.example' });
  expect([elsewhere.status, await elsewhere.json()]).toEqual([403, expect.objectContaining({ reason: 'ORIGIN_REFUSED' })]);
  const formPost = await post('SubmitReferral', JSON.stringify(referral('x')), { 'x-katrol': '' });
  expect(formPost.status).toBe(403);
  const nobody = await post('ListFamilies', JSON.stringify({ branchCode: 'oostende' }));
  expect([nobody.status, (await nobody.json() as { message: string }).message]).toEqual([401, 'SIGN_IN_FIRST']);
  expect((await fetch(`${platform.url}/api/katrol.common.v1.OutboxService/Read`, { method: 'POST', headers: { 'x-katrol': 'portal' } })).status).toBe(404);
});

test('another branch’s family is not found, over the whole way', async () => {
  const kept = await coordinator(IntakeService, 'enterReferral', { referral: referral('Van hier') });
  await expect(stranger(IntakeService, 'getFamily', { id: kept.familyId })).rejects.toMatchObject({ rawMessage: 'NOT_FOUND' });
  await expect(stranger(IntakeService, 'listFamilies', { branchCode: 'oostende' })).rejects.toMatchObject({ rawMessage: 'NOT_FOUND' });
});

test('no token ever reaches the browser', async () => {
  const operator = await fetch(`${platform.url}/auth/me`);
  expect(operator.status).toBe(401);
  const answer = await (await post('ListBranches', '{}')).text();
  expect(answer).not.toMatch(/eyJ[\w-]{10,}\./);
});

test('PostgreSQL is killed under load and comes back: nothing acknowledged is lost, nothing happens twice, no process goes', async () => {
  const acknowledged: string[] = [];
  let refused = 0;
  let stop = false;
  const worker = async (n: number): Promise<void> => {
    for (let i = 0; !stop; i++) {
      const name = `Last ${n} ${i}`;
      const key = `load-${n}-${i}-key`;
      // a command that got no answer is sent again under its key
      for (;;) {
        try {
          await anybody(IntakeService, 'submitReferral', referral(name), key);
          acknowledged.push(name);
          break;
        } catch (error) {
          refused += 1;
          expect(error).toBeInstanceOf(ConnectError);
          expect((error as ConnectError).rawMessage).not.toMatch(/postgres|sql|at .*\.ts/i);
          if (stop) return;
          await sleep(100);
        }
      }
    }
  };
  const workers = [1, 2, 3, 4].map(worker);
  await sleep(1_000);
  process.kill(platform.postgresPid(), 'SIGKILL');
  await sleep(4_000);
  const before = acknowledged.length;
  await sleep(1_500);
  stop = true;
  await Promise.all(workers);
  expect(refused).toBeGreaterThan(0);
  expect(acknowledged.length).toBeGreaterThan(before);
  const kept: string[] = [];
  for (let cursor = ''; ; ) {
    const page = await coordinator(IntakeService, 'listFamilies', { branchCode: 'oostende', options: { search: 'last', limit: 200, sort: 'family_name', cursor } });
    kept.push(...page.rows.map((r) => r.familyName));
    cursor = page.info?.nextCursor ?? '';
    if (cursor === '') break;
  }
  expect(acknowledged.filter((name) => !kept.includes(name))).toEqual([]);
  expect(kept.length).toBe(new Set(kept).size);
  expect(platform.said()).not.toMatch(/\[(intake|matching|volunteer-training|gateway)\] .*opnieuw gestart/);
});

test('a second start on the same data says so and leaves the first alone', async () => {
  const second = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', 'deploy/embedded/src/start.ts'], {
    cwd: new URL('../../..', import.meta.url), encoding: 'utf8', timeout: 30_000,
    env: { ...process.env, NODE_OPTIONS: '', KATROL_DATA: platform.dataDir, KATROL_DEMO: 'off' },
  });
  expect(second.status).toBe(1);
  expect(second.stdout + second.stderr).toContain(platform.url);
  expect((await fetch(`${platform.url}/healthz`)).status).toBe(200);
});
