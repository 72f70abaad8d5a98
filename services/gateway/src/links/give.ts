import { createHash, randomBytes } from 'node:crypto';
import { codeOf, type Plain } from '@katrol/contract';
import { branchOf } from '@katrol/events';
import { LinkKind } from '@katrol/proto/katrol/common/v1/codes';
import type {
  GiveLinkRequest,
  KeepLinkQuestionRequest,
} from '@katrol/proto/katrol/gateway/v1/links_pb';
import { Checks, invalid, Refusal, stale, taken } from '@katrol/runtime';
import type { RawTx } from '@katrol/store';
import { comparable, hashed } from './answers.ts';
import type { LinkCall } from './deps.ts';
import {
  addQuestion,
  changeQuestion,
  questionsOf,
  type KeptQuestion,
  type Whose,
} from './question-rows.ts';
import { addLink, loadLink, type Link, type NewLink } from './rows.ts';

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

/**
 * Judges who asks for a link and keeps the question that came along. Refuses a parent's page
 * without one, and what is not open to the person at this moment (LINK_NOT_STANDING).
 */
export async function wantedLink(call: LinkCall, asked: Plain<GiveLinkRequest>): Promise<Wanted> {
  const kind = codeOf(LinkKind, asked.kind);
  const branchCode = branchOf(call, asked.branchCode);
  const { objectId, personId, language, question } = asked;
  const c = new Checks();
  // whose secret stands in the path is given by what makes calendars
  c.that(kind !== 'calendar', 'kind', 'VALUE_UNKNOWN');
  c.that(kind !== 'school-contact' || objectId === personId, 'person_id', 'VALUE_UNKNOWN');
  c.done();
  const whose = { branchCode, personId };
  if (question) await keepFirst(call, whose, question);
  else if (kind === 'parent-page') await expectQuestion(call.tx, whose);
  const about = { kind, branchCode, objectId, personId };
  const { stands } = await call.deps.intake.check(about, call.deadline);
  if (!stands) throw new Refusal('failed_precondition', 'LINK_NOT_STANDING');
  return { ...about, language, days: asked.days || DAYS[kind] };
}

async function keepFirst(
  call: LinkCall,
  whose: Whose,
  question: NonNullable<Plain<GiveLinkRequest>['question']>,
): Promise<void> {
  expectAnswer(question, 'question.answer');
  const kept = await addQuestion(call.tx, whose, await hashed(question), call.now);
  if (!kept) throw taken('question', 'LINK_QUESTION_KEPT');
}

async function expectQuestion(tx: RawTx, { branchCode, personId }: Whose): Promise<void> {
  const [kept] = await questionsOf(tx, branchCode, [personId]);
  if (!kept) throw invalid({ field: 'question', reason: 'VALUE_MISSING' });
}

// what is nothing once it is compared would be right for every nothing
function expectAnswer(
  { question, answer }: NonNullable<Plain<GiveLinkRequest>['question']>,
  field: string,
): void {
  if (question !== 'picture' && comparable(answer).length < 2)
    throw invalid({ field, reason: 'VALUE_TOO_SHORT' });
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
  asked: Plain<GiveLinkRequest>,
): Promise<{ secret: string; link: Link }> {
  const wanted = await wantedLink(call, asked);
  const { secret, link } = freshLink(wanted, call.actor, call.now);
  const id = await addLink(call.tx, link);
  call.audit(link.objectId, link.branchCode, { reason: `link:${link.kind}` });
  return { secret, link: await loadLink(call.tx, id) };
}

/** Keeps another question for a person, or the first one. */
export async function keepLinkQuestion(
  call: LinkCall,
  { branchCode: named, personId, question, revision }: Plain<KeepLinkQuestionRequest>,
): Promise<KeptQuestion> {
  const { tx, now } = call;
  const whose = { branchCode: branchOf(call, named), personId };
  expectAnswer(question, 'question.answer');
  const answer = await hashed(question);
  const kept =
    revision === 0
      ? await addQuestion(tx, whose, answer, now)
      : await changeQuestion(tx, { ...whose, revision }, answer, now);
  const [there] = await questionsOf(tx, whose.branchCode, [personId]);
  if (!kept || !there) throw stale(there?.revision ?? 0);
  call.audit(personId, whose.branchCode, { reason: 'link_question' });
  return there;
}
