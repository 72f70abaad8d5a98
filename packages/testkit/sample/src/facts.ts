import { fact } from '@katrol/events';
import { NoticePinnedSchema } from '@katrol/proto/katrol/sample/v1/events_pb';

/** What the sample tells, and under which key it keeps its order. */
export const facts = { noticePinned: fact(NoticePinnedSchema, 'branchCode') };
