import type * as contract from '@katrol/proto/katrol/school_liaison/v1/service_pb';
import { command, pageOut, query, same, steps, type RpcTable } from '@katrol/rpc';
import { answerMessage, undoAnswer } from './operations/answer.ts';
import { beginMessage } from './operations/begin.ts';
import { askFamily, draftMessage, letGo } from './operations/draft.ts';
import {
  checkContact,
  getContactAddress,
  listContactsToTell,
} from './operations/for-the-gateway.ts';
import { listParentsToTell } from './operations/parents-to-tell.ts';
import * as folders from './operations/folders.ts';
import * as inbox from './operations/inbox.ts';
import { checkItem, getMyItem } from './operations/item.ts';
import * as meetings from './operations/meetings.ts';
import * as questions from './operations/questions.ts';
import { skipReport } from './operations/reports.ts';
import * as schools from './operations/schools.ts';
import * as signals from './operations/signals.ts';
import { getMyThread, getThread, settleChildAtSchool } from './operations/thread.ts';
import { getToday } from './operations/today.ts';
import type { Tx } from './store/client.ts';

const coordinator = ['coordinator'] as const;
const worker = ['coordinator', 'tutor'] as const;
const parent = ['link:parent-page'] as const;
const coordinatorOrParent = ['coordinator', 'link:parent-page'] as const;
const ofOneText = [...coordinatorOrParent, 'link:parent-item'] as const;
const contact = ['link:school-contact'] as const;
const coordinatorOrContact = ['coordinator', 'link:school-contact'] as const;
const nothing = (): undefined => undefined;

/** RPC -> who may call -> wire in -> operation -> wire out. */
export const table: RpcTable<typeof contract.SchoolLiaisonService, Tx> = {
  keepSchool: command(coordinator, (r) => r.school, schools.keepSchool, same),
  listSchools: query(coordinator, same, schools.listSchools, pageOut(same)),
  mergeSchools: command(coordinator, same, schools.mergeSchools, same),
  keepSchoolContact: command(coordinator, (r) => r.contact, schools.keepSchoolContact, same),
  handOverContact: command(coordinator, same, schools.handOverContact, same),
  settlePupil: command(coordinator, same, settleChildAtSchool, same),

  draftMessage: command(coordinator, same, draftMessage, same),
  askFamily: command(coordinator, same, askFamily, same),
  answerMessage: command(ofOneText, same, answerMessage, same),
  undoAnswer: command(ofOneText, same, undoAnswer, same),
  letGo: command(coordinator, same, letGo, same),
  chooseReading: command(ofOneText, same, questions.chooseReading, same),
  translateAnswer: command(coordinator, same, questions.translateAnswer, same),
  skipReport: command(coordinator, same, skipReport, same),
  getThread: query(coordinator, same, getThread, same),
  takeUpQuestion: command(coordinator, same, questions.takeUpQuestion, same),
  keepCommitment: command(coordinator, same, questions.keepCommitment, same),

  getMyThread: query(parent, nothing, getMyThread, same),
  getMyItem: query(['link:parent-item'], nothing, getMyItem, same),
  beginMessage: command(parent, same, beginMessage, same),
  askQuestion: command(parent, same, questions.askQuestion, same),

  getInbox: query(contact, nothing, inbox.getInbox, same),
  openMessage: command(contact, (r) => r.messageId, inbox.openMessage, same),
  answerParents: command(contact, same, inbox.answerParents, same),
  confirmStopped: command(coordinatorOrContact, same, inbox.confirmStopped, same),
  setDigest: command(contact, same, inbox.setDigest, same),

  keepMeeting: command(coordinator, (r) => r.meeting, meetings.keepMeeting, same),
  listMeetings: query(coordinator, same, meetings.listMeetings, pageOut(same)),
  answerMeeting: command(coordinatorOrParent, same, meetings.answerMeeting, same),
  askAtReturnMoment: command(worker, same, meetings.askAtReturnMoment, (count) => ({
    questions: count,
  })),
  beginFolder: command(coordinator, same, folders.beginTheFolder, same),
  answerFolder: command(coordinatorOrParent, same, folders.answerFolder, same),
  keepFolderDay: command(
    ['coordinator', 'link:parent-page', 'link:school-contact'],
    same,
    folders.keepFolderDay,
    same,
  ),
  raiseSignal: command(worker, same, signals.raiseSignal, same),
  listSignals: query(coordinator, same, signals.listSignals, pageOut(same)),
  followSignal: command(coordinator, same, signals.followSignal, same),

  listParentsToTell: steps('system', same, listParentsToTell, (parents) => ({ parents })),
  listContactsToTell: steps('system', nothing, listContactsToTell, (contacts) => ({ contacts })),
  checkContact: query('system', same, checkContact, same),
  checkItem: query('system', same, checkItem, same),
  getContactAddress: query('system', same, getContactAddress, same),

  getToday: query(
    coordinator,
    (r) => r.branchCode,
    getToday,
    (lines) => ({ lines }),
  ),
};
