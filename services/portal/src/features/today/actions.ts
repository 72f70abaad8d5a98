import type { TodayLine } from '@katrol/proto/katrol/common/v1/place_pb';
import type { Search } from '#ui/url.ts';

type Target = { to: string; search?: Search; hash?: string };

/** What one does about a line: the page where the action is, its form opened. */
export function actionOf(line: TodayLine): Target {
  const family = `/gezinnen/${line.familyId || line.subjectId}`;
  switch (line.kind) {
    case 'REFERRAL_NEW':
    case 'VISIT_TO_PLAN':
      return { to: family, search: { doe: 'plan' }, hash: 'volgende-stap' };
    case 'VISIT_PLANNED':
    case 'VISIT_TO_WRITE_UP':
      return { to: family, search: { doe: 'visit' }, hash: 'volgende-stap' };
    case 'TO_DECIDE':
      return { to: family, search: { doe: 'decide' }, hash: 'volgende-stap' };
    case 'CONSENT_AWAITED':
      return { to: family, hash: 'volgende-stap' };
    case 'CONTACT_DUE':
      return { to: '/wachtlijst', search: { open: line.subjectId || line.familyId } };
    case 'ARRIVAL_DUE':
      return { to: '/toeleidingen', search: { open: line.subjectId || line.familyId } };
    case 'PROPOSAL_TO_DECIDE':
      return { to: '/koppelen' };
    case 'MATCH_WAITING':
      return { to: '/koppelen', hash: 'wacht-op-ja' };
    case 'TRAJECTORY_QUIET':
      return { to: family, hash: 'begeleiding' };
    case 'HELP_ASKED':
      return { to: family, hash: 'hulp' };
    case 'CHECK_EXPIRING':
      return { to: `/begeleiders/${line.tutorId || line.subjectId}`, hash: 'uittreksel' };
    default:
      return { to: line.familyId ? family : '/' };
  }
}

/** Help first, then in the order of the work. */
export const ORDER = [
  'HELP_ASKED',
  'REFERRAL_NEW',
  'CONSENT_AWAITED',
  'VISIT_TO_PLAN',
  'VISIT_TO_WRITE_UP',
  'VISIT_PLANNED',
  'TO_DECIDE',
  'CONTACT_DUE',
  'ARRIVAL_DUE',
  'PROPOSAL_TO_DECIDE',
  'MATCH_WAITING',
  'TRAJECTORY_QUIET',
  'CHECK_EXPIRING',
];
