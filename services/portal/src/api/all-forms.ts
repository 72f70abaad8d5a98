import { forms as gateway } from '@katrol/proto/katrol/gateway/v1/forms';
import { forms as matching } from '@katrol/proto/katrol/matching/v1/forms';
import { forms as reporting } from '@katrol/proto/katrol/reporting/v1/forms';
import { forms as school } from '@katrol/proto/katrol/school_liaison/v1/forms';
import { forms as training } from '@katrol/proto/katrol/volunteer_training/v1/forms';
import { addForms } from './contract.ts';

/** Makes the messages of every service known, before a page shows a form of one. */
export const knowAll = (): void =>
  addForms({ ...gateway, ...matching, ...reporting, ...school, ...training });
