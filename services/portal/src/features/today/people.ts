import type { TodayKind } from '@katrol/proto/katrol/common/v1/codes';
import type { TodayLine } from '@katrol/proto/katrol/common/v1/json';
import { useFamilyLabels, useTutorLabels } from '#api/labels.ts';
import { nameOf, toldApart } from './apart.ts';

// where the next step begins with a call, and to whom
const CALL_FAMILY: readonly TodayKind[] = [
  'CONTACT_DUE',
  'CONSENT_TO_TALK',
  'TRAJECTORY_QUIET',
  'CONSENT_AWAITED',
  'REFERRAL_NEW',
  'QUEUE_TO_ASK',
  'CONSENT_ENDS',
  'APPROVAL_WAITING',
  'APPROVAL_REFUSED',
  'READ_TOGETHER',
  'SCHOOL_ANSWERED',
  'CHANGE_ASKED',
  'QUESTION_ASKED',
  'MAIL_FAILED',
];
const CALL_TUTOR: readonly TodayKind[] = ['TUTOR_STOPS', 'CHECK_EXPIRING', 'MISSED_TO_ANSWER'];

type Call = { name: string; phone: string };
export type People = {
  who: (line: TodayLine) => string;
  calls: (kind: TodayKind, line: TodayLine) => Call[];
};

/** Who the lines are about, two families of one name told apart, and where one reaches them. */
export function usePeople(lines: TodayLine[]): People {
  const families = useFamilyLabels(lines.map((line) => line.familyId));
  const tutors = useTutorLabels(lines.map((line) => line.tutorId));
  const family = toldApart(lines, families);
  const tutor = ({ tutorId }: TodayLine) => tutors.get(tutorId);
  return {
    who: (line) => [...new Set([family(line), tutor(line)?.name])].filter(Boolean).join(' · '),
    calls: (kind, line) => {
      const reached: Call[] = [{ name: line.text, phone: line.phone }];
      if (CALL_FAMILY.includes(kind))
        reached.push({
          name: nameOf(line, families),
          phone: families.get(line.familyId)?.phone ?? '',
        });
      if (CALL_TUTOR.includes(kind))
        reached.push({ name: tutor(line)?.name ?? '', phone: tutor(line)?.phone ?? '' });
      return reached.filter(({ phone }) => phone !== '');
    },
  };
}
