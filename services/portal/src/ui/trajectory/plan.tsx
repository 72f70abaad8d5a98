import { Barriers } from './barriers.tsx';
import type { Trajectory } from '@katrol/proto/katrol/matching/v1/json';
import { Goals } from './goals.tsx';
import { GoingAlongPart } from './going-along.tsx';
import { Strengths } from './strengths.tsx';

/** What family and tutor work on together: goals, strengths, barriers with levers, going along. */
export function Plan(props: { of: Trajectory }) {
  return (
    <>
      <Goals {...props} />
      <Strengths {...props} />
      <Barriers {...props} />
      <GoingAlongPart {...props} />
    </>
  );
}
