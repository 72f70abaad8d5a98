import {
  AdviceOutcomeSchema,
  AnswerSchema,
  ConsentMeansSchema,
  ConsentPurposeSchema,
  ReferralStatusSchema,
  VisitStatusSchema,
} from '@katrol/proto/katrol/intake/v1/messages_pb';
import { DecisionOutcomeSchema } from '@katrol/proto/katrol/intake/v1/events_pb';
import {
  AimSchema,
  LengthUnitSchema,
  PlaceKindSchema,
  ReferrerKindSchema,
  SupportFormSchema,
} from '@katrol/proto/katrol/intake/v1/profile_pb';
import { StageSchema } from '@katrol/proto/katrol/common/v1/place_pb';
import { ImportOutcomeSchema } from '@katrol/proto/katrol/common/v1/list_pb';
import { enumCodes } from '@katrol/rpc';
import type { AdviceOutcome, Answer } from '../domain/advice.ts';
import type { ConsentPurpose } from '../domain/consent.ts';
import type { Aim, PlaceKind, ProfileDocument, ReferrerKind } from '../domain/profile.ts';
import type { Outcome, ReferralStatus, Visit } from '../domain/referral.ts';

export const kindCodes = enumCodes<ReferrerKind>(ReferrerKindSchema);
export const statusCodes = enumCodes<ReferralStatus>(ReferralStatusSchema);
export const visitCodes = enumCodes<Visit['status']>(VisitStatusSchema);
export const answerCodes = enumCodes<Answer>(AnswerSchema);
export const adviceCodes = enumCodes<AdviceOutcome>(AdviceOutcomeSchema);
export const outcomeCodes = enumCodes<Outcome>(DecisionOutcomeSchema);
export const purposeCodes = enumCodes<ConsentPurpose>(ConsentPurposeSchema);
export const meansCodes = enumCodes<string>(ConsentMeansSchema);
export const aimCodes = enumCodes<Aim>(AimSchema);
export const lengthCodes = enumCodes<ProfileDocument['support']['lengthUnit']>(LengthUnitSchema);
export const formCodes = enumCodes<ProfileDocument['support']['form']>(SupportFormSchema);
export const placeCodes = enumCodes<PlaceKind>(PlaceKindSchema);
export const stageCodes = enumCodes<string>(StageSchema);
export const importCodes = enumCodes<string>(ImportOutcomeSchema);
