import { randomUUID } from 'node:crypto';
import { afterAll } from '@jest/globals';
import { LinkService } from '@katrol/proto/katrol/gateway/v1/links_pb';
import { describeAccess, startUnderTest, type AccessSample } from '@katrol/testkit';
import { coordinator, given, page, startIntake, startLinks, type Links } from './link-bed.ts';

const intake = await startIntake();
afterAll(() => intake.stop());

/** A link of a parent of oostende, and one on its way. */
async function sample(t: Links): Promise<AccessSample> {
  const { link, secret } = await given(t);
  const { objectId, personId } = link;
  const inBranch = { branchCode: 'oostende' };
  const again = { ...page(), objectId, personId, question: undefined };
  await t.as(coordinator())('sendLink', { link: again, purpose: 'page' });
  const theirs = { object: objectId, person: personId };
  const question = { question: 'street', answer: 'Kapellestraat' };
  return {
    tutorAccount: 'tutor-of-branch',
    fields: { 'family of a link': objectId, 'person of a link': personId },
    toldOnce: ['giveLink'],
    links: { 'parent-page': theirs, 'parent-item': theirs },
    requests: {
      giveLink: { ...again, kind: 'receiver' },
      keepLinkQuestion: { ...inBranch, personId, question, revision: 9 },
      listLinks: { ...inBranch, objectId },
      revokeLink: { id: randomUUID() },
      openLink: { secret },
      renewLink: {},
      sendLink: { link: { ...again, kind: 'receiver' }, purpose: 'message' },
      listOutgoing: inBranch,
    },
  };
}

describeAccess({
  services: [LinkService],
  start: () => startUnderTest(LinkService, startLinks(intake)),
  sample,
});
