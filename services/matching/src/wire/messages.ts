import type { MessageInitShape } from '@bufbuild/protobuf';
import type { Plain } from '@katrol/contract';
import type { ProfileChanged } from '@katrol/proto/katrol/intake/v1/events_pb';
import type {
  MatchSchema,
  SupportGroupSchema,
  SupportRequestSchema,
  TrajectorySchema,
} from '@katrol/proto/katrol/matching/v1/messages_pb';
import type {
  ExamPeriodsChanged,
  TutorChanged,
} from '@katrol/proto/katrol/volunteer_training/v1/events_pb';
import type { Days } from '@katrol/calendar';
import { attendanceOf } from '../domain/group.ts';
import type { Match } from '../domain/match.ts';
import type { ToldTutor } from '../domain/pair.ts';
import { endForeseen, worksOn } from '../domain/standing.ts';
import { waitingDays } from '../domain/support-request.ts';
import { extended, quietSince, sessionBalance, type Trajectory } from '../domain/trajectory.ts';
import type { GroupPage } from '../operations/groups.ts';
import type { RequestLine, TrajectoryLine } from '../operations/lists.ts';
import type { TrajectoryPage } from '../operations/trajectory.ts';
import type { ToldExams } from '../store/days.ts';
import type { ToldRules } from '../store/rules.ts';

// the days of the work say it all; a fact of before there were any says it in other fields
export const tutorIn = ({
  tutorId: id,
  active,
  availableFrom,
  availableUntil,
  ...told
}: Plain<TutorChanged>): ToldTutor => ({
  id,
  ...told,
  worksFrom: told.worksFrom || availableFrom,
  worksUntil: told.worksUntil || (active ? availableUntil : '1970-01-01'),
});

export const examsIn = ({
  universityCode,
  periods,
  revision,
}: Plain<ExamPeriodsChanged>): ToldExams => ({ universityCode, periods, revision });

export const rulesIn = ({
  document: { support, tutors },
  ...told
}: Plain<ProfileChanged>): ToldRules => ({ ...told, rules: { support, tutors } });

export const requestOut = ({
  today,
  ...r
}: RequestLine): MessageInitShape<typeof SupportRequestSchema> => ({
  ...r,
  waitingDays: waitingDays(r, today),
});

// what the tutor noted stays inside
export const matchOut = ({ note: _, ...match }: Match): MessageInitShape<typeof MatchSchema> =>
  match;

const summary = (t: Trajectory, { today, days }: { today: string; days: Days }) => ({
  ...t,
  planned: t.slotsPlanned,
  sessionBalance: sessionBalance(t),
  quietSince: quietSince(t, today, days),
  extended: extended(t, today),
  endForeseen: endForeseen(t, today),
  tutorAccountId: t.accountId,
});

export const trajectoryLineOut = ({
  trajectory,
  nextSessionOn,
  ...on
}: TrajectoryLine): MessageInitShape<typeof TrajectorySchema> => ({
  ...summary(trajectory, on),
  nextSessionOn,
});

export function trajectoryOut({
  trajectory,
  today,
  group,
  ways: { parentPresent, anchor, form, sessionMinutes },
  days,
  ...parts
}: TrajectoryPage): MessageInitShape<typeof TrajectorySchema> {
  const planned = parts.sessions
    .filter((s) => s.status === 'planned' && worksOn(trajectory, s.plannedFor.slice(0, 10)))
    .map((s) => s.plannedFor)
    .filter((at) => at >= today);
  const nextSessionOn = planned.sort()[0] ?? '';
  const ways = { parentPresent, anchor, form, sessionMinutes };
  const whole = { ...summary(trajectory, { today, days }), ...parts, ...ways, nextSessionOn };
  return { ...whole, ...(group ? { group } : {}) };
}

export const groupOut = ({
  group,
  members,
  sessions,
  nextOn,
}: GroupPage): MessageInitShape<typeof SupportGroupSchema> => ({
  ...group,
  nextOn,
  families: members.length,
  children: members.reduce((sum, { children }) => sum + children.length, 0),
  members: members.map(({ id: trajectoryId, familyId, children }) => ({
    trajectoryId,
    familyId,
    children,
  })),
  sessions: sessions.map(({ parts, loggedBy: _, ...session }) => ({
    ...session,
    attendance: parts.map(attendanceOf),
    earlier: session.earlier.map((one) => ({
      ...one,
      attendance: one.attendance.filter(({ trajectoryId }) =>
        members.some(({ id }) => id === trajectoryId),
      ),
    })),
  })),
});
