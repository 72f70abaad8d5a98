import type { Plain } from '@katrol/contract';
import type {
  AskQuestionRequest,
  ChooseReadingRequest,
  KeepCommitmentRequest,
  TakeUpQuestionRequest,
  TranslateAnswerRequest,
} from '@katrol/proto/katrol/school_liaison/v1/messages_pb';
import { addMonths, expectRevision, invalid, notFound } from '@katrol/runtime';
import type { LiaisonCall } from '../store/client.ts';
import { keepAnswerTranslation, keepReading, messageOfAnswer } from '../store/answers.ts';
import { loadMessage, type Message } from '../store/messages.ts';
import { peopleOf } from '../store/people.ts';
import { loadSchool } from '../store/schools.ts';
import {
  addQuestion,
  followQuestion,
  loadCommitment,
  loadQuestion,
  saveCommitment,
  type Commitment,
  type Question,
} from '../store/talk.ts';
import { asSeen } from './as-seen.ts';
import { expectItem, linkFamily, linkPerson } from './who.ts';

/** What is owed by law within a month has its day at once; everything else when somebody takes it. */
export async function askQuestion(
  call: LiaisonCall,
  { kind, text, language }: Plain<AskQuestionRequest>,
): Promise<Question> {
  const [familyId = ''] = await linkFamily(call);
  const [branchCode = ''] = call.scope.branches;
  call.audit(familyId, branchCode);
  const dueOn = kind === 'everything_kept' ? addMonths(call.today, 1) : '';
  const personId = linkPerson(call);
  const asked = { kind, text, language, dueOn, askedAt: call.now };
  return await addQuestion(call.tx, { familyId, branchCode, personId, ...asked });
}

/** Somebody takes it up and says by when, or answers it. */
export async function takeUpQuestion(
  call: LiaisonCall,
  { questionId, dueOn, answer, revision }: Plain<TakeUpQuestionRequest>,
): Promise<Question> {
  const q = await loadQuestion(call.tx, questionId);
  expectRevision(revision, q.revision);
  if (dueOn === '' && answer === '' && q.dueOn === '')
    throw invalid({ field: 'due_on', reason: 'VALUE_MISSING' });
  call.audit(q.familyId, q.branchCode);
  const answeredAt = answer === '' ? null : call.now;
  // the law's day comes no later by who takes it up
  const legal = q.kind === 'everything_kept' && q.dueOn < dueOn;
  const taken = { takenBy: call.by, dueOn: legal ? q.dueOn : dueOn || q.dueOn, answer, answeredAt };
  return await followQuestion(call.tx, { id: q.id, revision: q.revision, ...taken });
}

/** How somebody reads an answer of the school, and that they did. */
export async function chooseReading(
  call: LiaisonCall,
  { answerId, choice, read, ...r }: Plain<ChooseReadingRequest>,
): Promise<Message> {
  const { tx, now: at } = call;
  const m = await messageOfAnswer(tx, answerId);
  expectItem(call, m.id);
  const own = linkPerson(call);
  const personId = own || r.personId;
  const people = await peopleOf(tx, m.familyId, m.childId);
  if (!people.some((one) => one.personId === personId)) throw notFound('person_id');
  const { branchCode } = m;
  // who reads it now has read it
  const done = read || choice === 'now';
  await keepReading(tx, {
    answerId,
    personId,
    branchCode,
    choice: choice || 'now',
    at,
    read: done,
  });
  call.audit(m.familyId, branchCode);
  return await asSeen(call, await loadMessage(tx, m.id));
}

/** What an answer of the school says in a parent's language; the answer itself stays beside it. */
export async function translateAnswer(
  call: LiaisonCall,
  { answerId, translation }: Plain<TranslateAnswerRequest>,
): Promise<Message> {
  const { tx } = call;
  const m = await messageOfAnswer(tx, answerId);
  if (translation.language === 'nl')
    throw invalid({ field: 'translation.language', reason: 'VALUE_UNKNOWN' });
  await keepAnswerTranslation(tx, answerId, translation);
  call.audit(m.familyId, m.branchCode);
  return await asSeen(call, await loadMessage(tx, m.id));
}

/** What the school itself keeps doing, and what came of asking after it: in a month where no day is said. */
export async function keepCommitment(
  call: LiaisonCall,
  { commitment: given }: Plain<KeepCommitmentRequest>,
): Promise<Commitment> {
  const { tx, today } = call;
  const there = given.id === '' ? undefined : await loadCommitment(tx, given.id);
  if (there) expectRevision(given.revision, there.revision);
  const familyId = there?.familyId ?? given.familyId;
  const people = await peopleOf(tx, familyId, given.childId);
  if (people.length === 0) throw notFound('commitment.child_id');
  const school = await loadSchool(tx, given.schoolId, { field: 'commitment.school_id', today });
  const { branchCode } = school;
  call.audit(familyId, branchCode);
  const followUpOn = given.followUpOn || addMonths(today, 1);
  return await saveCommitment(tx, { ...given, familyId, branchCode, followUpOn });
}
