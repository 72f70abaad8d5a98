import { TodayKind } from '@katrol/proto/katrol/common/v1/codes';
import type { TodayLine } from '@katrol/proto/katrol/common/v1/json';
import type { Where } from '#ui/url.ts';

/** What one does about a line: the page where the action is, its form opened. */
export function actionOf(kind: TodayKind, line: TodayLine): Where {
  return isOfSchool(kind) ? ofSchool(kind, line) : ofOthers(kind, line);
}

const OF_SCHOOL = [
  'READ_TOGETHER',
  'SCHOOL_ANSWERED',
  'APPROVAL_WAITING',
  'APPROVAL_REFUSED',
  'CHANGE_ASKED',
  'TO_TRANSLATE',
  'TO_ASK_AGAIN',
  'STOP_TO_CONFIRM',
  'QUESTION_ASKED',
  'COMMITMENT_DUE',
  'MEETING_TO_PREPARE',
  'SIGNAL_WITHOUT_TAKER',
  'REPORT_TO_WRITE',
  'ANSWER_TO_TRANSLATE',
  'CONSULTATION_TO_PLAN',
  'RETURN_MOMENT_TO_PLAN',
] as const satisfies TodayKind[];
type OfSchool = (typeof OF_SCHOOL)[number];
const isOfSchool = (kind: TodayKind): kind is OfSchool => OF_SCHOOL.some((one) => one === kind);

function ofSchool(kind: OfSchool, { subjectId, familyId }: TodayLine): Where {
  const search = { open: subjectId };
  if (kind === 'MEETING_TO_PREPARE' && familyId === '') return { to: '/overleg', search };
  if (kind === 'SIGNAL_WITHOUT_TAKER') return { to: '/signalen', search };
  if (kind === 'CONSULTATION_TO_PLAN' || kind === 'RETURN_MOMENT_TO_PLAN')
    return { to: '/overleg', search: { open: 'new' } };
  const family = { to: '/gezinnen/$id', params: { id: familyId }, search } as const;
  if (kind === 'MEETING_TO_PREPARE') return { ...family, hash: `overleg-${subjectId}` };
  if (kind === 'QUESTION_ASKED') return { ...family, hash: 'vragen' };
  if (kind === 'REPORT_TO_WRITE') return { ...family, hash: 'verslagen' };
  if (kind === 'COMMITMENT_DUE') return { ...family, hash: 'school-blijft' };
  return { ...family, hash: `bericht-${subjectId}` };
}

function ofOthers(kind: Exclude<TodayKind, OfSchool>, line: TodayLine): Where {
  const { subjectId, familyId, tutorId } = line;
  const family = { to: '/gezinnen/$id', params: { id: familyId || subjectId } } as const;
  const step = { ...family, hash: 'volgende-stap' };
  switch (kind) {
    case 'REFERRAL_NEW':
      return { ...step, search: { doe: 'plan' } };
    case 'VISIT_PLANNED':
    case 'VISIT_TO_WRITE_UP':
      return { ...step, search: { doe: 'visit' } };
    case 'TO_DECIDE':
      return { ...step, search: { doe: 'decide' } };
    case 'CONSENT_AWAITED':
      return step;
    case 'CONTACT_DUE':
      return { to: '/wachtlijst', search: { open: subjectId || familyId } };
    case 'CONSENT_TO_TALK':
      return { ...family, search: { doe: 'gesprek' }, hash: 'toestemmingen' };
    case 'RECEIPT_MISSING':
      return { ...family, hash: 'toestemmingen' };
    case 'WARM_REFERRAL_STOPPED':
    case 'ARRIVAL_DUE':
      return { to: '/toeleidingen', search: { open: subjectId || familyId } };
    case 'PROPOSAL_TO_DECIDE':
    case 'REQUEST_UNMET':
      return { to: '/koppelen', search: { open: subjectId }, hash: `hulpvraag-${subjectId}` };
    case 'MATCH_WAITING':
      return { to: '/koppelen', search: { open: subjectId }, hash: `koppeling-${subjectId}` };
    case 'TRAJECTORY_QUIET':
    case 'TUTOR_STOPS':
    case 'TERM_ENDS':
      return { ...family, hash: 'begeleiding' };
    case 'DIFFERENCES_OPEN':
      return { ...family, hash: 'verschillen' };
    case 'REVIEW_DUE':
      return { ...family, hash: 'opnieuw-bekijken', search: { doe: `bekijk-${subjectId}` } };
    case 'NEEDS_TO_CONFIRM':
      return { ...family, search: { doe: 'hulpvraag' }, hash: 'hulpvraag' };
    case 'GRADES_TO_CONFIRM':
      return { to: '/leerjaren' };
    case 'MISSED_TO_ANSWER':
      return { ...family, hash: 'niet-doorgegaan' };
    case 'QUEUE_TO_ASK':
      return { ...family, search: { doe: 'wachten' }, hash: 'begeleiding' };
    case 'CONSENT_ENDS':
      return { ...family, search: { doe: 'gesprek' }, hash: 'toestemmingen' };
    case 'CALENDAR_MISSING':
      return { to: '/werkingsprofiel', hash: 'ondersteuning' };
    case 'WORRY_RAISED':
      return { ...family, hash: 'zorg' };
    case 'CLOSING_NOTE_TO_ASK':
      return { ...family, hash: 'slotwoord' };
    case 'MAIL_FAILED':
      return { ...family, hash: 'links' };
    case 'HELP_ASKED':
      return { ...family, hash: 'hulp' };
    case 'CHECK_EXPIRING':
      return { to: '/begeleiders/$id', params: { id: tutorId || subjectId }, hash: 'uittreksel' };
  }
}

const FIRST: TodayKind[] = [
  'WORRY_RAISED',
  'READ_TOGETHER',
  'APPROVAL_REFUSED',
  'HELP_ASKED',
  'MISSED_TO_ANSWER',
  'WARM_REFERRAL_STOPPED',
  'RECEIPT_MISSING',
  'CONSENT_TO_TALK',
  'TUTOR_STOPS',
  'REFERRAL_NEW',
  'CONSENT_AWAITED',
  'DIFFERENCES_OPEN',
  'VISIT_TO_WRITE_UP',
  'VISIT_PLANNED',
  'TO_DECIDE',
  'CONTACT_DUE',
  'ARRIVAL_DUE',
  'PROPOSAL_TO_DECIDE',
  'REQUEST_UNMET',
];

/** A worry first, then help, then in the order of the work. */
export const ORDER: readonly TodayKind[] = [...new Set([...FIRST, ...TodayKind])];
