import { createHash, randomBytes } from 'node:crypto';
import { getOption, type DescMethod } from '@bufbuild/protobuf';
import { codeOf, type Plain } from '@katrol/contract';
import { branchOf } from '@katrol/events';
import { LinkKind } from '@katrol/proto/katrol/common/v1/codes';
import { links } from '@katrol/proto/katrol/common/v1/options_pb';
import type {
  AnsweredQuestion,
  GiveLinkRequest,
  KeepLinkQuestionRequest,
} from '@katrol/proto/katrol/gateway/v1/links_pb';
import { services } from '@katrol/registry';
import { Checks, invalid, isUuid, notFound, Refusal, stale, taken } from '@katrol/runtime';
import { comparable, hashed } from './answers.ts';
import type { LinkBefore, LinkCall } from './deps.ts';
import {
  addQuestion,
  adoptQuestion,
  changeQuestion,
  questionsOf,
  replaceQuestion,
  type KeptQuestion,
  type Whose,
} from './question-rows.ts';
import { addLink, isOfParent, loadLink, type KeptAnswer, type Link, type NewLink } from './rows.ts';

const DAYS: Record<LinkKind, number> = {
  'parent-page': 180,
  'parent-item': 30,
  'school-contact': 365,
  receiver: 30,
  calendar: 365,
};
const DAY_MS = 86_400_000;

export const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();

type Wanted = Pick<Link, 'kind' | 'branchCode' | 'objectId' | 'personId' | 'language'> & {
  days: number;
};

const notStanding = (): Refusal => new Refusal('failed_precondition', 'LINK_NOT_STANDING');

/** What is asked for, judged, with the answer of the question that came along as it is kept. */
export type Ready = {
  wanted: Wanted;
  answer: KeptAnswer | undefined;
  replaces: boolean;
  /** other ids of the person */
  sameIds: string[];
};

// what nobody admits would open nothing
const ADMITTED = new Set(
  services.flatMap(({ contract }) =>
    Object.values<DescMethod>(contract.method).flatMap((method) => getOption(method, links)),
  ),
);

/**
 * Judges who asks for a link, and what. Refuses what is not open to the person at this moment
 * (LINK_NOT_STANDING).
 */
export async function readyLink(call: LinkBefore, asked: Plain<GiveLinkRequest>): Promise<Ready> {
  const kind = codeOf(LinkKind, asked.kind);
  const branchCode = branchOf(call, asked.branchCode);
  const { objectId, personId, language, question, replaceQuestion: replaces } = asked;
  const c = new Checks();
  c.that(ADMITTED.has(kind), 'kind', 'VALUE_UNKNOWN');
  c.that(kind !== 'school-contact' || objectId === personId, 'person_id', 'VALUE_UNKNOWN');
  c.that(!replaces || question !== undefined, 'question', 'VALUE_MISSING');
  c.done();
  if (question) expectAnswer(question);
  // what cannot be an id is of nobody
  if (![objectId, personId].every(isUuid)) throw notStanding();
  const about = { kind, branchCode, objectId, personId };
  const { stands, samePersonIds: sameIds } = await call.deps.intake.check(about, call.deadline);
  if (!stands) throw notStanding();
  const answer = question && (await hashed(question));
  return {
    wanted: { ...about, language, days: asked.days || DAYS[kind] },
    answer,
    replaces,
    sameIds,
  };
}

/**
 * Keeps the question that came along. Refuses another one than is kept, unless it replaces it, and
 * a parent's page without any.
 */
export async function keepAsked(
  call: LinkCall,
  { wanted, answer, replaces, sameIds }: Ready,
): Promise<void> {
  const { tx, now } = call;
  const { branchCode, objectId, personId, kind } = wanted;
  const whose = { branchCode, personId };
  await adoptQuestion(tx, whose, sameIds);
  if (!answer) {
    const [kept] = await questionsOf(tx, branchCode, [personId]);
    if (!kept && isOfParent({ kind }))
      throw invalid({ field: 'question', reason: 'VALUE_MISSING' });
    return;
  }
  if (!(await addQuestion(tx, whose, answer, now))) {
    if (!replaces) throw taken('question', 'LINK_QUESTION_KEPT');
    await replaceQuestion(tx, { branchCode, personIds: [personId, ...sameIds] }, answer, now);
  }
  call.audit(objectId, branchCode, { reason: 'link_question' });
}

// what is nothing once it is compared would be right for every nothing
function expectAnswer({ question, answer }: Plain<AnsweredQuestion>): void {
  if (question !== 'picture' && comparable(answer).length < 2)
    throw invalid({ field: 'question.answer', reason: 'VALUE_TOO_SHORT' });
}

/** A link with a secret of its own: the secret, and what is kept of it. */
export function freshLink(
  { days, ...wanted }: Wanted,
  givenBy: string,
  now: Date,
): { secret: string; link: NewLink } {
  const secret = randomBytes(32).toString('base64url');
  const until = new Date(now.getTime() + days * DAY_MS);
  return { secret, link: { ...wanted, secretHash: hashOf(secret), givenBy, givenAt: now, until } };
}

/** Gives a link; its secret is told this once. */
export async function giveLink(
  call: LinkCall,
  ready: Ready,
): Promise<{ secret: string; link: Link }> {
  await keepAsked(call, ready);
  const { secret, link } = freshLink(ready.wanted, call.actor, call.now);
  const id = await addLink(call.tx, link);
  call.audit(link.objectId, link.branchCode, { reason: `link:${link.kind}` });
  return { secret, link: { ...(await loadLink(call.tx, id)), givenBy: call.by } };
}

type Keeping = { whose: Whose; revision: number; answer: KeptAnswer };

/** The question that is to be kept, with its answer as it is kept. */
export async function readyQuestion(
  call: LinkBefore,
  { branchCode, personId, question, revision }: Plain<KeepLinkQuestionRequest>,
): Promise<Keeping> {
  const whose = { branchCode: branchOf(call, branchCode), personId };
  if (!isUuid(personId)) throw notFound('person_id');
  expectAnswer(question);
  return { whose, revision, answer: await hashed(question) };
}

/** Keeps another question for a person, or the first one. */
export async function keepLinkQuestion(
  { tx, now, audit }: LinkCall,
  { whose, revision, answer }: Keeping,
): Promise<KeptQuestion> {
  const kept =
    revision === 0
      ? await addQuestion(tx, whose, answer, now)
      : await changeQuestion(tx, { ...whose, revision }, answer, now);
  const { branchCode, personId } = whose;
  const [there] = await questionsOf(tx, branchCode, [personId]);
  if (!kept || !there) throw stale(there?.revision ?? 0);
  audit(personId, branchCode, { reason: 'link_question' });
  return there;
}
