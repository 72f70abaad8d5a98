import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Publisher } from '@katrol/testkit';
import {
  asked,
  atSchool,
  coordinator,
  formOf,
  minuteOver,
  profile,
  sent,
  startLiaison,
  type AtSchool,
  type Liaison,
} from './seed.ts';

// A link to one text opens that one, and nothing else of the family.
let t: Liaison;
let intake: Publisher;
let stop: () => Promise<void>;
beforeAll(async () => {
  ({ t, intake, stop } = await startLiaison());
  profile(intake, 'oostende');
});
afterAll(() => stop());

const item = (messageId: string, person: string, branch = 'oostende') =>
  t.link({ link: 'parent-item', object: messageId, person, branch });
const check = (f: AtSchool, messageId: string, personId = f.mama, branchCode = 'oostende') =>
  t.system('gateway')('checkItem', { messageId, personId, branchCode });
const nothing = { code: 'not_found' };

describe('one text, by a link of its own', () => {
  test('is read, answered within the minute anew, and leaves as by the page', async () => {
    const f = await atSchool(t, intake);
    const m = await asked(t, f);
    const mama = item(m.id, f.mama);
    expect(await mama('getMyItem', {})).toMatchObject({
      message: { id: m.id, status: 'awaiting_family', talkTo: [f.mama] },
      decides: true,
    });
    const no = await mama('answerMessage', { ...formOf(m), answer: 'no' });
    const [approval] = no.approvals;
    await mama('undoAnswer', { messageId: m.id, approvalId: approval?.id ?? '' });
    const yes = await mama('answerMessage', { ...formOf(m), answer: 'yes' });
    expect(yes).toMatchObject({ status: 'approved' });
    minuteOver(t);
    await sent(t, f);
    expect(await mama('getMyItem', {})).toMatchObject({ message: { status: 'sent' } });
  });

  test('another text of the same family it neither reads nor answers', async () => {
    const f = await atSchool(t, intake);
    const [m, other] = [await asked(t, f), await asked(t, f, { text: 'Iets anders.' })];
    const mama = item(m.id, f.mama);
    await expect(mama('answerMessage', { ...formOf(other), answer: 'yes' })).rejects.toMatchObject(
      nothing,
    );
    const said = await item(other.id, f.mama)('answerMessage', { ...formOf(other), answer: 'no' });
    await expect(
      mama('undoAnswer', { messageId: other.id, approvalId: said.approvals[0]?.id ?? '' }),
    ).rejects.toMatchObject(nothing);
    await expect(mama('getMyThread', {})).rejects.toMatchObject({ code: 'permission_denied' });
    await expect(mama('askQuestion', { kind: 'call_me' })).rejects.toMatchObject({
      code: 'permission_denied',
    });
    expect((await mama('getMyItem', {})).message?.id).toBe(m.id);
  });

  test('stands for who may read it now, in its branch, and no longer than the text', async () => {
    const f = await atSchool(t, intake);
    const other = await atSchool(t, intake);
    const m = await asked(t, f);
    expect(await check(f, m.id)).toMatchObject({ stands: true, familyId: f.familyId });
    expect(await check(f, m.id, other.mama)).toMatchObject({ stands: false, familyId: '' });
    expect(await check(f, m.id, f.mama, 'melle')).toMatchObject({ stands: false });
    expect(await check(f, f.familyId)).toMatchObject({ stands: false });
    for (const stranger of [item(m.id, other.mama), item(m.id, f.mama, 'melle')])
      await expect(stranger('getMyItem', {})).rejects.toMatchObject(nothing);
    const { revision } = await t.as(coordinator())('letGo', {
      messageId: m.id,
      why: 'Niet meer nodig',
      revision: m.revision,
    });
    expect(revision).toBeGreaterThan(m.revision);
    expect(await check(f, m.id)).toMatchObject({ stands: false });
    await expect(item(m.id, f.mama)('getMyItem', {})).rejects.toMatchObject(nothing);
  });
});
