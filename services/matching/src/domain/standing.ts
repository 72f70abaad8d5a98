import type { WorksEnd } from '@katrol/proto/katrol/common/v1/codes';
import { addDays } from '@katrol/runtime';

/** What of its tutor a trajectory hangs on: who signs in as them, and until when they work. */
export type Standing = {
  accountId: string;
  tutorUntil: string;
  tutorEnd: WorksEnd | '';
  /** whose exams keep the tutor at home; '': nobody's */
  universityCode: string;
  /** the last day of the student's placement; '': none */
  placementUntil: string;
};

/** Ends are foreseen from six weeks before. */
export const FORESEEN_DAYS = 42;
/** How long a tutor who stopped may still write the closing note. */
const CLOSING_DAYS = 7;
/** A first joint visit is planned within a week: who is gone by then is not proposed for it. */
export const FIRST_VISIT_DAYS = 7;

/** Does the tutor still work on this day? */
export const worksOn = ({ tutorUntil }: Pick<Standing, 'tutorUntil'>, day: string): boolean =>
  tutorUntil === '' || tutorUntil >= day;

type Ends = Pick<Standing, 'tutorUntil'> & { endsOn: string };

/** The last day that is known of a trajectory with this tutor; '' where it is open. */
export const lastDayOf = ({ tutorUntil, endsOn }: Ends): string =>
  [tutorUntil, endsOn].filter((day) => day !== '').sort()[0] ?? '';

/** Is the end of it near enough to be foreseen, or past? */
export function endForeseen(t: Ends & { status: 'running' | 'closed' }, today: string): boolean {
  const last = lastDayOf(t);
  return t.status === 'running' && last !== '' && last <= addDays(today, FORESEEN_DAYS);
}

/** The last day on which the tutor may write the closing note; '' as long as nothing ends. */
export function mayWriteUntil(t: {
  status: 'running' | 'closed';
  tutorUntil: string;
  closedOn: string;
}): string {
  const ended = [t.tutorUntil, t.status === 'closed' ? t.closedOn : ''];
  const last = ended.filter((day) => day !== '').sort()[0] ?? '';
  return last === '' ? '' : addDays(last, CLOSING_DAYS);
}
