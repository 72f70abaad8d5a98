import type { Plain } from '@katrol/contract';
import { auditRow } from '@katrol/events';
import type { LinkPrincipal } from '@katrol/identity';
import { LinkService, type OpenLinkRequest } from '@katrol/proto/katrol/gateway/v1/links_pb';
import type { LinkQuestion } from '@katrol/proto/katrol/gateway/v1/codes';
import { Refusal, systemClock } from '@katrol/runtime';
import { writeTold, type RawTx } from '@katrol/store';
import { isRight } from './answers.ts';
import { openAgain, over, type LinkDeps, type LinkSteps } from './deps.ts';
import { hashOf } from './give.ts';
import {
  countAnswer,
  forgetAnswers,
  inLinks,
  isInUse,
  isOfParent,
  keepOpened,
  linkBySecret,
  linkById,
  stands,
  type KeptAnswer,
  type Link,
} from './rows.ts';

type Token = { token: string; until: Date };
/**
 * A question, with the language and the branch in whose words it is asked, or the link with a token
 * for it.
 */
export type Opened =
  | { question: LinkQuestion; language: string; branchCode: string }
  | { question: ''; link: Link; token: Token };

const NAME = `/${LinkService.typeName}/${LinkService.method.openLink.name}`;

/**
 * A secret for a token. What is unknown and what is over are looked up and refused alike: before
 * any question, any slow hash, and any other service.
 */
export async function openLink(call: LinkSteps, asked: Plain<OpenLinkRequest>): Promise<Opened> {
  const { deps, deadline, now } = call;
  const found = await inLinks(deps.store, deadline, (tx) => linkBySecret(tx, hashOf(asked.secret)));
  if (!found || found.kind === 'calendar') throw over();
  if (!stands(found, now)) throw over(found.branchCode);
  const answer = answerOf(found);
  if (answer) {
    if (found.closedUntil && found.closedUntil > now) throw closed(found.closedUntil);
    const { language, branchCode } = found;
    if (asked.answer === '' && asked.picture === '')
      return { question: answer.question, language, branchCode };
    await expectRight(call, found, answer, asked);
  } else if (isOfParent(found)) throw over(found.branchCode);
  const link = await stillOpen(call, found);
  await opened(call, link, asked);
  return { question: '', link, token: await tokenFor(call, link) };
}

const answerOf = ({ question, salt, hash }: Partial<KeptAnswer>): KeptAnswer | undefined =>
  question && salt && hash ? { question, salt, hash } : undefined;

const closed = (until: Date): Refusal =>
  new Refusal('resource_exhausted', 'LINK_QUESTION_CLOSED', {
    meta: { until: until.toISOString() },
  });

async function expectRight(
  { deps, deadline, now }: LinkSteps,
  link: Link,
  answer: KeptAnswer,
  given: Plain<OpenLinkRequest>,
): Promise<void> {
  // worked out before it is counted: whom it sends away as BUSY did not guess
  const right = await isRight(answer, given);
  const left = await inLinks(deps.store, deadline, (tx) => countAnswer(tx, link.id, now));
  if (left === undefined) throw closed((await readAgain(deps, deadline, link))?.closedUntil ?? now);
  if (right) {
    await inLinks(deps.store, deadline, (tx) => forgetAnswers(tx, link.id));
    return;
  }
  await onRecord(deps, deadline, { link, outcome: 'LINK_ANSWER_WRONG' });
  throw new Refusal('permission_denied', 'LINK_ANSWER_WRONG', { meta: { left: String(left) } });
}

const readAgain = (deps: LinkDeps, deadline: Date, { id }: Link): Promise<Link | undefined> =>
  inLinks(deps.store, deadline, (tx) => linkById(tx, id));

/**
 * The link as it may be opened now: intake says whether consent and holds still allow it, and where
 * the family went. Refuses LINK_OVER; `unavailable` while nobody can say.
 */
async function stillOpen({ deps, deadline }: LinkSteps, link: Link): Promise<Link> {
  const { stands: still, movedToId } = await deps.intake.check(link, deadline);
  if (!still) throw over(link.branchCode);
  return movedToId === '' ? link : { ...link, objectId: movedToId };
}

async function opened(
  { deps, deadline, now }: LinkSteps,
  link: Link,
  { device }: Plain<OpenLinkRequest>,
): Promise<void> {
  const kept = await onRecord(deps, deadline, {
    link,
    outcome: 'ok',
    with: (tx) => keepOpened(tx, link.id, { now, device }),
  });
  if (!kept) throw over(link.branchCode);
}

type Line = { link: Link; outcome: string; with?: (tx: RawTx) => Promise<boolean> };

/** Kept as done by the person whom the link is for. */
const onRecord = (deps: LinkDeps, deadline: Date, line: Line): Promise<boolean> => {
  const { link, outcome } = line;
  const { branchCode, objectId } = link;
  const what = outcome === 'ok' ? 'file' : 'refused';
  const origin = { principal: principalOf(link), name: NAME, traceparent: '', what } as const;
  const audit = [auditRow(origin, outcome, { objectId, branchCode })];
  const scope = { branches: [branchCode], universities: [], subject: `link:${link.personId}` };
  return deps.store.transact(scope, deadline, async (tx) => {
    const done = line.with ? await line.with(tx) : true;
    if (done) writeTold(tx, { events: [], audit });
    return done;
  });
};

const principalOf = (link: Link): LinkPrincipal => ({
  kind: 'link',
  link: link.kind,
  id: link.id,
  branch: link.branchCode,
  object: link.objectId,
  person: link.personId,
  asked: link.asked,
});

// tokens are judged by the real time, whatever clock the domain runs on
const tokenFor = ({ deps }: Pick<LinkSteps, 'deps'>, link: Link): Promise<Token> =>
  deps.signer.sign(principalOf(link), systemClock.now());

/** A new token for who has one, while the link stands and is in use. */
export async function renewLink(call: LinkSteps): Promise<Token> {
  const { deps, deadline, now, link: holder } = call;
  const id = holder?.id ?? '';
  const kept = await inLinks(deps.store, deadline, (tx) => linkById(tx, id));
  if (!kept || !stands(kept, now)) throw over(kept?.branchCode);
  if (holder?.asked !== kept.asked || !isInUse(kept, now)) throw openAgain();
  return await tokenFor(call, await stillOpen(call, kept));
}
