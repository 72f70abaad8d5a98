import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createLogger } from '@katrol/runtime';
import type { ToTell } from '../src/links/deps.ts';
import { sendDue } from '../src/links/sending.ts';
import { tellContacts } from '../src/links/tell-contacts.ts';
import { coordinator, page, place } from './link-bed.ts';
import { startSending, type SendingBed } from './sending-bed.ts';

const START = '2026-11-23T10:00:00Z';
const URL = 'https://katrol.example';
let intake: SendingBed['intake'];
let t: SendingBed['t'];
let parts: SendingBed['parts'];
let post: SendingBed['post'];
let mailer: SendingBed['mailer'];
let stop: SendingBed['stop'];
beforeAll(async () => {
  ({ intake, t, parts, post, mailer, stop } = await startSending());
});
afterAll(() => stop());
beforeEach(() => t.clock.set(START));

const log = createLogger('gateway', 'silent');
const run = () => {
  const { kit, intake: asking } = parts;
  return sendDue({ ...kit, log, intake: asking, mailer, publicUrl: URL });
};
const as = () => t.as(coordinator());
/** Puts a page on its way to somebody with this address; none where it is empty. */
async function queued(email: string, more: object = {}) {
  const link = page(more);
  if (email !== '') intake.said.addresses.set(link.personId, { email });
  const { id } = await as()('sendLink', { link, purpose: 'page' });
  return { ...link, id };
}
async function rowOf({ id, objectId }: { id: string; objectId: string }) {
  const { rows } = await as()('listOutgoing', { branchCode: 'oostende', objectId });
  return rows.find((row) => row.id === id);
}
const minutesLater = (minutes: number): void =>
  t.clock.set(new Date(Date.parse(START) + minutes * 60_000).toISOString());

describe('what is on its way', () => {
  test('arrives with a link of its own and one sentence; neither address nor text is kept', async () => {
    const sent = await queued('fatma@voorbeeld.example', { language: 'fr' });
    expect(await rowOf(sent)).toMatchObject({ attempts: 0, purpose: 'page' });
    expect(await run()).toBe(1);
    const [letter] = post.received.splice(0);
    expect(letter?.to).toEqual(['fatma@voorbeeld.example']);
    expect(letter?.from).toBe('katrol@katrol.example');
    expect(letter?.text).toContain('Il y a quelque chose pour vous');
    const secret = /katrol\.example\/link#([\w-]{43})/.exec(letter?.text ?? '')?.[1] ?? '';
    const opened = await t.anonymous('openLink', { secret, answer: 'Kapellestraat' });
    expect(opened).toMatchObject({ personId: sent.personId, objectId: sent.objectId });
    const row = await rowOf(sent);
    expect([row?.sentAt !== undefined, row?.nextAt, row?.failure]).toEqual([true, undefined, '']);
    const { rows } = await t.admin.query<{ all: string }>(
      `select (select json_agg(o)::text from outgoing o) || (select json_agg(l)::text from link l) as all`,
    );
    expect(rows[0]?.all).not.toMatch(/fatma|quelque chose/);
    expect(rows[0]?.all).not.toContain(secret);
    expect(await run()).toBe(0);
  });

  test('a mail server that is away for an hour: tried with growing pauses, sent once it is back', async () => {
    const sent = await queued('mama@voorbeeld.example');
    await post.stop();
    const tried: number[] = [];
    for (let minute = 0; minute < 60; minute += 1) {
      minutesLater(minute);
      if ((await run()) > 0) tried.push(minute);
    }
    expect(tried).toEqual([0, 1, 6, 21]);
    const links = await as()('listLinks', { branchCode: 'oostende', objectId: sent.objectId });
    // nobody got those: they are none
    expect(links.rows).toEqual([]);
    await post.back();
    minutesLater(81);
    expect(await run()).toBe(1);
    expect(post.received.map(({ to }) => to)).toEqual([['mama@voorbeeld.example']]);
    expect(await rowOf(sent)).toMatchObject({ attempts: 5, failure: '' });
    post.received.splice(0);
  });

  test('after two days it is given up, and the branch sees it', async () => {
    const sent = await queued('weg@voorbeeld.example');
    await post.stop();
    let attempts = 0;
    for (let hour = 0; hour <= 54; hour += 1) {
      minutesLater(hour * 60);
      attempts += await run();
    }
    await post.back();
    const row = await rowOf(sent);
    expect(row).toMatchObject({ failure: 'NOT_DELIVERED', attempts });
    expect(Number(row?.failedAt?.seconds) * 1000).toBeGreaterThanOrEqual(
      Date.parse(START) + 48 * 3_600_000,
    );
    expect(attempts).toBeLessThan(16);
    expect(await run()).toBe(0);
  });

  test('to nobody without an address, refused by their server, or to whom it is not open now', async () => {
    const none = await queued('');
    const refused = await queued('fout@voorbeeld.example');
    const held = await queued('papa@voorbeeld.example');
    post.refused.add('fout@voorbeeld.example');
    intake.said.closed.add(held.personId);
    expect(await run()).toBe(3);
    expect(await rowOf(none)).toMatchObject({ failure: 'NO_ADDRESS', attempts: 1 });
    expect(await rowOf(refused)).toMatchObject({ failure: 'ADDRESS_REFUSED' });
    expect(await rowOf(held)).toMatchObject({ failure: 'NOT_STANDING' });
    expect(post.received).toEqual([]);
  });

  test('while intake is away nothing leaves, and it is tried again', async () => {
    const sent = await queued('later@voorbeeld.example');
    intake.leave();
    expect(await run()).toBe(1);
    await intake.back();
    expect(post.received).toEqual([]);
    // the connection finds its way back by itself
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(await rowOf(sent)).toMatchObject({ attempts: 1, failure: '' });
    minutesLater(2);
    await run();
    minutesLater(10);
    await run();
    expect(post.received.splice(0)).toHaveLength(1);
  });

  test('several gateways take different ones: each arrives once', async () => {
    for (let i = 0; i < 12; i += 1) await queued(`${i}@voorbeeld.example`);
    const taken = await Promise.all([run(), run(), run()]);
    expect(taken.reduce((sum, n) => sum + n, 0)).toBe(12);
    const to = post.received.splice(0).flatMap((one) => one.to);
    expect(new Set(to).size).toBe(12);
    expect(to).toHaveLength(12);
  });

  test('what a gateway took and left is taken by another, after its time', async () => {
    const sent = await queued('half@voorbeeld.example');
    await t.admin.query(
      `update outgoing set attempts = 1, next_at = $2::timestamptz + interval '5 minutes' where id = $1`,
      [sent.id, START],
    );
    expect(await run()).toBe(0);
    minutesLater(5);
    expect(await run()).toBe(1);
    expect(post.received.splice(0)).toHaveLength(1);
  });

  test('a server that takes it and says nothing may have it: the link in it is left', async () => {
    const sent = await queued('stil@voorbeeld.example');
    post.silent.add('stil@voorbeeld.example');
    expect(await run()).toBe(1);
    const [letter] = post.received.splice(0);
    const secret = /link#([\w-]{43})/.exec(letter?.text ?? '')?.[1] ?? '';
    expect(await t.anonymous('openLink', { secret })).toMatchObject({ question: 'street' });
    expect(await rowOf(sent)).toMatchObject({ attempts: 1, failure: '' });
    post.silent.clear();
    minutesLater(2);
    expect(await run()).toBe(1);
    expect(post.received.splice(0)).toHaveLength(1);
  });

  test('an address is one address, whatever it holds', async () => {
    await queued('a@voorbeeld.example, b@voorbeeld.example');
    await run();
    const to = post.received.splice(0).flatMap((one) => one.to);
    expect(to.length).toBeLessThanOrEqual(1);
    expect(to).not.toContain('b@voorbeeld.example');
  });
});

test('a list of fifty says that there are more, and goes on after the last', async () => {
  const objectId = randomUUID();
  const personId = randomUUID();
  for (let i = 0; i < 52; i += 1) {
    const link = place({ objectId, personId });
    await as()('sendLink', { link, purpose: 'message' });
  }
  const ask = (afterId = '') => as()('listOutgoing', { branchCode: 'oostende', objectId, afterId });
  const first = await ask();
  expect([first.rows.length, first.more]).toEqual([50, true]);
  const rest = await ask(first.rows.at(-1)?.id);
  expect([rest.rows.length, rest.more]).toEqual([2, false]);
  expect(new Set([...first.rows, ...rest.rows].map(({ id }) => id)).size).toBe(52);
});

describe('who speaks for a school', () => {
  const contact = (digest: ToTell['digest'], since = '2026-11-23T09:00:00.000Z'): ToTell => {
    const contactId = randomUUID();
    intake.said.addresses.set(contactId, { email: `${contactId}@school.example` });
    return { contactId, branchCode: 'oostende', since, digest };
  };
  const tell = () => tellContacts({ ...parts, ...parts.kit, clock: t.clock });
  const toldTo = ({ contactId }: ToTell) =>
    post.received.filter((one) => one.to.includes(`${contactId}@school.example`));

  test('is told once of what came, that there is something and no more, and again of what is newer', async () => {
    const els = contact('each');
    intake.said.toTell = [els];
    expect([await tell(), await tell()]).toEqual([1, 0]);
    await run();
    expect(toldTo(els)).toHaveLength(1);
    expect(toldTo(els)[0]?.text).toContain(`${URL}/link#`);
    intake.said.toTell = [{ ...els, since: '2026-11-23T12:00:00.000Z' }];
    t.clock.set('2026-11-23T13:00:00Z');
    expect(await tell()).toBe(1);
  });

  test('is told again on the next day when it did not arrive, and not all day long', async () => {
    const ria = contact('each');
    intake.said.toTell = [ria];
    const address = `${ria.contactId}@school.example`;
    post.refused.add(address);
    expect(await tell()).toBe(1);
    await run();
    minutesLater(60);
    expect(await tell()).toBe(0);
    post.refused.delete(address);
    t.clock.set('2026-11-24T10:00:00Z');
    expect([await tell(), await tell()]).toEqual([1, 0]);
    await run();
    expect(toldTo(ria)).toHaveLength(1);
    intake.said.toTell = [];
  });

  test('in school hours only, and once a week who asked for that', async () => {
    const greet = contact('weekly');
    intake.said.toTell = [greet];
    for (const closed of ['2026-11-23T05:30:00Z', '2026-11-23T16:30:00Z', '2026-11-28T10:00:00Z']) {
      t.clock.set(closed);
      expect([closed, await tell()]).toEqual([closed, 0]);
    }
    t.clock.set('2026-11-24T10:00:00Z');
    expect(await tell()).toBe(1);
    intake.said.toTell = [{ ...greet, since: '2026-11-25T09:00:00.000Z' }];
    t.clock.set('2026-11-26T10:00:00Z');
    expect(await tell()).toBe(0);
    t.clock.set('2026-11-30T10:00:00Z');
    expect(await tell()).toBe(1);
    intake.said.toTell = [];
  });
});
