import { Barriers } from './barriers.tsx';
import type { PlanProps } from './commands.ts';
import { Goals } from './goals.tsx';
import { GoingAlongPart } from './going-along.tsx';
import { Strengths } from './strengths.tsx';

/** What family and tutor work on together: goals, strengths, barriers with levers, going along. */
export function Plan(props: PlanProps) {
  return (
    <>
      <Goals {...props} />
      <Strengths {...props} />
      <Barriers {...props} />
      <GoingAlongPart {...props} />
    </>
  );
}
