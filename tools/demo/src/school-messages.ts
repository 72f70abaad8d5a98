import { addDays } from '@katrol/runtime';
import type { SchoolMessage } from '@katrol/proto/katrol/school_liaison/v1/messages_pb';
import { SchoolLiaisonService } from '@katrol/proto/katrol/school_liaison/v1/service_pb';
import { referrerFirstNames } from './names.ts';
import * as texts from './school-texts.ts';
import type { Pupil } from './pupils.ts';

const liaison = SchoolLiaisonService.method;

/** What becomes of the messages of a branch: the first family's with an interpreter, and so on. */
export const roles = ['interpreted', 'yes', 'change', 'let_go', 'waiting'] as const;
export type Role = (typeof roles)[number] | 'agreed';

/** A message that `personId` said yes to for those who decide. */
export type Sent = Pupil & { role: Role; messageId: string };

/** A text for the school, and what the family says to it. Gives it where it may leave. */
export async function write(p: Pupil, role: Role): Promise<Sent | undefined> {
  const { s, familyId, childId, childName, contactId } = p;
  const { purpose, text, translations } = s.r.pick(texts.messages);
  const about = (words: string): string => words.replace('{child}', childName);
  const { language } = s.plan;
  const theirs = translations[language];
  const translation = { language, by: 'person', name: s.r.pick(referrerFirstNames) } as const;
  const draft = {
    branchCode: s.branch.code,
    familyId,
    childId,
    childName,
    purpose,
    contactIds: [contactId],
    text: about(text),
    translations: theirs ? [{ ...translation, text: about(theirs) }] : [],
    mayDiscuss: s.r.chance(0.5),
  };
  const { id: messageId, revision } = await s.me(liaison.draftMessage, draft, s.key('to-school'));
  const asked = await s.me(liaison.askFamily, { messageId, revision }, s.key('ask-family'));
  const [personId = ''] = asked.talkTo;
  if (role === 'waiting' || personId === '') return undefined;
  const said = await answer(p, asked, { personId, role });
  return said.status === 'approved' ? { ...p, role, messageId, personId } : undefined;
}

async function answer(
  { s }: Pupil,
  asked: SchoolMessage,
  { personId, role }: { personId: string; role: Role },
): Promise<SchoolMessage> {
  const newest = asked.versions.at(-1);
  const interpreter = s.plan.language === 'nl' ? '' : s.r.pick(referrerFirstNames);
  const interpreted = role === 'interpreted' && interpreter !== '';
  const said = {
    messageId: asked.id,
    version: newest?.version ?? 1,
    hash: newest?.hash ?? '',
    personId,
    answer: role === 'change' ? 'change' : role === 'let_go' ? 'no' : 'yes',
    means: interpreted ? 'with_interpreter' : 'spoken',
    language: s.plan.language,
    interpretedBy: interpreted ? interpreter : '',
    note: role === 'change' ? s.r.pick(texts.changes) : '',
  } as const;
  const m = await s.me(liaison.answerMessage, said, s.key('family-says'));
  if (role !== 'let_go') return m;
  const why = s.r.pick(texts.letGoBecause);
  const { id: messageId, revision } = m;
  return await s.me(liaison.letGo, { messageId, why, revision }, s.key('let-go'));
}

/** What the school itself keeps doing: one that is asked after soon, one with what came of it. */
export async function promise({ s, familyId, childId, schoolId }: Pupil): Promise<void> {
  const { me, r, key, calendar, branch } = s;
  const [soon = '', before = ''] = r.some(texts.commitments, 2);
  const saidBy = r.pick(referrerFirstNames);
  const whose = { branchCode: branch.code, familyId, childId, schoolId, saidBy };
  const due = { ...whose, text: soon, followUpOn: calendar.ago(r.between(-5, 2)) };
  await me(liaison.keepCommitment, { commitment: due }, key('promise'));
  const followUpOn = addDays(calendar.today, -20);
  const kept = { ...whose, text: before, followUpOn };
  const { id, revision } = await me(
    liaison.keepCommitment,
    { commitment: kept },
    key('promise-before'),
  );
  const outcome = r.pick(texts.commitmentOutcomes);
  const after = { ...kept, id, revision, outcome };
  await me(liaison.keepCommitment, { commitment: after }, key('promise-outcome'));
}
