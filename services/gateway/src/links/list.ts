import type { Plain } from '@katrol/contract';
import { branchOf } from '@katrol/events';
import type { ListLinksRequest } from '@katrol/proto/katrol/gateway/v1/links_pb';
import { notFound } from '@katrol/runtime';
import type { LinkDeps, LinkSteps } from './deps.ts';
import { questionsOf, type KeptQuestion } from './question-rows.ts';
import { linksOf, loadLink, revoke, type Link } from './rows.ts';

/** A link with the names of who gave and revoked it; a holder has no name here. */
export type Shown = Link & { revokedByHolder: boolean };

/**
 * What was given for one family, in each of the files that it had, one contact or one warm
 * referral: never a secret.
 */
export async function listLinks(
  call: LinkSteps,
  { branchCode: named, objectId }: Plain<ListLinksRequest>,
): Promise<{ rows: Shown[]; questions: KeptQuestion[] }> {
  const branchCode = branchOf(call, named);
  const of = { branchCode, familyId: objectId };
  const { familyIds, personIds } = await call.deps.intake.filesOf(of, call.deadline);
  const { links, questions } = await call.transact(async ({ tx, audit }) => {
    const rows = await linksOf(tx, branchCode, {
      objectIds: [objectId, ...familyIds],
      personIds,
    });
    const persons = [...new Set([...personIds, ...rows.map(({ personId }) => personId)])];
    audit(objectId, branchCode, { what: 'list', reason: `rows:${rows.length}` });
    return { links: rows, questions: await questionsOf(tx, branchCode, persons) };
  });
  return { rows: await withNames(call.deps, links), questions };
}

async function withNames({ namesOf }: LinkDeps, links: readonly Link[]): Promise<Shown[]> {
  const subjects = links.flatMap(({ givenBy, revokedBy }) => [givenBy, revokedBy]);
  const names = await namesOf([...new Set(subjects)].filter((one) => one !== '' && !isHolder(one)));
  return links.map((link) => ({
    ...link,
    givenBy: names.get(link.givenBy) ?? '',
    revokedBy: names.get(link.revokedBy) ?? '',
    revokedByHolder: isHolder(link.revokedBy),
  }));
}

const isHolder = (subject: string): boolean => subject.startsWith('link:');

/** Takes a link back: a branch its own; who came with one that one, for it was not them. */
export async function revokeLink(call: LinkSteps, id: string): Promise<Shown> {
  const { link: own } = call;
  if (own && id !== '' && id !== own.id) throw notFound('id');
  const revoked = await call.transact(async ({ tx, actor, now, audit }) => {
    const kept = await loadLink(tx, own?.id ?? id);
    await revoke(tx, kept.id, actor, now);
    audit(kept.objectId, kept.branchCode, { reason: 'link_revoked' });
    return await loadLink(tx, kept.id);
  });
  const [shown] = await withNames(call.deps, [revoked]);
  return shown as Shown;
}
