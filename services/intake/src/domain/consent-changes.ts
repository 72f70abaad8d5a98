import type { ConsentPurpose } from '@katrol/proto/katrol/common/v1/codes';
import type { ConsentState, ConsentStop } from '@katrol/proto/katrol/intake/v1/codes';
import {
  inForce,
  keysOf,
  keyText,
  recheckOn,
  stops,
  talkOn,
  type ConsentFile,
  type Key,
  type Rules,
  type Standing,
} from './consent.ts';

/** How a key stood when it was worked out last. */
export type Known = Key &
  Pick<Standing, 'state' | 'given' | 'until'> & {
    since: string;
    talkOn: string;
    recheckOn: string;
    /** at which count it was told; 0: never */
    sequence: number;
    toldAt: string;
    /** the conversation that changed it last */
    toldIn: string;
  };

export type Change = {
  key: Key;
  before: Known | undefined;
  after: Standing & Pick<Known, 'since' | 'talkOn' | 'recheckOn'>;
  /** do the other services hear of it? */
  tells: boolean;
};

/**
 * What became otherwise since it was worked out last, key by key. A child has a line of its own
 * where it once stood otherwise than the family; the hearers look there first.
 */
export function changesOf(
  file: ConsentFile,
  known: readonly Known[],
  { rules, today, on }: { rules: Rules; today: string; on: string },
): Change[] {
  const before = new Map(known.map((one) => [keyText(one), one]));
  const keys = new Map([...keysOf(file), ...known.map(keyOf)].map((key) => [keyText(key), key]));
  return [...keys.values()].flatMap((key): Change[] => {
    const was = before.get(keyText(key));
    const now = inForce(file, key, rules, today);
    if (
      !was &&
      key.childId !== '' &&
      same(now, inForce(file, { ...key, childId: '' }, rules, today))
    )
      return [];
    const since = was?.state === now.state ? was.since : on;
    const after = {
      ...now,
      since,
      talkOn: talkOn(file, key, now, { since, silenceDays: rules.silenceDays }),
      recheckOn: recheckOn(file, key, rules, today),
    };
    const moved = was?.talkOn !== after.talkOn || was.recheckOn !== after.recheckOn;
    return was && same(was, now) && !moved
      ? []
      : [{ key, before: was, after, tells: told(was, now) }];
  });
}

const keyOf = ({ purpose, receiver, childId }: Key): Key => ({ purpose, receiver, childId });

const same = (a: Omit<Standing, 'talkTo'>, b: Omit<Standing, 'talkTo'>): boolean =>
  a.state === b.state && a.given === b.given && a.until === b.until;

function told(was: Known | undefined, now: Standing): boolean {
  if (!was || was.sequence === 0) return now.given || stops(now.state);
  return (
    was.given !== now.given || was.until !== now.until || stops(was.state) !== stops(now.state)
  );
}

/** How a child stood: its own line, else the family's. */
export function knownState(
  known: readonly Known[],
  { purpose, receiver, childId }: Key,
): ConsentState {
  const lines = known.filter((one) => one.purpose === purpose && one.receiver === receiver);
  const line = lines.find((one) => one.childId === childId) ?? lines.find((one) => !one.childId);
  return line?.state ?? 'not_asked';
}

/** What is there to stop, of a family as it is. */
export type Running = {
  referralOpen: boolean;
  visitPlanned: boolean;
  waiting: boolean;
  taken: boolean;
  tutors: boolean;
  ledTo: readonly string[];
};

const EVERYTHING: Running = {
  referralOpen: true,
  visitPlanned: true,
  waiting: true,
  taken: true,
  tutors: true,
  ledTo: [],
};

/** What a purpose stops without a yes: of what runs, or, where nothing is said of that, at all. */
export function stopsOf(
  { purpose, receiver }: Pick<Key, 'purpose' | 'receiver'>,
  running: Running = { ...EVERYTHING, ledTo: [receiver] },
): ConsentStop[] {
  const when = (yes: boolean, ...these: ConsentStop[]): ConsentStop[] => (yes ? these : []);
  const of: Record<ConsentPurpose, () => ConsentStop[]> = {
    referral: () => [
      ...when(running.referralOpen, 'referral'),
      ...when(running.visitPlanned, 'visit'),
    ],
    registration: () => [
      ...when(running.waiting, 'waiting'),
      ...when(running.taken && !running.tutors, 'search'),
      ...when(running.tutors, 'support', 'tutor_access'),
    ],
    sharing_with_tutor: () => ['tutor_reads'],
    sharing_with_school: () => ['school'],
    sharing_with_service: () => when(running.ledTo.includes(receiver), 'warm_referral'),
    statistics: () => ['figures'],
  };
  return of[purpose]();
}
