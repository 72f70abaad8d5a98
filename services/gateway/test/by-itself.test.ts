import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createLogger } from '@katrol/runtime';
import type { Waiting } from '../src/links/deps.ts';
import { sendDue } from '../src/links/sending.ts';
import { tellParents } from '../src/links/tell-parents.ts';
import { tellTutors } from '../src/links/tell-tutors.ts';
import { coordinator, page } from './link-bed.ts';
import { startSending, type SendingBed } from './sending-bed.ts';

// What goes by itself: to whom it was agreed with, once, by day, and while there is something still.
const MONDAY = '2026-11-23T10:00:00Z';
const SATURDAY_EVENING = '2026-11-28T18:30:00Z';
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
beforeEach(async () => {
  await t.admin.query('delete from outgoing');
  t.clock.set(MONDAY);
  intake.said.waiting = [];
  intake.said.visits = [];
  intake.said.reflections = [];
  post.received.splice(0);
});

const log = createLogger('gateway', 'silent');
const working = () => ({ ...parts, ...parts.kit, clock: t.clock });
const tell = () => tellParents(working());
const run = () => sendDue({ ...working(), log, mailer, publicUrl: URL });
const as = () => t.as(coordinator());

/** A parent with an address and a question, who agreed to be written to, and for whom it waits. */
async function parent(more: Partial<Waiting> = {}, { question = true } = {}) {
  const asked = page({ language: 'fr' });
  if (question) await as()('giveLink', asked);
  const { objectId: familyId, personId } = asked;
  const email = `${personId}@voorbeeld.example`;
  intake.said.addresses.set(personId, { email });
  intake.said.written.set(personId, ['to_answer']);
  const line: Waiting = {
    personId,
    familyId,
    branchCode: 'oostende',
    language: 'fr',
    kind: 'to_answer',
    since: '2026-11-23T09:00:00.000Z',
    remindFrom: '2026-11-30T09:00:00.000Z',
    ...more,
  };
  intake.said.waiting = [...intake.said.waiting, line];
  return { ...line, email };
}
const received = ({ email }: { email: string }) =>
  post.received.filter((one) => one.to.includes(email));
async function rowsOf({ familyId }: { familyId: string }) {
  const asked = { branchCode: 'oostende', objectId: familyId };
  return (await as()('listOutgoing', asked)).rows;
}

describe('something that waits for a parent', () => {
  test('is told once, in their language, with a link of their own and no word of what it is', async () => {
    const fatma = await parent();
    expect([await tell(), await tell()]).toEqual([1, 0]);
    expect(await run()).toBe(1);
    const [letter] = received(fatma);
    expect(letter?.text).toContain('Il y a quelque chose pour vous');
    // and where it is switched off
    expect(letter?.text).toContain('bas de votre page');
    const secret = /link#([\w-]{43})/.exec(letter?.text ?? '')?.[1] ?? '';
    const opened = await t.anonymous('openLink', { secret, answer: 'Kapellestraat' });
    expect(opened).toMatchObject({ personId: fatma.personId, objectId: fatma.familyId });
    expect(await rowsOf(fatma)).toMatchObject([{ purpose: 'waiting', failure: '' }]);
    t.clock.set('2026-11-24T10:00:00Z');
    expect(await tell()).toBe(0);
  });

  test('and once more after the profile’s days; what came since is another thing', async () => {
    const fatma = await parent();
    const days = ['2026-11-23', '2026-11-29', '2026-12-01', '2026-12-09', '2027-01-11'];
    const told = [];
    for (const day of days) {
      t.clock.set(`${day}T10:00:00Z`);
      told.push(await tell());
    }
    expect(told).toEqual([1, 0, 1, 0, 0]);
    intake.said.waiting = [
      ...intake.said.waiting,
      { ...fatma, since: '2027-01-11T11:00:00.000Z', remindFrom: '2027-01-18T11:00:00.000Z' },
    ];
    // one message a day, whatever waits
    const again = await parent();
    t.clock.set('2027-01-12T10:00:00Z');
    intake.said.waiting = [...intake.said.waiting, { ...again, since: '2027-01-12T09:00:00.000Z' }];
    expect([await tell(), await tell()]).toEqual([2, 0]);
  });

  test('what a colleague sent them meanwhile told it too', async () => {
    const fatma = await parent();
    const { familyId: objectId, personId } = fatma;
    const link = page({ objectId, personId, question: undefined });
    await as()('sendLink', { link, purpose: 'page' });
    t.clock.set('2026-11-24T10:00:00Z');
    expect(await tell()).toBe(0);
    const itself = as()('sendLink', { link, purpose: 'waiting' });
    await expect(itself).rejects.toMatchObject({ fields: [{ field: 'purpose' }] });
  });

  test('at night, on a Sunday and on a public holiday nobody is; what was queued before waits for the next morning', async () => {
    const fatma = await parent();
    // by the clock of Brussels: before eight, from eight in the evening, all of Sunday, and Christmas
    for (const closed of [
      '2026-11-24T06:59:00Z',
      '2026-11-24T19:00:00Z',
      '2026-11-29T12:00:00Z',
      '2026-12-25T12:00:00Z',
    ]) {
      t.clock.set(closed);
      expect([closed, await tell()]).toEqual([closed, 0]);
    }
    t.clock.set(SATURDAY_EVENING);
    expect(await tell()).toBe(1);
    t.clock.set('2026-11-28T19:10:00Z');
    expect(await run()).toBe(1);
    const [row] = await rowsOf(fatma);
    expect(new Date(Number(row?.nextAt?.seconds) * 1000).toISOString()).toBe(
      '2026-11-30T07:00:00.000Z',
    );
    t.clock.set('2026-11-29T12:00:00Z');
    expect(await run()).toBe(0);
    t.clock.set('2026-11-30T07:00:00Z');
    expect(await run()).toBe(1);
    expect(received(fatma)).toHaveLength(1);
  });

  test('stops between queue and sending: held, switched off, answered, another kind only', async () => {
    const held = await parent();
    const off = await parent();
    const answered = await parent();
    const other = await parent();
    expect(await tell()).toBe(4);
    intake.said.closed.add(held.personId);
    intake.said.written.set(off.personId, []);
    intake.said.waiting = intake.said.waiting.filter((one) => one.personId !== answered.personId);
    intake.said.written.set(other.personId, ['to_read']);
    expect(await run()).toBe(4);
    expect(post.received).toEqual([]);
    const why = [];
    for (const one of [held, off, answered, other]) why.push((await rowsOf(one))[0]?.failure);
    expect(why).toEqual(['NOT_STANDING', 'CALLED_OFF', 'CALLED_OFF', 'CALLED_OFF']);
    // and nothing comes back to life by itself
    expect([await tell(), await run()]).toEqual([0, 0]);
  });

  test('without a question that was chosen together it is not sent, and the branch sees why', async () => {
    const none = await parent({}, { question: false });
    await tell();
    await run();
    expect(await rowsOf(none)).toMatchObject([{ failure: 'NO_QUESTION' }]);
    expect(post.received).toEqual([]);
  });

  test('several gateways at once: each is told once, and gets it once', async () => {
    const all = await Promise.all(Array.from({ length: 6 }, () => parent()));
    intake.said.waiting = all;
    const told = await Promise.all([tell(), tell(), tell()]);
    expect(told.reduce((sum, n) => sum + n, 0)).toBe(6);
    await Promise.all([run(), run(), run()]);
    for (const one of all) expect(received(one)).toHaveLength(1);
  });

  test('however many wait, gateways beside each other put each on its way once', async () => {
    const one = await parent({}, { question: false });
    const many = Array.from({ length: 150 }, () => ({ ...one, personId: randomUUID() }));
    intake.said.waiting = many;
    const told = await Promise.all([tell(), tell(), tell(), tell()]);
    expect(told.reduce((sum, n) => sum + n, 0)).toBe(150);
  });

  test('a mail server that is away for an hour: once it is back it leaves, if it waits still', async () => {
    const waits = await parent();
    const answered = await parent();
    expect(await tell()).toBe(2);
    await post.stop();
    for (let minute = 0; minute < 60; minute += 5) {
      t.clock.set(new Date(Date.parse(MONDAY) + minute * 60_000).toISOString());
      expect(await tell()).toBe(0);
      await run();
    }
    await post.back();
    intake.said.waiting = intake.said.waiting.filter((one) => one.personId !== answered.personId);
    t.clock.set('2026-11-23T11:30:00Z');
    await run();
    expect([received(waits).length, received(answered).length]).toEqual([1, 0]);
  });
});

describe('a tutor', () => {
  const remind = () => tellTutors(working());
  const tutor = (remindersOff: ('visit_tomorrow' | 'reflection_waiting')[] = []) => {
    const tutorId = randomUUID();
    const email = `${tutorId}@student.example`;
    intake.said.tutors.set(tutorId, { email, remindersOff });
    return { tutorId, branchCode: 'oostende', at: ['16:30', '18:00'], email };
  };

  test('reads in the evening that there is a visit tomorrow and when, never with whom', async () => {
    const noor = tutor();
    intake.said.visits = [noor];
    expect(await remind()).toBe(0);
    t.clock.set('2026-11-23T16:00:00Z');
    const told = await Promise.all([remind(), remind()]);
    expect(told.reduce((sum, one) => sum + one, 0)).toBe(1);
    await Promise.all([run(), run()]);
    const [letter, ...more] = received(noor);
    expect(more).toEqual([]);
    expect(letter?.text).toContain('om 16.30 en 18.00');
    expect(letter?.text).toContain(URL);
    expect(letter?.text).not.toContain('link#');
    t.clock.set('2026-11-24T16:00:00Z');
    expect(await remind()).toBe(1);
  });

  test('is not told of a visit that was cancelled, nor on the day itself', async () => {
    const noor = tutor();
    const sam = tutor();
    intake.said.visits = [noor, sam];
    t.clock.set('2026-11-23T16:00:00Z');
    expect(await remind()).toBe(2);
    intake.said.visits = [sam];
    await post.stop();
    await run();
    await post.back();
    t.clock.set('2026-11-24T07:00:00Z');
    await run();
    expect(post.received).toEqual([]);
  });

  test('is reminded of a reflection once a week, and of nothing that was switched off', async () => {
    const noor = tutor();
    const sam = tutor(['visit_tomorrow', 'reflection_waiting']);
    intake.said.visits = [sam];
    intake.said.reflections = [noor, sam];
    const evenings = ['2026-11-23', '2026-11-24', '2026-11-29', '2026-11-30'];
    for (const day of evenings) {
      t.clock.set(`${day}T17:00:00Z`);
      await remind();
      await run();
    }
    expect(received(noor).map(({ text }) => /Je was op bezoek/.test(text))).toEqual([true, true]);
    expect(received(sam)).toEqual([]);
  });
});
