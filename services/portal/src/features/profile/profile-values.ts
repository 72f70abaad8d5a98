import { toJson, fromJson, type JsonObject, type JsonValue } from '@bufbuild/protobuf';
import {
  ProfileDocumentSchema,
  type ProfileDocument,
} from '@katrol/proto/katrol/intake/v1/profile_pb';

export type WordsValue = { byLanguage: Record<string, string> };
export type Labelled = {
  code: string;
  label: WordsValue;
  help?: WordsValue;
  skillLacking?: boolean;
  reviewWeeks?: number;
};
export type DocumentValues = {
  aims: number[];
  publicName: WordsValue;
  wordForTutor: WordsValue;
  wordForReferral: WordsValue;
  wordForFamily: WordsValue;
  explanationForFamilies: WordsValue;
  intake: {
    referrers: number[];
    priorConsentAndInformation: boolean;
    homeVisitAlways: boolean;
    criteriaSet: { code: string; criteria: Labelled[]; threshold: number };
    grades: string[];
    exclusions: Labelled[];
    homeworkOnlyLedElsewhere: boolean;
    agreementSheet: boolean;
    conversationGuide: { code: string; text: WordsValue }[];
    languageSupports: string[];
    waitingContactDays: number;
  };
  support: {
    lengthUnit: number;
    length: number;
    minimumSessions: number;
    sessionsAWeek: number;
    sessionMinutes: number;
    form: number;
    places: number[];
    parentPresent: string;
    anchor: string;
    quietDays: number;
    untilSpecialisedHelp: boolean;
  };
  tutors: {
    kinds: string[];
    checkRequired: boolean;
    checkValidityMonths: number;
    requiredTrainings: string[];
    radiusMetres: number;
    maximumFamilies: number;
    intervisionWeeks: number;
  };
  school: {
    contactPolicy: string;
    parentsApprove: boolean;
    consultationsAYear: number;
    returnMoment: boolean;
  };
};
export type ProfileValues = { validFrom: string; document: DocumentValues };

/** The document as plain values that a form (and a draft) can hold. */
export function documentValues(document: ProfileDocument | undefined): DocumentValues {
  const whole = fromJson(
    ProfileDocumentSchema,
    document ? toJson(ProfileDocumentSchema, document) : {},
  );
  return toJson(ProfileDocumentSchema, whole, {
    alwaysEmitImplicit: true,
    enumAsInteger: true,
  }) as unknown as DocumentValues;
}

const strings = new Set(['aims', 'referrers', 'places']);
function numbers(value: JsonValue, key = ''): JsonValue {
  if (Array.isArray(value))
    return value.map((one) => (strings.has(key) ? Number(one) : numbers(one)));
  if (value && typeof value === 'object')
    return Object.fromEntries(
      Object.entries(value).map(([name, one]) => [name, numbers(one, name)]),
    ) as JsonObject;
  return value;
}

/** The form's values as the contract's document. Numbers may have come back from the screen as text. */
export function toDocument(values: DocumentValues): ProfileDocument {
  return fromJson(ProfileDocumentSchema, numbers(values as unknown as JsonValue));
}
