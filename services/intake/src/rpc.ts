import type { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import { command, exportRow, listIn, pageOut, query, steps, type RpcTable } from '@katrol/rpc';
import * as branches from './operations/branches.ts';
import { checkArrival, decideOnReferral } from './operations/decide.ts';
import * as emergency from './operations/emergency.ts';
import * as family from './operations/family.ts';
import { importReferrals, undoReferralImport } from './operations/import-referrals.ts';
import * as lists from './operations/lists.ts';
import * as receive from './operations/receive-referral.ts';
import { getAdvice, planVisit, recordVisit } from './operations/visit.ts';
import { loadReferral } from './store/referrals.ts';
import type { IntakeCall, Tx } from './store/client.ts';
import { kindCodes, purposeCodes, statusCodes } from './wire/codes.ts';
import * as wire from './wire/messages.ts';
import {
  branchIn,
  branchOut,
  documentIn,
  documentOut,
  profileOut,
  wordsOut,
} from './wire/profile.ts';

type None = Record<string, never>;
const coordinator = ['coordinator'] as const;
const own = <T>(request: T): T => request;

/** Reads one referral; reading it is on record. */
const getReferral = async (_deps: None, call: IntakeCall, id: string) => {
  const under = await emergency.withEmergencies(call);
  const referral = await loadReferral(call.tx, id, 'id');
  call.audit(
    referral.familyId,
    referral.branchCode,
    under({ id: referral.familyId, branchCode: referral.branchCode }),
  );
  return referral;
};

/** RPC -> who may call -> wire in -> operation -> wire out. */
export const table: RpcTable<typeof IntakeService, None, Tx> = {
  openBranch: command(
    ['operator'],
    (r) => ({ branch: branchIn(r.branch), preset: r.preset }),
    branches.openBranch,
    branchOut,
  ),
  listBranches: query(
    'public',
    () => undefined,
    branches.allBranches,
    (all) => ({ branches: all.map(branchOut) }),
  ),
  getReferralForm: query(
    'public',
    (r) => r.branchCode,
    branches.referralForm,
    ({ branch, profile: { document: d } }) => ({
      branch: branchOut(branch),
      publicName: wordsOut(d.publicName),
      wordForReferral: wordsOut(d.wordForReferral),
      wordForFamily: wordsOut(d.wordForFamily),
      explanationForFamilies: wordsOut(d.explanationForFamilies),
      referrers: d.intake.referrers.map(kindCodes.wire),
      priorConsentAndInformation: d.intake.priorConsentAndInformation,
    }),
  ),
  getProfile: query('signed-in', own, branches.getProfile, profileOut),
  listProfileVersions: query(
    'signed-in',
    (r) => r.branchCode,
    branches.listProfileVersions,
    (all) => ({ versions: all.map(profileOut) }),
  ),
  listProfilePresets: query(
    'signed-in',
    () => undefined,
    branches.listPresets,
    (all) => ({
      presets: Object.entries(all).map(([code, document]) => ({
        code,
        document: documentOut(document),
      })),
    }),
  ),
  editProfile: command(
    coordinator,
    (r) => ({ ...r, document: documentIn(r.document) }),
    branches.editProfile,
    profileOut,
  ),

  submitReferral: command('public', wire.referralIn, receive.submitReferral, (r) => ({
    receipt: r.referralId.slice(-8),
    anchorName: r.anchorName,
    anchorPhone: r.anchorPhone,
    consentAwaited: r.consentAwaited,
  })),
  enterReferral: command(coordinator, wire.enterIn, receive.enterReferral, wire.referralOut),
  findLikelyDuplicates: query(
    coordinator,
    (r) => ({
      branchCode: r.branchCode,
      contact: wire.contactIn(r.contact),
      children: r.children.map(wire.childIn),
    }),
    receive.findLikelyDuplicates,
    (duplicates) => ({ duplicates }),
  ),
  importReferrals: command(coordinator, wire.importIn, importReferrals, wire.importOut),
  undoReferralImport: command(coordinator, own, undoReferralImport, (lines) => ({
    lines: lines.map(wire.lineOut),
  })),
  confirmPriorConsent: command(
    coordinator,
    wire.priorConsentIn,
    receive.confirmPriorConsent,
    wire.referralOut,
  ),
  listReferrals: query(
    coordinator,
    listIn,
    lists.listReferrals,
    pageOut((r) => ({
      ...r,
      status: statusCodes.wire(r.status as never),
      referrerKind: kindCodes.wire(r.referrerKind as never),
    })),
  ),
  exportReferrals: exportRow(coordinator, listIn, lists.exportReferrals),
  getReferral: query(coordinator, (r) => r.id, getReferral, wire.referralOut),

  planVisit: command(coordinator, own, planVisit, wire.referralOut),
  recordVisit: command(coordinator, wire.visitIn, recordVisit, wire.referralOut),
  getAdvice: query(
    coordinator,
    (r) => ({ ...r, indicators: wire.indicatorsIn(r.indicators) }),
    getAdvice,
    wire.adviceOut,
  ),
  decideOnReferral: command(coordinator, wire.decideIn, decideOnReferral, wire.referralOut),

  listFamilies: query(
    coordinator,
    listIn,
    lists.listFamilies,
    pageOut((f) => ({ ...f, status: statusCodes.wire(f.status as never) })),
  ),
  exportFamilies: exportRow(coordinator, listIn, lists.exportFamilies),
  getFamily: query(coordinator, (r) => r.id, family.getFamily, wire.familyOut),
  editFamily: command(
    coordinator,
    (r) => ({
      familyId: r.familyId,
      contact: wire.contactIn(r.contact),
      address: wire.addressIn(r.address),
      revision: r.revision,
    }),
    family.editFamily,
    wire.familyOut,
  ),
  addChild: command(
    coordinator,
    (r) => ({ familyId: r.familyId, child: wire.childIn(r.child) }),
    family.addChild,
    wire.familyOut,
  ),
  editChild: command(
    coordinator,
    (r) => ({ childId: r.childId, child: wire.childIn(r.child), revision: r.revision }),
    family.editChild,
    wire.familyOut,
  ),
  recordConsent: command(coordinator, wire.consentIn, family.recordConsent, wire.familyOut),
  withdrawConsent: command(
    coordinator,
    (r) => ({ ...r, purpose: purposeCodes.code(r.purpose) }),
    family.withdrawConsent,
    wire.familyOut,
  ),
  getFamilyLabels: query(
    ['coordinator', 'tutor'],
    (r) => r.familyIds,
    lists.getFamilyLabels,
    (labels) => ({
      labels: labels.map(({ branchCode: _, ...label }) => label),
    }),
  ),

  listWaiting: query(coordinator, listIn, lists.listWaiting, pageOut(wire.waitingOut)),
  exportWaiting: exportRow(coordinator, listIn, lists.exportWaiting),
  recordWaitingContact: command(coordinator, own, lists.recordWaitingContact, wire.waitingOut),
  listSocialMap: query(coordinator, listIn, lists.listSocialMap, pageOut(own)),
  keepSocialMapPlace: command(coordinator, wire.placeIn, lists.keepSocialMapPlace, own),
  listWarmReferrals: query(
    coordinator,
    listIn,
    lists.listWarmReferrals,
    pageOut((w) => ({
      warmReferral: wire.warmOut(w.warmReferral),
      familyName: w.familyName,
      exclusions: w.exclusions,
    })),
  ),
  checkArrival: command(coordinator, own, checkArrival, wire.warmOut),
  getToday: query(
    coordinator,
    (r) => r.branchCode,
    lists.getToday,
    ({ lines, emergencies }) => ({ lines, emergencies: emergencies.map(wire.emergencyOut) }),
  ),

  openEmergencyAccess: steps(coordinator, own, emergency.openEmergencyAccess, wire.emergencyOut),
  listMyEmergencyAccess: query(
    coordinator,
    () => undefined,
    emergency.listMyEmergencyAccess,
    (all) => ({ rows: all.map(wire.emergencyOut) }),
  ),
  endEmergencyAccess: command(
    coordinator,
    (r) => r.id,
    emergency.endEmergencyAccess,
    wire.emergencyOut,
  ),
  acknowledgeEmergencyAccess: command(
    coordinator,
    (r) => r.id,
    emergency.acknowledgeEmergencyAccess,
    wire.emergencyOut,
  ),
};
