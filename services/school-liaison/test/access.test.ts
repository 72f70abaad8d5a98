import { SchoolLiaisonService } from '@katrol/proto/katrol/school_liaison/v1/service_pb';
import { describeAccess, startUnderTest, type AccessSample } from '@katrol/testkit';
import { startSchoolLiaison } from '../src/service.ts';
import { coordinator, draft, formOf, newFamily, type Liaison } from './seed.ts';

const NAME = 'Kanariegeel';

/** A family of oostende, its school and contact, a text that was sent, one that waits, a folder. */
async function sample(t: Liaison): Promise<AccessSample> {
  await t.admin.query(
    `insert into branch_rules (branch_code, version, valid_from, rules)
      select code, 1, '2020-01-01', $1::jsonb from unnest(array['oostende', 'melle']) as code`,
    [{ school: { contactPolicy: 'folder', parentsApprove: true }, intake: {} }],
  );
  const { familyId, childId, mama } = newFamily();
  await t.admin.query(
    `insert into family_person (family_id, child_id, person_id, branch_code, role, held, language, sequence)
      values ($1, $2, $3, 'oostende', 'decides', false, 'nl', 1)`,
    [familyId, childId, mama],
  );
  const as = t.as(coordinator());
  const inBranch = { branchCode: 'oostende' };
  const school = await as('keepSchool', { school: { ...inBranch, name: `School ${NAME}` } });
  const contact = (name: string, named: boolean) =>
    as('keepSchoolContact', {
      contact: { ...inBranch, schoolIds: [school.id], name, role: 'care_teacher', named },
    });
  const els = await contact(`Els ${NAME}`, true);
  const greet = await contact('Greet Wouters', false);
  const pupil = { familyId, ...inBranch, childId, schoolId: school.id, since: '2026-09-01' };
  await as('settlePupil', pupil);
  const ids = { familyId, childId, mama, papa: mama, sequence: 1 };
  const at = { ...ids, schoolId: school.id, contactId: els.id, otherId: greet.id };
  const written = (text: string) => as('draftMessage', draft(at, { text, childName: NAME }));
  const waits = await written(`Wacht ${NAME}`);
  const asked = await as('askFamily', { messageId: waits.id, revision: waits.revision });
  const sent = await written(`Ging weg ${NAME}`);
  const sentAt = '2026-11-20T10:00:00Z';
  await t.admin.query(`update message set status = 'sent', sent_at = $2 where id = $1`, [
    sent.id,
    sentAt,
  ]);
  await t.admin.query(`update message_receiver set opened_at = $2 where message_id = $1`, [
    sent.id,
    sentAt,
  ]);
  const reply = await t.admin.query<{ id: string }>(
    `insert into school_answer (branch_code, message_id, contact_id, text, said_at)
      values ('oostende', $1, $2, $3, $4) returning id::text`,
    [sent.id, els.id, `Antwoord ${NAME}`, sentAt],
  );
  const answerId = reply.rows[0]?.id ?? '';
  const mine = { link: 'parent-page' as const, object: familyId, person: mama };
  const parent = t.link(mine);
  await parent('chooseReading', { answerId, choice: 'now' });
  const question = await parent('askQuestion', { kind: 'question', text: `Vraag ${NAME}` });
  const meeting = await as('keepMeeting', {
    meeting: {
      ...inBranch,
      kind: 'care',
      plannedFor: '2026-12-01T16:00',
      familyId,
      childId,
      childName: NAME,
      agenda: `Agenda ${NAME}`,
    },
  });
  const folder = await as('beginFolder', { familyId, ...inBranch, childId, childName: NAME });
  await parent('answerFolder', { folderId: folder.id, answer: 'yes' });
  await t.admin.query(
    `insert into family_consent (family_id, purpose, branch_code, given, sequence)
      values ($1, 'sharing_with_school', 'oostende', true, 1)`,
    [familyId],
  );
  await t.admin.query(
    `insert into family_alias (family_id, into_id, branch_code)
      values (uuidv7(), uuidv7(), 'oostende')`,
  );
  await t.admin.query(
    `insert into report_due (session_id, family_id, branch_code, occurred_on, status)
      values (uuidv7(), $1, 'oostende', '2026-11-20', 'due')`,
    [familyId],
  );
  const { reports } = await as('getThread', { familyId });
  await as('keepFolderDay', { folderId: folder.id, day: { homework: `Lezen ${NAME}` } });
  await parent('answerMeeting', { meetingId: meeting.id, answer: 'yes', points: `Punt ${NAME}` });
  await as('askAtReturnMoment', { ...inBranch, text: 'Waarom elke avond huiswerk?' });
  await as('keepCommitment', {
    commitment: { ...inBranch, familyId, childId, schoolId: school.id, text: `Bijles ${NAME}` },
  });
  const signal = await as('raiseSignal', {
    ...inBranch,
    theme: 'costs',
    text: 'Uitstappen zijn duur.',
  });
  return {
    tutorAccount: 'tutor-of-family',
    // who sends asks for the address, in its own name
    letsIn: ['GetContactAddress'],
    links: {
      'parent-page': { object: familyId, person: mama },
      'parent-item': { object: asked.id, person: mama },
      'school-contact': { object: els.id, person: els.id },
    },
    fields: {
      'message id': sent.id,
      'message: text': `Ging weg ${NAME}`,
      'message that waits: text': `Wacht ${NAME}`,
      'school answer: text': `Antwoord ${NAME}`,
      'question: text': `Vraag ${NAME}`,
      'meeting: agenda': `Agenda ${NAME}`,
      'contact: name': `Els ${NAME}`,
    },
    requests: {
      keepSchool: { school: { id: school.id, ...inBranch, name: `School ${NAME}`, revision: 99 } },
      listSchools: inBranch,
      mergeSchools: { schoolId: school.id, intoSchoolId: school.id, revision: 99 },
      keepSchoolContact: {
        contact: {
          id: els.id,
          ...inBranch,
          schoolIds: [school.id],
          name: `Els ${NAME}`,
          role: 'teacher',
          revision: 99,
        },
      },
      handOverContact: { contactId: els.id, toContactId: greet.id, revision: 99 },
      settlePupil: pupil,
      draftMessage: draft(at, { id: waits.id, revision: 99 }),
      askFamily: { messageId: waits.id, revision: 99 },
      answerMessage: { ...formOf(asked), personId: mama, answer: 'yes', means: 'spoken' },
      undoAnswer: { messageId: waits.id, approvalId: waits.id },
      letGo: { messageId: waits.id, why: 'Niet meer nodig', revision: 99 },
      chooseReading: { answerId, personId: mama, choice: 'now' },
      translateAnswer: {
        answerId,
        translation: { language: 'ar', text: 'شكراً', by: 'person', name: 'Samia' },
      },
      skipReport: { sessionId: reports[0]?.sessionId, why: 'Niet nodig' },
      getThread: { familyId },
      takeUpQuestion: { questionId: question.id, dueOn: '2026-12-01', revision: 99 },
      keepCommitment: {
        commitment: {
          ...inBranch,
          familyId,
          childId,
          schoolId: school.id,
          text: 'Elke dinsdag bijles',
        },
      },
      getMyThread: {},
      getMyItem: {},
      beginMessage: {
        childId,
        childName: NAME,
        purpose: 'ask',
        text: 'Mag ik komen?',
        language: 'nl',
      },
      askQuestion: { kind: 'call_me' },
      getInbox: {},
      openMessage: { messageId: sent.id },
      answerParents: { messageId: sent.id, text: 'Dank u.' },
      confirmStopped: { messageId: sent.id, receipt: 'removed', contactId: els.id },
      setDigest: { digest: 'weekly' },
      keepMeeting: {
        meeting: {
          id: meeting.id,
          ...inBranch,
          kind: 'care',
          plannedFor: '2026-12-01T16:00',
          familyId,
          childId,
          revision: 99,
        },
      },
      listMeetings: inBranch,
      answerMeeting: { meetingId: meeting.id, personId: mama, answer: 'yes' },
      askAtReturnMoment: { ...inBranch, text: 'Waarom zo veel huiswerk?' },
      beginFolder: { familyId, ...inBranch, childId, childName: NAME },
      answerFolder: { folderId: folder.id, personId: mama, answer: 'yes', means: 'spoken' },
      keepFolderDay: { folderId: folder.id, day: { day: '2026-11-20' } },
      raiseSignal: { ...inBranch, theme: 'costs', text: 'Een uitstap kost te veel.' },
      listSignals: inBranch,
      followSignal: { signalId: signal.id, takenUpBy: 'Katrien', revision: 99 },
      listParentsToTell: {},
      listContactsToTell: {},
      checkContact: { contactId: els.id, ...inBranch },
      checkItem: { messageId: asked.id, personId: mama, ...inBranch },
      getContactAddress: { contactId: els.id, ...inBranch },
      getToday: inBranch,
    },
  };
}

describeAccess({
  services: [SchoolLiaisonService],
  start: () => startUnderTest(SchoolLiaisonService, startSchoolLiaison),
  sample,
});
