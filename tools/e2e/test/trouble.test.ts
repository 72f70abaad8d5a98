import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import people from '@katrol/platform/people.json' with { type: 'json' };
import { signIn } from '@katrol/demo/sign-in';
import { atTheDoor, fuzzDoor } from '../src/fuzz.ts';
import { startPlatform, type Platform } from '../src/platform.ts';
import { callAs, type Caller } from '../src/portal-client.ts';

let platform: Platform;
let coordinator: Caller;
let stranger: Caller;

beforeAll(async () => {
  platform = await startPlatform({ PUBLIC_SUBMITS_A_MINUTE: '1000' });
  const operator = await callAs(platform.url, 'hilde.quintelier');
  for (const code of ['oostende', 'geraardsbergen']) {
    await operator(
      IntakeService,
      'openBranch',
      {
        branch: { code, name: code, validFrom: '2020-01-01', anchorName: 'Lien' },
        preset: 'de-katrol',
      },
      `open-branch-${code}`,
    );
  }
  coordinator = await callAs(platform.url, 'marieke.vanhoutte');
  stranger = await callAs(platform.url, 'bram.roelandts');
});
afterAll(() => platform.stop());

const referral = (familyName: string) => ({
  branchCode: 'oostende',
  referrer: { kind: 'school' as const, name: 'Juf Els' },
  contact: { familyName, phone: '0470123456' },
  children: [{ firstName: 'Elif' }],
});
const post = (path: string, body: string, headers: Record<string, string> = {}) =>
  fetch(`${platform.url}/api/katrol.intake.v1.IntakeService/${path}`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', 'x-katrol': 'portal', ...headers },
  });

test('an unknown field, 10 MB, another site and no session are refused with a reason', async () => {
  const unknown = await post('SubmitReferral', JSON.stringify({ ...referral('x'), isAdmin: true }));
  expect([unknown.status, await unknown.text()]).toEqual([
    400,
    expect.stringContaining('"field":"isAdmin"'),
  ]);
  const large = await post(
    'SubmitReferral',
    JSON.stringify({ reason: 'x'.repeat(10 * 1024 * 1024) }),
  );
  expect([large.status, await large.json()]).toEqual([
    413,
    expect.objectContaining({ reason: 'BODY_TOO_LARGE' }),
  ]);
  const elsewhere = await post('SubmitReferral', JSON.stringify(referral('x')), {
    origin: 'https://elders.example',
  });
  expect([elsewhere.status, await elsewhere.json()]).toEqual([
    403,
    expect.objectContaining({ reason: 'ORIGIN_REFUSED' }),
  ]);
  const formPost = await post('SubmitReferral', JSON.stringify(referral('x')), { 'x-katrol': '' });
  expect(formPost.status).toBe(403);
  const nobody = await post('ListFamilies', JSON.stringify({ branchCode: 'oostende' }));
  expect([nobody.status, ((await nobody.json()) as { message: string }).message]).toEqual([
    401,
    'SIGN_IN_FIRST',
  ]);
  expect(
    (
      await fetch(`${platform.url}/api/katrol.common.v1.OutboxService/Read`, {
        method: 'POST',
        body: '{}',
        headers: { 'x-katrol': 'portal', 'content-type': 'application/json' },
      })
    ).status,
  ).toBe(404);
});

test('another branch’s family is not found, over the whole way', async () => {
  const kept = await coordinator(IntakeService, 'enterReferral', {
    referral: referral('Van hier'),
  });
  await expect(stranger(IntakeService, 'getFamily', { id: kept.familyId })).rejects.toMatchObject({
    rawMessage: 'NOT_FOUND',
  });
  await expect(
    stranger(IntakeService, 'listFamilies', { branchCode: 'oostende' }),
  ).rejects.toMatchObject({ rawMessage: 'NOT_FOUND' });
});

test('no token ever reaches the browser', async () => {
  const operator = await fetch(`${platform.url}/auth/me`);
  expect(operator.status).toBe(401);
  const answer = await (await post('ListBranches', '{}')).text();
  expect(answer).not.toMatch(/eyJ[\w-]{10,}\./);
});

test('S22: what nobody should send to the door crashes nothing and learns nothing', async () => {
  const person = people.find((p) => p.username === 'marieke.vanhoutte');
  const cookie = await signIn(platform.url, person?.subject ?? '');
  const { calls, byStatus, findings, seed } = await fuzzDoor(platform.url, atTheDoor, cookie);
  process.stdout.write(
    `S22: ${calls} requests to the door: ${JSON.stringify(byStatus)}; seed ${seed}\n`,
  );
  expect(findings).toEqual([]);
  expect((await fetch(`${platform.url}/healthz`)).status).toBe(200);
  expect(platform.said()).not.toMatch(/opnieuw gestart/);
}, 240_000);
