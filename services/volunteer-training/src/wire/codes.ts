import { ImportOutcomeSchema } from '@katrol/proto/katrol/common/v1/list_pb';
import { StageSchema } from '@katrol/proto/katrol/common/v1/place_pb';
import { TutorKindSchema } from '@katrol/proto/katrol/volunteer_training/v1/events_pb';
import { enumCodes } from '@katrol/rpc';
import type { TutorKind } from '../domain/rules.ts';

export const kindCodes = enumCodes<TutorKind>(TutorKindSchema);
export const stageCodes = enumCodes<string>(StageSchema);
export const importCodes = enumCodes<string>(ImportOutcomeSchema);
