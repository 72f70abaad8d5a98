/**
 * What the solver is asked: candidate pairs with their worth, and how many families each tutor
 * still takes.
 */
export type Problem = {
  candidates: { request: number; tutor: number; worth: number }[];
  capacities: number[];
};
export type Solution = { chosen: number[]; optimal: boolean };

const CANDIDATES_A_REQUEST = 20;
// helping one family more outweighs any nicer pairing
const WORTH_OF_A_MATCH = 1_000;
// a pin is a person's word: nothing that the solver finds outweighs it
const WORTH_OF_A_PIN = 1_000_000;

/** A pair that is possible, by the places of request and tutor in their lists. */
export type Candidate = { request: number; tutor: number; points: number; pinned: boolean };

/** The problem for all requests at once: the best candidates of each, a pinned one among them. */
export function toProblem(
  possible: readonly Candidate[][],
  capacities: readonly number[],
): { problem: Problem; candidates: Candidate[] } {
  const candidates = possible.flatMap((ofRequest) =>
    [...ofRequest].sort((a, b) => worth(b) - worth(a)).slice(0, CANDIDATES_A_REQUEST),
  );
  return {
    problem: {
      candidates: candidates.map((c) => ({ request: c.request, tutor: c.tutor, worth: worth(c) })),
      capacities: [...capacities],
    },
    candidates,
  };
}

const worth = (c: Candidate): number =>
  WORTH_OF_A_MATCH + c.points + (c.pinned ? WORTH_OF_A_PIN : 0);

/**
 * The problem in CPLEX's LP text: each request at most one tutor, each tutor at most its capacity.
 */
export function toLp(problem: Problem): string {
  const byRequest = new Map<number, string[]>();
  const byTutor = new Map<number, string[]>();
  const objective: string[] = [];
  const bounds: string[] = [];
  for (const [i, c] of problem.candidates.entries()) {
    const name = `x${i}`;
    objective.push(`${c.worth} ${name}`);
    byRequest.set(c.request, [...(byRequest.get(c.request) ?? []), name]);
    byTutor.set(c.tutor, [...(byTutor.get(c.tutor) ?? []), name]);
    bounds.push(` 0 <= ${name} <= 1`);
  }
  const rows = [
    ...[...byRequest].map(([r, names]) => ` r${r}: ${names.join(' + ')} <= 1`),
    ...[...byTutor].map(
      ([t, names]) => ` t${t}: ${names.join(' + ')} <= ${problem.capacities[t] ?? 0}`,
    ),
  ];
  return [
    'Maximize',
    ` obj: ${objective.join(' + ')}`,
    'Subject To',
    ...rows,
    'Bounds',
    ...bounds,
    'End',
  ].join('\n');
}
