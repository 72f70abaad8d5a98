import type { Plain } from '@katrol/contract';
import { branchOf } from '@katrol/events';
import type { ListLinksRequest } from '@katrol/proto/katrol/gateway/v1/links_pb';
import { notFound } from '@katrol/runtime';
import type { LinkCall } from './deps.ts';
import { questionsOf, type KeptQuestion } from './question-rows.ts';
import { linksOf, loadLink, revoke, type Link } from './rows.ts';

/** What was given for one family, text, contact or warm referral: never a secret. */
export async function listLinks(
  call: LinkCall,
  { branchCode: named, objectId }: Plain<ListLinksRequest>,
): Promise<{ rows: Link[]; questions: KeptQuestion[] }> {
  const branchCode = branchOf(call, named);
  const links = await linksOf(call.tx, branchCode, objectId);
  const persons = [...new Set(links.map(({ personId }) => personId))];
  call.audit(objectId, branchCode, { what: 'list', reason: `rows:${links.length}` });
  return {
    rows: await withNames(call, links),
    questions: await questionsOf(call.tx, branchCode, persons),
  };
}

/** With the names of who gave and revoked them; a holder has no name here. */
async function withNames({ deps }: LinkCall, links: readonly Link[]): Promise<Link[]> {
  const subjects = links.flatMap(({ givenBy, revokedBy }) => [givenBy, revokedBy]);
  const names = await deps.namesOf([...new Set(subjects)].filter((one) => isAccount(one)));
  return links.map((link) => ({
    ...link,
    givenBy: names.get(link.givenBy) ?? '',
    revokedBy: names.get(link.revokedBy) ?? '',
  }));
}

const isAccount = (subject: string): boolean => subject !== '' && !subject.startsWith('link:');

/** Takes a link back: a branch its own; who came with one that one, for it was not them. */
export async function revokeLink(call: LinkCall, id: string): Promise<Link> {
  const { tx, link: own } = call;
  if (own && id !== '' && id !== own.id) throw notFound('id');
  const kept = await loadLink(tx, own?.id ?? id);
  await revoke(tx, kept.id, call.actor, call.now);
  call.audit(kept.objectId, kept.branchCode, { reason: 'link_revoked' });
  const [revoked] = await withNames(call, [await loadLink(tx, kept.id)]);
  return revoked ?? kept;
}
