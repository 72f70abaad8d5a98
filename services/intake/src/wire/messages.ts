import { create, type MessageInitShape } from '@bufbuild/protobuf';
import type { ImportRequest, ImportResponseSchema } from '@katrol/proto/katrol/common/v1/list_pb';
import { SubmitReferralRequestSchema } from '@katrol/proto/katrol/intake/v1/messages_pb';
import type {
  AdviceSchema,
  Address as WireAddress,
  ConfirmPriorConsentRequest,
  ContactWay,
  EmergencyAccessSchema,
  EnterReferralRequest,
  KeepSocialMapPlaceRequest,
  ConsentSchema,
  DecideOnReferralRequest,
  FamilySchema,
  IndicatorAnswer,
  NewChild as WireChild,
  RecordConsentRequest,
  RecordVisitRequest,
  ReferralSchema,
  SubmitReferralRequest,
  WaitingEntrySchema,
  WarmReferralSchema,
} from '@katrol/proto/katrol/intake/v1/messages_pb';
import { countOutcomes, type ImportInput, type ImportLine, type ImportResult } from '@katrol/store';
import type { Advice, Answer } from '../domain/advice.ts';
import type { Consent } from '../domain/consent.ts';
import type { Address, Contact, NewChild, NewReferral, Referral } from '../domain/referral.ts';
import type { DecideInput } from '../operations/decide.ts';
import type { FamilyPage, WaitingEntry } from '../operations/family.ts';
import type { VisitInput } from '../operations/visit.ts';
import type { EmergencyAccess } from '../store/emergencies.ts';
import type { Place, WarmReferral } from '../store/waiting.ts';
import {
  adviceCodes,
  aimCodes,
  answerCodes,
  importCodes,
  kindCodes,
  meansCodes,
  outcomeCodes,
  purposeCodes,
  statusCodes,
  visitCodes,
} from './codes.ts';
import { needsIn } from './needs.ts';
import { wordsOut } from './profile.ts';

export const contactIn = (c: ContactWay | undefined): Contact => ({
  familyName: c?.familyName ?? '',
  phone: c?.phone ?? '',
  email: c?.email ?? '',
  howToReach: c?.howToReach ?? '',
  language: c?.language ?? '',
});
export const addressIn = (a: WireAddress | undefined): Address => ({
  streetAndNumber: a?.streetAndNumber ?? '',
  postalCode: a?.postalCode ?? '',
  municipality: a?.municipality ?? '',
});
export const childIn = (c: WireChild | undefined): NewChild => ({
  firstName: c?.firstName ?? '',
  grade: c?.grade ?? '',
  school: c?.school ?? '',
});

export const referralIn = (r: SubmitReferralRequest): NewReferral => ({
  branchCode: r.branchCode,
  referrer: {
    kind: kindCodes.code(r.referrer?.kind ?? 0),
    name: r.referrer?.name ?? '',
    organisation: r.referrer?.organisation ?? '',
    email: r.referrer?.email ?? '',
    phone: r.referrer?.phone ?? '',
  },
  reason: r.reason,
  expectation: r.expectation,
  familyQuestion: r.familyQuestion,
  contact: contactIn(r.contact),
  children: r.children.map(childIn),
  priorConsent: {
    familyAgreed: r.priorConsent?.familyAgreed ?? false,
    familyInformed: r.priorConsent?.familyInformed ?? false,
  },
  occurredOn: r.occurredOn,
  address: addressIn(r.address),
});

export const indicatorsIn = (given: IndicatorAnswer[]): { code: string; answer: Answer | '' }[] =>
  given.map((i) => ({ code: i.code, answer: answerCodes.code(i.answer) }));

export const visitIn = (r: RecordVisitRequest): VisitInput => ({
  ...r,
  answers: r.answers.map((a) => ({ code: a.code, text: a.text })),
  indicators: indicatorsIn(r.indicators),
});

export const decideIn = (r: DecideOnReferralRequest): DecideInput => ({
  ...r,
  outcome: outcomeCodes.code(r.outcome),
  needs: needsIn(r.needs),
  warmReferral: r.warmReferral && {
    placeId: r.warmReferral.placeId,
    handOver: r.warmReferral.handOver,
    checkOn: r.warmReferral.checkOn,
  },
});

export const consentIn = (r: RecordConsentRequest) => ({
  ...r,
  purpose: purposeCodes.code(r.purpose),
  means: meansCodes.code(r.means),
});

export const adviceOut = ({
  advice,
  version,
}: {
  advice: Advice;
  version: number;
}): MessageInitShape<typeof AdviceSchema> => ({
  outcome: adviceCodes.wire(advice.outcome),
  reasons: advice.reasons.map((r) => ({
    code: r.code,
    label: wordsOut(r.label),
    answer: answerCodes.wire(r.answer),
  })),
  met: advice.met,
  notMet: advice.notMet,
  unknown: advice.unknown,
  threshold: advice.threshold,
  aims: advice.aims.map(aimCodes.wire),
  profileVersion: version,
});

export const referralOut = (r: Referral): MessageInitShape<typeof ReferralSchema> => ({
  id: r.id,
  familyId: r.familyId,
  branchCode: r.branchCode,
  status: statusCodes.wire(r.status),
  referrer: { ...r.referrer, kind: kindCodes.wire(r.referrer.kind) },
  reason: r.reason,
  expectation: r.expectation,
  familyQuestion: r.familyQuestion,
  priorConsent: r.priorConsent,
  occurredOn: r.occurredOn,
  recordedAt: r.recordedAt.toISOString(),
  profileVersion: r.profileVersion,
  revision: r.revision,
  questionAtVisit: r.questionAtVisit,
  grades: r.grades,
  lifeDomains: r.lifeDomains,
  ...(r.visit ? { visit: { ...r.visit, status: visitCodes.wire(r.visit.status) } } : {}),
  ...(r.decision
    ? {
        decision: {
          ...r.decision,
          outcome: outcomeCodes.wire(r.decision.outcome),
          advice: adviceOut({ advice: r.decision.advice, version: r.decision.adviceVersion }),
        },
      }
    : {}),
  indicators: Object.entries(r.indicators).map(([code, answer]) => ({
    code,
    answer: answerCodes.wire(answer),
  })),
});

export const consentOut = (c: Consent): MessageInitShape<typeof ConsentSchema> => ({
  ...c,
  purpose: purposeCodes.wire(c.purpose),
  means: meansCodes.wire(c.means),
});

export const warmOut = (w: WarmReferral): MessageInitShape<typeof WarmReferralSchema> => ({ ...w });
export const waitingOut = (w: WaitingEntry): MessageInitShape<typeof WaitingEntrySchema> => ({
  ...w,
});

export const emergencyOut = ({
  subject: _,
  ...e
}: EmergencyAccess): MessageInitShape<typeof EmergencyAccessSchema> => ({
  ...e,
  openedAt: e.openedAt.toISOString(),
  until: e.until.toISOString(),
  endedAt: e.endedAt?.toISOString() ?? '',
  seenAt: e.seenAt?.toISOString() ?? '',
});

export const familyOut = (f: FamilyPage): MessageInitShape<typeof FamilySchema> => ({
  id: f.id,
  branchCode: f.branchCode,
  contact: f.contact,
  address: f.address,
  children: f.children.map(({ id, firstName, grade, school, revision }) => ({
    id,
    firstName,
    grade,
    school,
    revision,
  })),
  referrals: f.referrals.map(referralOut),
  consents: f.consents.map(consentOut),
  warmReferrals: f.warmReferrals.map(warmOut),
  ...(f.waiting ? { waiting: waitingOut(f.waiting) } : {}),
  timeline: f.timeline.map(({ occurredOn, kind, by, values }) => ({
    occurredOn,
    kind,
    by,
    values,
  })),
  revision: f.revision,
  recordedAt: f.recordedAt.toISOString(),
  emergencyAccesses: f.emergencies.map(emergencyOut),
  emergencyId: f.emergencyId,
});

export const importIn = (r: ImportRequest): ImportInput => ({
  branchCode: r.branchCode,
  csv: r.csv,
  columns: r.columns,
  preview: r.preview,
  skipLines: r.skipLines,
});

export const lineOut = (l: ImportLine) => ({ ...l, outcome: importCodes.wire(l.outcome) });

export const importOut = (r: ImportResult): MessageInitShape<typeof ImportResponseSchema> => ({
  ...countOutcomes(r.lines),
  lines: r.lines.map(lineOut),
  columns: r.columns,
  unknownColumns: r.unknownColumns,
  importId: r.importId,
});

export const enterIn = (r: EnterReferralRequest) => ({
  referral: referralIn(r.referral ?? create(SubmitReferralRequestSchema)),
  familyId: r.familyId,
});

export const priorConsentIn = (r: ConfirmPriorConsentRequest) => ({
  referralId: r.referralId,
  revision: r.revision,
  priorConsent: {
    familyAgreed: r.priorConsent?.familyAgreed ?? false,
    familyInformed: r.priorConsent?.familyInformed ?? false,
  },
});

export const placeIn = ({ place: p }: KeepSocialMapPlaceRequest): Place => ({
  id: p?.id ?? '',
  branchCode: p?.branchCode ?? '',
  name: p?.name ?? '',
  domains: p?.domains ?? [],
  phone: p?.phone ?? '',
  email: p?.email ?? '',
  address: p?.address ?? '',
  lastConfirmedOn: p?.lastConfirmedOn ?? '',
  revision: p?.revision ?? 0,
});
