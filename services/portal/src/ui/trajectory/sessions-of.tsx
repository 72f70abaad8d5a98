import type { Trajectory } from '@katrol/proto/katrol/matching/v1/json';
import { CorrectSession } from './correct-form.tsx';
import { CancelSession, PlanSession, WeeklyHours } from './planning.tsx';
import { Sessions } from './sessions.tsx';

/** All sessions of a trajectory, with what one may do about each: call it off, or put it right. */
export function SessionsOf({ of, names }: { of: Trajectory; names: Map<string, string> }) {
  return (
    <>
      <Sessions
        of={of.sessions}
        names={names}
        action={(session) => (
          <>
            <CancelSession session={session} />
            <CorrectSession of={of} session={session} names={names} />
          </>
        )}
      />
      <WeeklyHours of={of} />
      <PlanSession of={of} />
    </>
  );
}
