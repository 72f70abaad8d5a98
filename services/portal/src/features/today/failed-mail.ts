import type { Outgoing } from '@katrol/proto/katrol/gateway/v1/json';
import type { TodayLine } from '@katrol/proto/katrol/common/v1/json';

const SHOWN_MS = 14 * 86_400_000;
// what was not needed any more, or is kept from them, did not fail
const NO_FAILURE: readonly Outgoing['failure'][] = ['', 'CALLED_OFF', 'NOT_STANDING'];

/** People of families whose last mail did not arrive; what came after it makes the line leave. */
export function failedMail(rows: readonly Outgoing[], now: number): TodayLine[] {
  const newest = new Map<string, Outgoing>();
  for (const row of rows)
    if (row.kind === 'parent-page' && row.failure !== 'CALLED_OFF' && !newest.has(row.personId))
      newest.set(row.personId, row);
  return [...newest.values()]
    .filter(({ failure }) => !NO_FAILURE.includes(failure))
    .filter(({ failedAt = '' }) => now - Date.parse(failedAt) < SHOWN_MS)
    .map(({ objectId, personId, failedAt = '', failure: reason }) => ({
      kind: 'MAIL_FAILED',
      subjectId: personId,
      familyId: objectId,
      tutorId: '',
      label: '',
      since: failedAt.slice(0, 10),
      due: '',
      reason,
      count: 0,
      text: '',
      phone: '',
    }));
}
