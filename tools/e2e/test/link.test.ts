import { beforeEach, expect, test } from '@jest/globals';
import { atSchoolToday } from '@katrol/portal/at-school';
import { ask, attend, openLink, type Refused } from '@katrol/portal/link-call';
import { together } from '@katrol/portal/together';

// What a link's page does where the door says no, says nothing, or says that a token ended.
type Call = { rpc: string; key: string; token: string };
type Said = { status: number; body: object };

let calls: Call[] = [];
let said: (call: Call) => Said | undefined;
const fine = (body: object): Said => ({ status: 200, body });
const no = (status: number, reason: string): Said => ({
  status,
  body: { details: [{ debug: { reason } }] },
});

// how often somebody was asked, and was told that it is over
let asked = 0;
let over = 0;
let answers = async (): Promise<void> => {};

beforeEach(() => {
  calls = [];
  asked = 0;
  over = 0;
  attend({
    ask: async () => {
      asked += 1;
      await answers();
    },
    over: () => {
      over += 1;
    },
  });
  globalThis.fetch = (async (path: string, { headers }: { headers: Record<string, string> }) => {
    const call = {
      rpc: path.split('/').at(-1) ?? '',
      key: headers['idempotency-key'] ?? '',
      token: headers['authorization'] ?? '',
    };
    calls.push(call);
    const answer = said(call);
    if (!answer) throw new TypeError('network');
    return new Response(JSON.stringify(answer.body), { status: answer.status });
  }) as typeof fetch;
});

const opens = (token: string) => ({ question: '', token, kind: 'parent-page' });
const done = (of: Promise<unknown>): Promise<string> =>
  of.then(
    () => 'done',
    (why: Refused) => why.reason,
  );

test('a token that ended did nothing: the question is asked again, then it is done, once', async () => {
  said = () => fine(opens('first'));
  await openLink('secret');
  said = ({ rpc, token }) => {
    if (rpc === 'OpenLink') return fine({ question: 'picture', token: '' });
    return token === 'Bearer second' ? fine({}) : no(401, 'IDENTITY_TOKEN_INVALID');
  };
  answers = async () => {
    said = () => fine(opens('second'));
    await openLink('secret');
  };
  expect(await done(ask('service', 'Say', { text: 'wat ik typte' }))).toBe('done');
  expect(asked).toBe(1);
  expect(calls.filter(({ rpc }) => rpc === 'Say').map(({ token }) => token)).toEqual([
    'Bearer first',
    'Bearer second',
  ]);
  expect(over).toBe(0);
});

test('what came to nobody as far as one knows is the same command when it is tapped again', async () => {
  said = () => fine(opens('token'));
  await openLink('secret');
  const say = (text: string) => done(ask('service', 'Say', { text }));
  said = () => undefined;
  expect(await say('een')).toBe('OFFLINE');
  said = () => no(503, 'SERVICE_AWAY');
  expect(await say('een')).toBe('SERVICE_AWAY');
  said = () => fine({});
  expect(await say('een')).toBe('done');
  expect(await say('een')).toBe('done');
  const keys = calls.filter(({ rpc }) => rpc === 'Say').map(({ key }) => key);
  expect(new Set(keys.slice(0, 3)).size).toBe(1);
  expect(new Set(keys).size).toBe(2);
});

test('over is what is over, and no other trouble', async () => {
  said = () => fine(opens('token'));
  await openLink('secret');
  for (const trouble of [undefined, no(503, 'SERVICE_AWAY'), no(409, 'TEXT_CHANGED')]) {
    said = () => trouble;
    await done(ask('service', 'Say'));
    expect(over).toBe(0);
  }
  said = () => no(401, 'LINK_OVER');
  expect(await done(ask('service', 'Say'))).toBe('LINK_OVER');
  expect(over).toBe(1);
});

test('what is asked at once is shown as it came; what is away stays as it was known', async () => {
  said = () => fine(opens('token'));
  await openLink('secret');
  const asks = {
    page: () => ask<string>('intake', 'GetMyPage'),
    visits: () => ask<string>('matching', 'GetMyVisits'),
  };
  const later = () => undefined;
  said = ({ rpc }) => (rpc === 'GetMyVisits' ? no(503, 'SERVICE_AWAY') : fine({ is: rpc }));
  const before = { visits: 'dinsdag' };
  expect(await together(asks, { before, later })).toEqual({
    parts: { page: { is: 'GetMyPage' }, visits: 'dinsdag' },
    away: ['visits'],
  });
  said = () => no(503, 'SERVICE_AWAY');
  expect(await done(together(asks, { before, later }))).toBe('SERVICE_AWAY');
  said = ({ rpc }) => (rpc === 'GetMyVisits' ? no(401, 'LINK_OVER') : fine({}));
  expect(await done(together(asks, { before, later }))).toBe('LINK_OVER');
});

test('what hangs keeps nothing back, and is shown when it comes after all', async () => {
  let arrives = (_: string): void => {};
  const hangs = new Promise<string>((come) => {
    arrives = come;
  });
  const told: unknown[] = [];
  const asks = { page: async () => 'er', visits: () => hangs };
  const shown = await together(asks, {
    before: {},
    later: (now) => told.push(now),
    patienceMs: 20,
  });
  expect(shown).toEqual({ parts: { page: 'er' }, away: ['visits'] });
  arrives('dinsdag');
  await hangs;
  expect(told).toEqual([{ parts: { page: 'er', visits: 'dinsdag' }, away: [] }]);
});

test('the school of today: not where a child left, nor where it is still to begin', () => {
  const at = (schoolId: string, since: string, until = '', childId = 'amina') =>
    ({ schoolId, childId, since, until }) as never;
  const pupils = [
    at('later', '2026-09-01'),
    at('now', '2026-03-01', '2026-08-31'),
    at('that same day', '2026-03-01', '2026-03-01'),
    at('before', '2020-09-01', '2026-02-28'),
    at('of another', '2020-09-01', '', 'noor'),
  ];
  const on = (day: string) => atSchoolToday(pupils, day).map(({ schoolId }) => schoolId);
  expect(on('2026-03-01')).toEqual(['now', 'of another']);
  expect(on('2026-08-31')).toEqual(['now', 'of another']);
  expect(on('2026-09-01')).toEqual(['later', 'of another']);
  expect(on('2026-02-28')).toEqual(['before', 'of another']);
});
