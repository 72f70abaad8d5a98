import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startIdentity, type TestIdentity } from '@katrol/testkit/identity';
import { addressesText, services } from '@katrol/registry';
import { openSessions } from '../src/sessions.ts';
import { openDoor, type Answer, type Door } from './door-bed.ts';
import { page, startIntake, type Intake } from './link-bed.ts';

const PHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148';
let identity: TestIdentity;
let intake: Intake;
let door: Door;
let cookie: string;
beforeAll(async () => {
  identity = await startIdentity();
  intake = await startIntake();
  const nobody = services.map(({ folder }) => [folder, '127.0.0.1:1'] as const);
  const addresses = new Map([...nobody, ['intake', intake.neighbour().address] as const]);
  door = await openDoor({
    OIDC_ISSUER: identity.issuer,
    OIDC_URL: identity.issuer,
    SERVICE_ADDRESSES: addressesText(addresses),
    LINK_OPENINGS_A_MINUTE: '40',
    TRUSTED_PROXIES: '127.0.0.1',
    LOCAL_MAILBOX: 'on',
  });
  const roles = ['coordinator' as const];
  const branches = ['oostende'];
  const subject = 'c-oostende';
  const accessToken = await identity.person({ subject, roles, branches });
  const tokens = { accessToken, refreshToken: '', sid: '', accessUntil: 4_000_000_000_000 };
  const sessions = openSessions(door.pool, 'a secret of the tests');
  const who = { subject, name: 'Ankerfiguur', roles, branches, university: '' };
  cookie = `katrol=${await sessions.create({ ...who, ...tokens })}`;
});
afterAll(async () => {
  await door.close();
  intake.stop();
  await identity.close();
});

type Headers = Record<string, string>;
/** What any of the answers may hold. */
type Said = {
  secret?: string;
  token?: string;
  message?: string;
  objectId?: string;
  link?: { id: string; objectId: string; personId: string };
  rows?: object[];
};
let visitors = 0;
/** Each from an address of its own, unless told. */
async function call(rpc: string, request: object, headers: Headers = {}) {
  visitors += 1;
  const answer: Answer = await door.raw(
    {
      method: 'POST',
      path: `/api/katrol.gateway.v1.${rpc.includes('/') ? rpc : `LinkService/${rpc}`}`,
      headers: {
        'content-type': 'application/json',
        'x-katrol': 'portal',
        host: 'localhost:8080',
        'x-forwarded-for': `198.51.100.${visitors % 250}`,
        ...headers,
      },
    },
    JSON.stringify(request),
  );
  return { ...(JSON.parse(answer.text) as Said), status: answer.status };
}
const give = async (more: object = {}) => {
  const { secret = '', link } = await call('GiveLink', page(more), { cookie });
  if (!link) throw new Error('no link was given');
  return { secret, ...link };
};
const right = { answer: 'Kapellestraat' };
const open = (secret: string, more: Headers = {}) => call('OpenLink', { secret, ...right }, more);
const bearing = (token = ''): Headers => ({ authorization: `Bearer ${token}` });

/** What the gateway's own eye sees of links. */
async function asGateway<Row extends object>(text: string, values: unknown[]): Promise<Row[]> {
  const c = await door.pool.connect();
  try {
    await c.query(`begin; select set_config('katrol.subject', 'kit:links', true)`);
    const { rows } = await c.query<Row>(text, values);
    await c.query('commit');
    return rows;
  } finally {
    c.release();
  }
}

describe('a link at the door', () => {
  test('is opened without a session, and calls what its kind may, with no cookie', async () => {
    const { secret, personId } = await give();
    expect(await call('OpenLink', { secret })).toMatchObject({ status: 200, question: 'street' });
    const opened = await open(secret, { 'user-agent': PHONE });
    expect(opened).toMatchObject({ status: 200, personId, question: '' });
    expect(await call('RenewLink', {}, bearing(opened.token))).toMatchObject({ status: 200 });
    expect(await call('RenewLink', {})).toMatchObject({ status: 401, message: 'SIGN_IN_FIRST' });
    const no = { status: 403, message: 'ROLE_MISSING' };
    const listed = { branchCode: 'oostende', objectId: opened.objectId };
    expect(await call('ListLinks', listed, bearing(opened.token))).toMatchObject(no);
    expect(await call('PeopleService/EndMySessions', {}, bearing(opened.token))).toMatchObject(no);
    // who is signed in beside it is not who calls
    const both = { ...bearing(opened.token), cookie };
    expect(await call('ListLinks', listed, both)).toMatchObject(no);
    const { rows } = await call('ListLinks', listed, { cookie });
    expect(rows).toMatchObject([{ openedCount: 1, lastDevice: 'phone' }]);
    expect(JSON.stringify(rows)).not.toContain('iPhone');
  });

  test('closes at once when it is revoked, whatever its token says', async () => {
    const { secret, id } = await give();
    const { token } = await open(secret);
    expect(await call('RenewLink', {}, bearing(token))).toMatchObject({ status: 200 });
    expect(await call('RevokeLink', { id }, { cookie })).toMatchObject({ status: 200 });
    const closed = { status: 401, message: 'LINK_OVER' };
    expect(await call('RenewLink', {}, bearing(token))).toMatchObject(closed);
    expect(await call('RevokeLink', {}, bearing(token))).toMatchObject(closed);
    expect(await open(secret)).toMatchObject({ status: 404, message: 'LINK_OVER' });
  });

  test('closes at once when another second question is kept, and is opened anew', async () => {
    const { secret, objectId, personId } = await give();
    const { token } = await open(secret);
    const question = { question: 'word_we_chose', answer: 'koekoek' };
    const anew = page({ objectId, personId, question, replaceQuestion: true });
    expect(await call('GiveLink', anew, { cookie })).toMatchObject({ status: 200 });
    const again = { status: 401, message: 'LINK_OPEN_AGAIN' };
    expect(await call('RevokeLink', {}, bearing(token))).toMatchObject(again);
    expect(await call('OpenLink', { secret })).toMatchObject({ question: 'word_we_chose' });
  });

  test('what is called with it is a use, and what keeps it open is none', async () => {
    const { secret, id } = await give();
    const { token } = await open(secret);
    const used = async () => {
      const asked = 'select used_at is not null as used from link where id = $1';
      return (await asGateway<{ used: boolean }>(asked, [id]))[0]?.used;
    };
    const long = `update link set last_opened_at = now() - interval '50 minutes' where id = $1`;
    await asGateway(long, [id]);
    // of another one: it is not theirs, but they are there
    const other = { id: page().objectId };
    expect(await call('RenewLink', {}, bearing(token))).toMatchObject({ status: 200 });
    await call('RevokeLink', other, { ...bearing(token), 'x-katrol-unattended': '1' });
    expect(await used()).toBe(false);
    expect(await call('RevokeLink', other, bearing(token))).toMatchObject({ status: 404 });
    expect(await used()).toBe(true);
  });

  test('"this was not me": its holder closes it, from the page that it opened', async () => {
    const { secret } = await give();
    const { token } = await open(secret);
    expect(await call('RevokeLink', {}, bearing(token))).toMatchObject({ status: 200 });
    expect(await open(secret)).toMatchObject({ status: 404, message: 'LINK_OVER' });
  });

  test('keeps to the door’s rules', async () => {
    const { secret } = await give();
    const { token } = await open(secret);
    const refused = { status: 403, message: 'ORIGIN_REFUSED' };
    expect(await call('RenewLink', {}, { ...bearing(token), 'x-katrol': '' })).toMatchObject(
      refused,
    );
    const foreign = { ...bearing(token), origin: 'https://elders.example' };
    expect(await call('RenewLink', {}, foreign)).toMatchObject(refused);
    expect(await call('OpenLink', { secret, ...right }, foreign)).toMatchObject(refused);
    const spoilt = bearing(token?.replace(/.{6}$/, 'AAAAAA'));
    const invalid = { status: 401, message: 'IDENTITY_TOKEN_INVALID' };
    expect(await call('RenewLink', {}, spoilt)).toMatchObject(invalid);
    // what is open to anybody is, also to who holds a token that ended
    expect(await call('OpenLink', { secret }, spoilt)).toMatchObject({ status: 200 });
  });

  test('what services ask each other is not there', async () => {
    const asked = await door.raw({
      method: 'POST',
      path: '/api/katrol.intake.v1.IntakeService/CheckLink',
      headers: { 'content-type': 'application/json', 'x-katrol': 'portal', host: 'localhost:8080' },
    });
    expect(asked.status).toBe(404);
  });

  test('a person’s own token that somebody brings along opens nothing', async () => {
    const token = await identity.person({ roles: ['coordinator'], branches: ['oostende'] });
    const listed = { branchCode: 'oostende', objectId: page().objectId };
    expect(await call('ListLinks', listed, bearing(token))).toMatchObject({ status: 401 });
  });

  test('while intake is away nothing opens: 503, and when to come again', async () => {
    const { secret } = await give();
    intake.leave();
    try {
      expect(await open(secret)).toMatchObject({ status: 503 });
    } finally {
      await intake.back();
    }
  });
});

test('200 guesses a second from one address find nothing and slow nobody else', async () => {
  // those before came from intake that was away
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  const { secret } = await give();
  const guess = { 'x-forwarded-for': '203.0.113.9' };
  const since = performance.now();
  const guessing = Array.from({ length: 600 }, async (_, i) => {
    await new Promise((resolve) => setTimeout(resolve, i * 5));
    return await call('OpenLink', { secret: `${'g'.repeat(40)}${i}`, ...right }, guess);
  });
  const times: number[] = [];
  while (performance.now() - since < 2_800) {
    const at = performance.now();
    expect(await call('OpenLink', { secret })).toMatchObject({ status: 200, question: 'street' });
    times.push(performance.now() - at);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const found = await Promise.all(guessing);
  const by = Map.groupBy(found, ({ status, message }) => `${status} ${message}`);
  expect(by.get('404 LINK_OVER')).toHaveLength(40);
  expect(by.get('429 RATE_LIMITED')).toHaveLength(560);
  times.sort((a, b) => a - b);
  const [median, worst] = [times[times.length >> 1] ?? 0, times.at(-1) ?? 0];
  process.stdout.write(
    `links: 200 guesses/s; others: median ${median.toFixed(0)} ms, worst ${worst.toFixed(0)} ms\n`,
  );
  expect(times.length).toBeGreaterThan(0);
});

test('what would be sent stands in the mailbox of this machine, escaped', async () => {
  const { personId, objectId } = page();
  intake.said.addresses.set(personId, { email: '<ma&ma>@voorbeeld.example' });
  const link = page({ personId, objectId });
  expect(await call('SendLink', { link, purpose: 'page' }, { cookie })).toMatchObject({
    status: 200,
  });
  let text = '';
  for (let i = 0; i < 80 && !text.includes('voorbeeld'); i += 1) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    text = (await door.raw({ path: '/postvak', headers: { host: 'localhost:8080' } })).text;
  }
  expect(text).toContain('&#60;ma&#38;ma&#62;@voorbeeld.example');
  const secret = /localhost:8080\/link#([\w-]{43})</.exec(text)?.[1] ?? '';
  expect(await open(secret)).toMatchObject({ status: 200, personId });
});
