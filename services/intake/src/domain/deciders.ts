import type { Plain } from '@katrol/contract';
import type { Decider as ContractDecider } from '@katrol/proto/katrol/intake/v1/events_pb';
import { addDays } from '@katrol/runtime';
import { askedOn, ADULT, type ConsentFile, type Rules } from './consent.ts';
import { birthday, roleOn, type Parent } from './parents.ts';

export type Decider = Plain<ContractDecider>;

/** All that it follows from: the parents with their languages, and the children. */
export type DecidersFile = Pick<ConsentFile, 'children'> & {
  parents: readonly (ConsentFile['parents'][number] &
    Pick<Parent, 'languagesRead' | 'languagesSpoken' | 'visited' | 'writtenTo'>)[];
  /** to speak with the family in */
  language: string;
};

type By = Pick<Rules, 'youngPersonAge'>;

/** Who decides for each child on a day, who is informed, and whether the child itself is asked. */
export function decidersOn(file: DecidersFile, rules: By, day: string): Decider[] {
  return file.children.flatMap((child) => {
    const childId = child.id;
    const asked = askedOn(child, rules, day);
    const young = asked === '' ? [] : ([asked === 'alone' ? 'alone' : 'young_person'] as const);
    return [
      ...file.parents.flatMap((parent): Decider[] => {
        const role = roleOn(parent, childId, day);
        if (role !== 'decides' && role !== 'informed') return [];
        const { id: personId, held, languagesRead, languagesSpoken } = parent;
        const language = languagesRead[0] ?? languagesSpoken[0] ?? file.language;
        const visited = parent.visited || file.parents.length === 1;
        const writtenTo = [...parent.writtenTo].sort();
        return [{ childId, personId, role, held, language, visited, writtenTo }];
      }),
      ...young.map((role) => ({
        childId,
        personId: childId,
        role,
        held: false,
        language: file.language,
        visited: role === 'alone',
        // they have no address of their own here
        writtenTo: [],
      })),
    ];
  });
}

/** The next day on which the calendar alone changes it; empty where none does. */
export function decidersRecheckOn(file: DecidersFile, rules: By, today: string): string {
  const days = [
    ...file.parents.flatMap(({ deciding }) =>
      deciding.flatMap(({ from, until }) => [from, until === '' ? '' : addDays(until, 1)]),
    ),
    ...file.children.flatMap(({ birthDate }) =>
      [rules.youngPersonAge, ADULT].map((age) => birthday(birthDate, age)),
    ),
  ];
  const as = (day: string): string => JSON.stringify(decidersOn(file, rules, day));
  const now = as(today);
  return (
    [...new Set(days)]
      .filter((day) => day > today)
      .sort()
      .find((day) => as(day) !== now) ?? ''
  );
}
