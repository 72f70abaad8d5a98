import type { Plain } from '@katrol/contract';
import type * as contract from '@katrol/proto/katrol/volunteer_training/v1/messages_pb';
import { Checks, searchable } from '@katrol/runtime';

/** What a line of a roster says of a student, its words understood. */
export type RosterLine = Plain<contract.RosterLine>;

/** The words of a line that name something that is known here. */
export type Named = { university: string; programme: string; branch: string; saysHours: boolean };

/** A student as a line of a roster names it. */
export type RosterStudent = Omit<RosterLine, 'coach'> & {
  programmeId: string;
  branchCode: string;
  universityCode: string;
  coachAccountId: string;
};

type Coded = { code: string; name: string };
export type Known = {
  branches: readonly string[];
  universities: readonly Coded[];
  programmes: readonly (Coded & { id: string; universityCode: string; agreedHours: number })[];
};

/** "De Katrol Sint-Niklaas", "Sint-Niklaas" or "sint-niklaas" -> the code among `codes`, or ''. */
function branchNamed(text: string, codes: readonly string[]): string {
  const plain = searchable(text)
    .replace(/^(de )?(katrol|werking) /, '')
    .replaceAll(/[^a-z0-9]+/g, '-');
  return codes.find((c) => c === plain) ?? '';
}

const named = <T extends Coded>(text: string, all: readonly T[]): T | undefined => {
  const wanted = searchable(text);
  return all.find((x) => searchable(x.code) === wanted || searchable(x.name) === wanted);
};

/** The student of a line; what it names and nobody knows is refused by its column. */
export function studentOf(line: RosterLine, words: Named, known: Known): RosterStudent {
  const c = new Checks();
  const expectKnown = (found: boolean, column: 'university' | 'branch'): void =>
    void c.that(found, column, words[column] === '' ? 'VALUE_MISSING' : 'VALUE_UNKNOWN');
  const university = named(words.university, known.universities);
  expectKnown(university !== undefined, 'university');
  const offered = known.programmes.filter((p) => p.universityCode === university?.code);
  const programme = named(words.programme, offered);
  c.that(programme !== undefined || words.programme === '', 'programme', 'VALUE_UNKNOWN');
  const branchCode = branchNamed(words.branch, known.branches);
  expectKnown(branchCode !== '', 'branch');
  c.done();
  const { coach: coachAccountId, ...student } = line;
  return {
    ...student,
    coachAccountId,
    branchCode,
    universityCode: university?.code ?? '',
    programmeId: programme?.id ?? '',
    agreedHours: words.saysHours ? line.agreedHours : (programme?.agreedHours ?? 0),
  };
}
