import type { Hold } from '@katrol/proto/katrol/matching/v1/codes';
import { capacityOf, Pair, type Request, type TutorCopy } from './pair.ts';
import { weigh } from './pairing.ts';

/** Who is looked for and who could, as it stands when a run begins. */
export type Everybody = {
  requests: Request[];
  tutors: TutorCopy[];
  /** by request and tutor, what a person decided beforehand */
  holds: ReadonlyMap<string, Hold>;
  today: string;
  visitOn: string;
};

export const holdKey = (requestId: string, tutorId: string): string => `${requestId} ${tutorId}`;

export const pairOf = (
  { holds, today, visitOn }: Pick<Everybody, 'holds' | 'today' | 'visitOn'>,
  r: Request,
  t: TutorCopy,
): Pair => new Pair({ r, t, today, visitOn }, holds.get(holdKey(r.id, t.id)) ?? 'free');

// helping one family more outweighs any nicer pairing
const WORTH_OF_A_MATCH = 1_000;
// a pin is a person's word: nothing that the solver finds outweighs it
const WORTH_OF_A_PIN = 1_000_000;

/** The tutors that are possible for a request, by their places in the list, the best first. */
export type Options = { tutors: Int32Array; worths: Int32Array };

/** A pair that is possible, by the places of both in their lists. */
export type Option = { request: number; tutor: number; worth: number };

/** Every possible pair of a request. What is worth most comes first. */
export function optionsOf(all: Everybody, r: Request): Options {
  const found: { tutor: number; worth: number }[] = [];
  for (const [tutor, t] of all.tutors.entries()) {
    if (t.branchCode !== r.branchCode || t.families >= capacityOf(t, r.rules)) continue;
    const pair = pairOf(all, r, t);
    const points = weigh(pair);
    if (points === undefined) continue;
    const pinned = pair.hold === 'pinned' ? WORTH_OF_A_PIN : 0;
    found.push({ tutor, worth: WORTH_OF_A_MATCH + points + pinned });
  }
  found.sort((a, b) => b.worth - a.worth || a.tutor - b.tutor);
  return {
    tutors: Int32Array.from(found, (one) => one.tutor),
    worths: Int32Array.from(found, (one) => one.worth),
  };
}
