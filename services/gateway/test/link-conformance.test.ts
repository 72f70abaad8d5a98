import { afterAll } from '@jest/globals';
import { LinkService } from '@katrol/proto/katrol/gateway/v1/links_pb';
import { describeService, type Seed } from '@katrol/testkit';
import { linkTable } from '../src/links/table.ts';
import {
  coordinator,
  given,
  page,
  place,
  startIntake,
  startLinks,
  type Links,
} from './link-bed.ts';

const intake = await startIntake();
afterAll(() => intake.stop());

async function seed(t: Links): Promise<Seed> {
  const { link } = await given(t);
  const { id, objectId, personId } = link;
  const question = { question: 'picture', picture: 'sun' };
  const listed = { branchCode: 'oostende', objectId };
  return {
    owner: coordinator(),
    stranger: coordinator('melle'),
    theirs: [
      { rpc: 'revokeLink', request: { id } },
      { rpc: 'listLinks', request: listed },
      { rpc: 'giveLink', request: page() },
      { rpc: 'keepLinkQuestion', request: { branchCode: 'oostende', personId, question } },
      { rpc: 'sendLink', request: { link: page(), purpose: 'page' } },
      { rpc: 'listOutgoing', request: { branchCode: 'oostende' } },
    ],
    lists: [{ rpc: 'listLinks', request: listed }],
    // the answer of a link that is given is told once
    command: {
      rpc: 'sendLink',
      request: { link: place(), purpose: 'message' },
      other: { link: place(), purpose: 'message' },
    },
    stale: {
      rpc: 'keepLinkQuestion',
      request: { branchCode: 'oostende', personId, question, revision: 9 },
    },
    slow: { table: 'link', rpc: 'listLinks', request: listed },
  };
}

describeService({
  service: LinkService,
  table: linkTable,
  start: startLinks(intake),
  seed,
  appendOnly: ['person_change'],
});
