import { LinkService } from '@katrol/proto/katrol/gateway/v1/links_pb';
import { SchoolLiaisonService } from '@katrol/proto/katrol/school_liaison/v1/service_pb';
import type { Person, Portal } from './portal.ts';
import * as texts from './school-texts.ts';
import type { Pupil } from './pupils.ts';

const liaison = SchoolLiaisonService.method;
const WORD = 'regenboog';

/** Who holds the link of their own page: given by the branch, with a word that was chosen together. */
export async function withOwnPage(
  { s, familyId: objectId, personId }: Pupil,
  portal: Portal,
): Promise<Person> {
  const { language } = s.plan;
  const page = { branchCode: s.branch.code, kind: 'parent-page', objectId, personId } as const;
  const question = { question: 'word_we_chose', answer: WORD } as const;
  const { questions } = await s.me(LinkService.method.listLinks, page);
  // kept by a load before, or a moment ago: the word is the same
  const kept = questions.some((one) => one.personId === personId);
  const given = { ...page, language, ...(kept ? {} : { question }) };
  // a secret is told once: without a key, each time a link of its own
  const { secret } = await s.me(LinkService.method.giveLink, given);
  return portal.holding(secret, WORD);
}

/** A parent asks something, says what to bring to a meeting, and writes beside a text. */
export async function onTheOwnPage(
  p: Pupil,
  portal: Portal,
  of: { meetingId: string; folderId: string; besideId: string },
): Promise<void> {
  const { s, childId, childName } = p;
  const { me, r, key, calendar } = s;
  const parent = await withOwnPage(p, portal);
  const { text, answer } = r.pick(texts.parentQuestions);
  const asks = { kind: 'question', text, language: 'nl' } as const;
  const { id: questionId, revision } = await parent(liaison.askQuestion, asks, key('asks'));
  const dueOn = calendar.ago(-3);
  const taken = { questionId, dueOn, revision };
  const { revision: then } = await me(liaison.takeUpQuestion, taken, key('takes-up'));
  const answered = { questionId, answer, revision: then };
  await me(liaison.takeUpQuestion, answered, key('answers'));
  await parent(liaison.askQuestion, { kind: 'call_me', language: 'nl' }, key('call-me'));
  const meeting = { meetingId: of.meetingId, answer: 'yes' } as const;
  const wishes = { points: r.pick(texts.points), brings: r.pick(texts.brings) };
  await parent(liaison.answerMeeting, { ...meeting, ...wishes }, key('meeting-answer'));
  if (of.folderId !== '') {
    const day = { day: calendar.onWeekday(1, 1), ofChild: r.pick(texts.ofChildren) };
    const seen = { ...day, seenAtHome: true };
    await parent(liaison.keepFolderDay, { folderId: of.folderId, day: seen }, key('of-child'));
  }
  if (of.besideId === '') return;
  const own = { childId, childName, purpose: 'inform', besideId: of.besideId } as const;
  const words = { ...own, language: 'nl', text: r.pick(texts.ownWords) };
  await parent(liaison.beginMessage, words, key('own-words'));
}
