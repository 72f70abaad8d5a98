import type { Plain } from '@katrol/contract';
import { branchOf, hasRole } from '@katrol/events';
import { filesOf } from '@katrol/families';
import type {
  AnswerFolderRequest,
  BeginFolderRequest,
  KeepFolderDayRequest,
} from '@katrol/proto/katrol/school_liaison/v1/messages_pb';
import { Checks, invalid, notFound, Refusal } from '@katrol/runtime';
import { FOLDER_VERSION, mondayOf, schoolYearOf } from '../domain/folder.ts';
import { maySay } from '../domain/message.ts';
import { facts } from '../facts.ts';
import type { LiaisonCall } from '../store/client.ts';
import { beginFolder, keepDay, loadFolder, type Folder } from '../store/folders.ts';
import { addApproval } from '../store/messages.ts';
import { peopleOf } from '../store/people.ts';
import { rulesOn } from '../store/rules.ts';
import { schoolOf } from '../store/schools.ts';
import { linkPerson } from './who.ts';

/** A folder for this school year, where the branch works with one. It is asked for first. */
export async function beginTheFolder(
  call: LiaisonCall,
  { familyId, childId, childName, ...r }: Plain<BeginFolderRequest>,
): Promise<Folder> {
  const { tx, today } = call;
  const branchCode = branchOf(call, r.branchCode);
  const { school } = await rulesOn(tx, branchCode, today);
  if (school.contactPolicy !== 'folder') throw new Refusal('failed_precondition', 'NO_FOLDER_HERE');
  const people = await peopleOf(tx, familyId, childId);
  if (!people.some(maySay)) throw notFound('child_id');
  const pupil = await schoolOf(tx, { familyIds: await filesOf(tx, familyId), childId }, today);
  if (!pupil) throw new Refusal('failed_precondition', 'SCHOOL_UNKNOWN');
  const schoolYear = schoolYearOf(today);
  const whose = { familyId, branchCode, childId, childName, schoolId: pupil.schoolId, schoolYear };
  call.audit(familyId, branchCode);
  return await loadFolder(call, await beginFolder(tx, whose));
}

/** A standing yes, or no, to the folder: for the school year, and any day another answer. */
export async function answerFolder(
  call: LiaisonCall,
  { folderId, answer, language, ...r }: Plain<AnswerFolderRequest>,
): Promise<Folder> {
  const { tx, now: saidAt } = call;
  const folder = await loadFolder(call, folderId);
  const own = linkPerson(call);
  const personId = own || r.personId;
  const people = await peopleOf(tx, folder.familyId, folder.childId);
  const person = people.find((one) => one.personId === personId && maySay(one));
  if (!person) throw notFound(own ? 'folder_id' : 'person_id');
  if (answer === 'change') throw invalid({ field: 'answer', reason: 'VALUE_UNKNOWN' });
  const means = own ? 'link' : r.means;
  new Checks().that(means !== '', 'means', 'VALUE_MISSING').done();
  call.audit(folder.familyId, folder.branchCode);
  await addApproval(tx, {
    branchCode: folder.branchCode,
    objectKind: 'folder',
    objectId: folder.id,
    version: FOLDER_VERSION,
    personId,
    answer: answer || 'no',
    means,
    language: language || person.language,
    interpretedBy: '',
    note: '',
    saidAt,
    recordedBy: call.by,
    recordedSubject: call.actor,
  });
  return onlyOwn(call, await loadFolder(call, folder.id));
}

/**
 * A day of the folder: the tutor's homework and what went well, the child's own, a tick at home or at
 * school, one line of the teacher. Each may write what is theirs.
 */
export async function keepFolderDay(
  call: LiaisonCall,
  { folderId, day: given }: Plain<KeepFolderDayRequest>,
): Promise<Folder> {
  const { tx, today } = call;
  const folder = await loadFolder(call, folderId);
  if (!folder.open) throw new Refusal('failed_precondition', 'FOLDER_NOT_OPEN');
  const day = given.day || today;
  new Checks().within('day.day', day, { until: today }).done();
  const c = new Checks('day.');
  for (const field of notTheirs(call)) c.that(!given[field], snake(field), 'NOT_YOURS_TO_WRITE');
  c.done();
  const first = await keepDay(tx, folder, { ...given, day, monday: mondayOf(day) });
  const { id, familyId, branchCode } = folder;
  call.audit(familyId, branchCode);
  if (first)
    call.tell(facts.folderKept, { folderId: id, familyId, branchCode, week: mondayOf(day) });
  return onlyOwn(call, await loadFolder(call, folder.id));
}

type Field = 'homework' | 'wentWell' | 'ofChild' | 'seenAtHome' | 'seenAtSchool' | 'teacherLine';

const snake = (field: string): string => field.replaceAll(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);

function notTheirs(call: LiaisonCall): Field[] {
  const { link } = call;
  if (!link) {
    const tutor = hasRole(call, 'tutor') && !hasRole(call, 'coordinator');
    return tutor ? ['teacherLine', 'seenAtSchool', 'seenAtHome'] : [];
  }
  return link.link === 'school-contact'
    ? ['homework', 'wentWell', 'ofChild', 'seenAtHome']
    : ['homework', 'wentWell', 'teacherLine', 'seenAtSchool'];
}

const onlyOwn = (call: LiaisonCall, folder: Folder): Folder => {
  const own = linkPerson(call);
  if (own === '') return folder;
  return {
    ...folder,
    approvals: folder.approvals.filter((one) => one.personId === own),
    talkTo: folder.talkTo.filter((id) => id === own),
  };
};
