import { aliasIn } from '@katrol/families';
import { on, type Subscription } from '@katrol/events';
import {
  ConsentChangedSchema,
  DecidersChangedSchema,
  FamiliesMergedSchema,
  FamilyChangedSchema,
  FamilyMergeUndoneSchema,
  ProfileChangedSchema,
  ReferralClosedSchema,
  ReferralDecidedSchema,
} from '@katrol/proto/katrol/intake/v1/events_pb';
import { ReportMovedSchema } from '@katrol/proto/katrol/school_liaison/v1/events_pb';
import {
  ExamPeriodsChangedSchema,
  TutorChangedSchema,
} from '@katrol/proto/katrol/volunteer_training/v1/events_pb';
import { same } from '@katrol/rpc';
import {
  onDecidersChanged,
  onFamiliesMerged,
  onFamilyChanged,
  onFamilyMergeUndone,
  onProfileChanged,
  onReferralClosed,
  onReferralDecided,
  onReportMoved,
  onTutorChanged,
} from './operations/hear.ts';
import { onConsentChanged } from './operations/hear-consent.ts';
import { onExamPeriodsChanged, recountEveryDay } from './operations/recount.ts';
import type { Tx } from './store/client.ts';
import { examsIn, rulesIn, tutorIn } from './wire/messages.ts';

/** Event -> operation. */
export const subscriptions: Subscription<Tx>[] = [
  on(ProfileChangedSchema, rulesIn, onProfileChanged),
  on(ReferralDecidedSchema, same, onReferralDecided),
  on(ReferralClosedSchema, same, onReferralClosed),
  on(FamilyChangedSchema, same, onFamilyChanged),
  on(FamiliesMergedSchema, aliasIn, onFamiliesMerged),
  on(FamilyMergeUndoneSchema, (e) => e.familyId, onFamilyMergeUndone),
  on(ConsentChangedSchema, same, onConsentChanged),
  on(DecidersChangedSchema, same, onDecidersChanged),
  on(ReportMovedSchema, same, onReportMoved),
  on(TutorChangedSchema, tutorIn, onTutorChanged),
  on(ExamPeriodsChangedSchema, examsIn, onExamPeriodsChanged),
];

/** What it does by itself when it starts and when a day begins. */
export const daily = recountEveryDay;
