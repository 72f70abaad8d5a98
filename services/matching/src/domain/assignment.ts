import type { Judged } from './pairing.ts';

/** What the solver is asked: candidate pairs with their worth, and how many families each tutor still takes. */
export type Problem = { candidates: { request: number; tutor: number; worth: number }[]; capacities: number[] };
export type Solution = { chosen: number[]; optimal: boolean };

export const CANDIDATES_A_REQUEST = 20;
// helping one family more outweighs any nicer pairing
const WORTH_OF_A_MATCH = 1_000;
// a pin is a person's word: nothing that the solver finds outweighs it
const WORTH_OF_A_PIN = 1_000_000;

/** The problem for all requests at once: the best candidates of each, a pinned one among them. */
export function toProblem(judged: readonly Judged[][], tutors: readonly { id: string; capacity: number }[]): { problem: Problem; pairs: Judged[] } {
  const place = new Map(tutors.map((t, i) => [t.id, i]));
  const pairs: Judged[] = [];
  const candidates: Problem['candidates'] = [];
  for (const [request, ofRequest] of judged.entries()) {
    const best = ofRequest.filter((j) => j.possible).sort((a, b) => rank(b) - rank(a)).slice(0, CANDIDATES_A_REQUEST);
    for (const pair of best) {
      pairs.push(pair);
      candidates.push({ request, tutor: place.get(pair.tutorId) ?? 0, worth: WORTH_OF_A_MATCH + pair.points + (pair.hold === 'pinned' ? WORTH_OF_A_PIN : 0) });
    }
  }
  return { problem: { candidates, capacities: tutors.map((t) => t.capacity) }, pairs };
}

const rank = (j: Judged): number => j.points + (j.hold === 'pinned' ? WORTH_OF_A_PIN : 0);

/** The problem in CPLEX's LP text: each request at most one tutor, each tutor at most its capacity. */
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
    ...[...byTutor].map(([t, names]) => ` t${t}: ${names.join(' + ')} <= ${problem.capacities[t] ?? 0}`),
  ];
  return ['Maximize', ` obj: ${objective.join(' + ')}`, 'Subject To', ...rows, 'Bounds', ...bounds, 'End'].join('\n');
}
