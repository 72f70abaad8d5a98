import type { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import {
  command,
  exportRow,
  pageOut,
  query,
  reference,
  same,
  steps,
  type RpcTable,
} from '@katrol/rpc';
import { countOutcomes } from '@katrol/store';
import * as branches from './operations/branches.ts';
import * as consents from './operations/consents.ts';
import { checkArrival, decideOnReferral } from './operations/decide.ts';
import * as emergency from './operations/emergency.ts';
import * as family from './operations/family.ts';
import * as later from './operations/put-off.ts';
import * as words from './operations/family-words.ts';
import { confirmGrades } from './operations/grades.ts';
import { importReferrals, undoReferralImport } from './operations/import-referrals.ts';
import * as links from './operations/links.ts';
import * as lists from './operations/lists.ts';
import * as merge from './operations/merge.ts';
import * as agreement from './operations/sign-agreement.ts';
import { answerOwnConsent, chooseOwnWriting, getMyPage } from './operations/my-page.ts';
import { answerArrival, getReceived } from './operations/received.ts';
import * as parents from './operations/parents.ts';
import * as receive from './operations/receive-referral.ts';
import { getAdvice, getReferral, planVisit, recordVisit } from './operations/visit.ts';
import {
  closeReferral,
  recordReview,
  reopenReferral,
  settleDifferences,
} from './operations/ways-out.ts';
import type { Tx } from './store/client.ts';
import { importIn } from './wire/import-referrals.ts';
import { presetsOut, receiptOut, referralFormOut } from './wire/messages.ts';

const coordinator = ['coordinator'] as const;
const nothing = (): undefined => undefined;

/** RPC -> who may call -> wire in -> operation -> wire out. */
export const table: RpcTable<typeof IntakeService, Tx> = {
  openBranch: command(['operator'], same, branches.openBranch, same),
  listBranches: query('public', nothing, branches.allBranches, (all) => ({ branches: all })),
  getReferralForm: query('public', (r) => r.branchCode, branches.referralForm, referralFormOut),
  getProfile: reference('signed-in', same, branches.getProfile, same),
  listProfileVersions: reference(
    'signed-in',
    (r) => r.branchCode,
    branches.listProfileVersions,
    (versions) => ({ versions }),
  ),
  listProfilePresets: reference('signed-in', nothing, branches.listPresets, presetsOut),
  editProfile: command(coordinator, same, branches.editProfile, same),

  submitReferral: command('public', same, receive.submitReferral, receiptOut),
  enterReferral: command(coordinator, same, receive.enterReferral, same),
  findLikelyDuplicates: query(coordinator, same, receive.findLikelyDuplicates, (duplicates) => ({
    duplicates,
  })),
  importReferrals: command(coordinator, importIn, importReferrals, countOutcomes),
  undoReferralImport: command(coordinator, same, undoReferralImport, (lines) => ({ lines })),
  confirmPriorConsent: command(coordinator, same, receive.confirmPriorConsent, same),
  listReferrals: query(coordinator, same, lists.listReferrals, pageOut(same)),
  exportReferrals: exportRow(coordinator, same, lists.exportReferrals),
  getReferral: query(coordinator, (r) => r.id, getReferral, same),

  planVisit: command(coordinator, same, planVisit, same),
  recordVisit: command(coordinator, same, recordVisit, same),
  getAdvice: query(coordinator, same, getAdvice, same),
  decideOnReferral: command(coordinator, same, decideOnReferral, same),

  closeReferral: command(coordinator, same, closeReferral, same),
  reopenReferral: command(coordinator, same, reopenReferral, same),
  recordReview: command(coordinator, same, recordReview, same),
  settleDifferences: command(coordinator, same, settleDifferences, same),

  listFamilies: query(coordinator, same, lists.listFamilies, pageOut(same)),
  exportFamilies: exportRow(coordinator, same, lists.exportFamilies),
  getFamily: query(coordinator, (r) => r.id, family.getFamily, same),
  editFamily: command(coordinator, same, family.editFamily, same),
  addChild: command(coordinator, same, family.addChild, same),
  editChild: command(coordinator, same, family.editChild, same),
  listGradesToConfirm: query(coordinator, same, lists.listGradesToConfirm, pageOut(same)),
  confirmGrades: command(coordinator, same, confirmGrades, (outcomes) => ({ outcomes })),
  previewMerge: query(coordinator, same, merge.previewMerge, same),
  mergeFamilies: command(coordinator, same, merge.mergeFamilies, same),
  undoMerge: command(coordinator, same, merge.undoMerge, same),
  keepParent: command(coordinator, same, parents.keepParent, same),
  holdParent: command(coordinator, same, parents.holdParent, same),
  signAgreement: command(coordinator, same, agreement.signAgreement, same),
  getAgreement: query(['tutor'], same, agreement.getAgreement, same),
  signTutorAgreement: command(['tutor'], same, agreement.signTutorAgreement, same),
  recordConversation: command(coordinator, same, consents.recordConversation, same),
  previewConsent: query(coordinator, same, consents.previewConsent, (effects) => ({ effects })),
  undoConversation: command(coordinator, same, consents.undoConversation, same),
  getFamilyLabels: query(
    ['coordinator', 'tutor'],
    (r) => r.familyIds,
    lists.getFamilyLabels,
    (labels) => ({ labels }),
  ),

  listWaiting: query(coordinator, same, lists.listWaiting, pageOut(same)),
  exportWaiting: exportRow(coordinator, same, lists.exportWaiting),
  recordWaitingContact: command(coordinator, same, lists.recordWaitingContact, same),
  listSocialMap: query(coordinator, same, lists.listSocialMap, pageOut(same)),
  keepSocialMapPlace: command(coordinator, same, lists.keepSocialMapPlace, same),
  listWarmReferrals: query(coordinator, same, lists.listWarmReferrals, pageOut(same)),
  checkArrival: command(coordinator, same, checkArrival, same),
  getToday: query(coordinator, (r) => r.branchCode, lists.getToday, same),

  openEmergencyAccess: steps(coordinator, same, emergency.openEmergencyAccess, same),
  listMyEmergencyAccess: query(coordinator, nothing, emergency.listMyEmergencyAccess, (rows) => ({
    rows,
  })),
  endEmergencyAccess: command(coordinator, (r) => r.id, emergency.endEmergencyAccess, same),
  acknowledgeEmergencyAccess: command(
    coordinator,
    (r) => r.id,
    emergency.acknowledgeEmergencyAccess,
    same,
  ),

  putOff: command(coordinator, same, later.putOff, same),
  listPutOff: query(coordinator, (r) => r.branchCode, later.listPutOff, same),

  listFamilyLanguages: query(
    coordinator,
    (r) => r.branchCode,
    words.listFamilyLanguages,
    (languages) => ({ languages }),
  ),
  getFamilyLanguage: query(coordinator, same, words.getFamilyLanguage, same),
  keepFamilyLanguage: command(coordinator, same, words.keepFamilyLanguage, same),
  keepFamilySentence: command(coordinator, same, words.keepFamilySentence, same),
  getFamilyWords: query('public', same, words.getFamilyWords, (said) => ({ words: said })),

  getReceived: query(['link:receiver'], () => undefined, getReceived, same),
  answerArrival: command(['link:receiver'], same, answerArrival, same),
  getMyPage: query(['link:parent-page'], same, getMyPage, same),
  answerOwnConsent: command(['link:parent-page'], same, answerOwnConsent, same),
  chooseOwnWriting: command(['link:parent-page'], same, chooseOwnWriting, same),
  signOwnAgreement: command(['link:parent-page'], same, agreement.signOwnAgreement, same),
  checkLink: query('system', same, links.checkLink, same),
  getFilesOf: query('system', same, links.getFilesOf, same),
  getAddressOf: query('system', same, links.getAddressOf, same),
};
