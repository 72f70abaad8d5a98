import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  coordinator,
  page,
  startIntake,
  startLinksUnderTest,
  type Intake,
  type Links,
} from './link-bed.ts';

let intake: Intake;
let t: Links;
beforeAll(async () => {
  intake = await startIntake();
  t = await startLinksUnderTest(intake);
});
afterAll(async () => {
  await t.stop();
  intake.stop();
});

const as = () => t.as(coordinator());
const soon = () => new Date(Date.now() + 5_000);
const open = (secret: string, more: object = {}) =>
  t.peer.call('openLink', { secret, ...more }, { deadline: soon() });
const listed = async (objectId: string) =>
  (await as()('listLinks', { branchCode: 'oostende', objectId })).rows;
const right = { answer: 'Kapellestraat' };
const over = { code: 'not_found', reason: 'LINK_OVER' };

test('a link to one text is asked its question, stands with text and family, and is never mailed', async () => {
  const text = page({ kind: 'parent-item' });
  const { secret, link } = await as()('giveLink', text);
  expect(await open(secret)).toMatchObject({ question: 'street', objectId: '', token: '' });
  const opened = await open(secret, right);
  expect(opened).toMatchObject({ kind: 'parent-item', objectId: text.objectId });
  // on the family's page it stands among what its parents were given
  const familyId = randomUUID();
  intake.said.files.set(familyId, { familyIds: [familyId], personIds: [text.personId] });
  expect((await listed(familyId)).map(({ id }) => id)).toEqual([link.id]);
  const again = { ...text, question: undefined };
  await expect(as()('sendLink', { link: again, purpose: 'message' })).rejects.toMatchObject({
    fields: [{ field: 'link.kind', reason: 'VALUE_UNKNOWN' }],
  });
  // held as a person, or gone as a text
  for (const gone of [text.personId, `text ${text.objectId}`]) {
    intake.said.closed.add(gone);
    await expect(open(secret, right)).rejects.toMatchObject(over);
    intake.said.closed.delete(gone);
  }
  await t.peer.call('revokeLink', {}, { token: opened.token, deadline: soon() });
  await expect(open(secret, right)).rejects.toMatchObject(over);
});
