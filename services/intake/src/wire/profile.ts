import type { MessageInitShape } from '@bufbuild/protobuf';
import type {
  Branch as WireBranch,
  BranchSchema,
  ProfileDocument as WireDocument,
  ProfileDocumentSchema,
  ProfileSchema,
  Words as WireWords,
} from '@katrol/proto/katrol/intake/v1/profile_pb';
import type {
  Aim,
  PlaceKind,
  Profile,
  ProfileDocument,
  ReferrerKind,
  Words,
} from '../domain/profile.ts';
import type { Branch } from '../store/profiles.ts';
import { aimCodes, formCodes, kindCodes, lengthCodes, placeCodes } from './codes.ts';

export const wordsIn = (w: WireWords | undefined): Words => ({ ...w?.byLanguage });
export const wordsOut = (w: Words) => ({ byLanguage: w });

export const branchIn = (b: WireBranch | undefined): Branch => ({
  code: b?.code ?? '',
  name: b?.name ?? '',
  municipalities: b?.municipalities ?? [],
  validFrom: b?.validFrom ?? '',
  validUntil: b?.validUntil ?? '',
  cellX: b?.cell?.x ?? 0,
  cellY: b?.cell?.y ?? 0,
  anchorName: b?.anchorName ?? '',
  anchorPhone: b?.anchorPhone ?? '',
});

export const branchOut = ({
  cellX,
  cellY,
  ...b
}: Branch): MessageInitShape<typeof BranchSchema> => ({ ...b, cell: { x: cellX, y: cellY } });

export const documentOut = (
  d: ProfileDocument,
): MessageInitShape<typeof ProfileDocumentSchema> => ({
  aims: d.aims.map(aimCodes.wire),
  publicName: wordsOut(d.publicName),
  wordForTutor: wordsOut(d.wordForTutor),
  wordForReferral: wordsOut(d.wordForReferral),
  wordForFamily: wordsOut(d.wordForFamily),
  explanationForFamilies: wordsOut(d.explanationForFamilies),
  intake: {
    ...d.intake,
    referrers: d.intake.referrers.map(kindCodes.wire),
    criteriaSet: d.intake.criteriaSet && {
      ...d.intake.criteriaSet,
      criteria: d.intake.criteriaSet.criteria.map((c) => ({
        code: c.code,
        label: wordsOut(c.label),
        help: wordsOut(c.help),
      })),
    },
    exclusions: d.intake.exclusions.map((e) => ({ ...e, label: wordsOut(e.label) })),
    conversationGuide: d.intake.conversationGuide.map((q) => ({
      code: q.code,
      text: wordsOut(q.text),
    })),
  },
  support: {
    ...d.support,
    lengthUnit: lengthCodes.wire(d.support.lengthUnit),
    form: formCodes.wire(d.support.form),
    places: d.support.places.map(placeCodes.wire),
    sessionsAWeek: d.support.sessionsAWeek,
  },
  tutors: d.tutors,
  school: d.school,
});

const known = <C extends string>(codes: (C | '')[]): C[] => codes.filter((c): c is C => c !== '');

export function documentIn(d: WireDocument | undefined): ProfileDocument {
  const { intake: i, support: s, tutors: t, school } = d ?? {};
  return {
    aims: known<Aim>((d?.aims ?? []).map(aimCodes.code)),
    publicName: wordsIn(d?.publicName),
    wordForTutor: wordsIn(d?.wordForTutor),
    wordForReferral: wordsIn(d?.wordForReferral),
    wordForFamily: wordsIn(d?.wordForFamily),
    explanationForFamilies: wordsIn(d?.explanationForFamilies),
    intake: {
      referrers: known<ReferrerKind>((i?.referrers ?? []).map(kindCodes.code)),
      priorConsentAndInformation: i?.priorConsentAndInformation ?? false,
      homeVisitAlways: i?.homeVisitAlways ?? false,
      criteriaSet: i?.criteriaSet && {
        code: i.criteriaSet.code,
        threshold: i.criteriaSet.threshold,
        criteria: i.criteriaSet.criteria.map((c) => ({
          code: c.code,
          label: wordsIn(c.label),
          help: wordsIn(c.help),
        })),
      },
      grades: i?.grades ?? [],
      exclusions: (i?.exclusions ?? []).map((e) => ({
        code: e.code,
        skillLacking: e.skillLacking,
        reviewWeeks: e.reviewWeeks,
        label: wordsIn(e.label),
      })),
      homeworkOnlyLedElsewhere: i?.homeworkOnlyLedElsewhere ?? false,
      agreementSheet: i?.agreementSheet ?? false,
      conversationGuide: (i?.conversationGuide ?? []).map((q) => ({
        code: q.code,
        text: wordsIn(q.text),
      })),
      languageSupports: i?.languageSupports ?? [],
      waitingContactDays: i?.waitingContactDays ?? 0,
    },
    support: {
      lengthUnit: lengthCodes.code(s?.lengthUnit ?? 0) || 'open',
      length: s?.length ?? 0,
      minimumSessions: s?.minimumSessions ?? 0,
      sessionsAWeek: s?.sessionsAWeek ?? 0,
      sessionMinutes: s?.sessionMinutes ?? 0,
      form: formCodes.code(s?.form ?? 0) || 'one_child',
      places: known<PlaceKind>((s?.places ?? []).map(placeCodes.code)),
      parentPresent: s?.parentPresent ?? '',
      anchor: s?.anchor ?? '',
      quietDays: s?.quietDays ?? 0,
      untilSpecialisedHelp: s?.untilSpecialisedHelp ?? false,
    },
    tutors: {
      kinds: t?.kinds ?? [],
      checkRequired: t?.checkRequired ?? false,
      checkValidityMonths: t?.checkValidityMonths ?? 0,
      requiredTrainings: t?.requiredTrainings ?? [],
      radiusMetres: t?.radiusMetres ?? 0,
      maximumFamilies: t?.maximumFamilies ?? 0,
      intervisionWeeks: t?.intervisionWeeks ?? 0,
    },
    school: {
      contactPolicy: school?.contactPolicy ?? '',
      parentsApprove: school?.parentsApprove ?? false,
      consultationsAYear: school?.consultationsAYear ?? 0,
      returnMoment: school?.returnMoment ?? false,
    },
  };
}

export const profileOut = (
  p: Profile & { revision?: number },
): MessageInitShape<typeof ProfileSchema> => ({
  branchCode: p.branchCode,
  version: p.version,
  validFrom: p.validFrom,
  preset: p.preset,
  document: documentOut(p.document),
  editedBy: p.editedBy,
  recordedAt: p.recordedAt.toISOString(),
  revision: p.revision ?? p.version,
});
