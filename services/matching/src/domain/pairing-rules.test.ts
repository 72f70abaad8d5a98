import { describe, expect, test } from '@jest/globals';
import { SupportRulesSchema, TutorRulesSchema } from '@katrol/proto/katrol/intake/v1/profile_pb';
import type { Hold } from '@katrol/proto/katrol/matching/v1/codes';
import { exampleOf } from '@katrol/testkit/example';
import { Pair, type Request, type TutorCopy } from './pair.ts';
import { judge, weigh, whatIsMissing } from './pairing.ts';

// A pair that fits in everything, and what each rule says when one thing of it is otherwise.
const TODAY = '2026-11-23';
const tuesday = { weekday: 2, fromMinute: 960, untilMinute: 1080 };
const rules = {
  support: {
    ...exampleOf(SupportRulesSchema),
    form: 'one_child' as const,
    lengthUnit: 'open' as const,
    sessionMinutes: 60,
    sessionsAWeek: 1,
    minimumSessions: 1,
    fixedHours: [],
  },
  tutors: {
    ...exampleOf(TutorRulesSchema),
    kinds: ['student' as const],
    checkRequired: true,
    requiredTrainings: ['start' as const],
    radiusMetres: 5_000,
    maximumFamilies: 2,
  },
};
const request: Request = {
  id: 'r',
  branchCode: 'oostende',
  familyId: 'f',
  children: 1,
  stages: ['primary_first'],
  slots: [tuesday],
  languages: ['nl'],
  subjects: [],
  placeKind: 'home',
  cell: { x: 0, y: 0 },
  lifeDomains: [],
  askedOn: TODAY,
  earlierTutors: [],
  currentTutors: [],
  saidNo: [],
  rules,
};
const tutor: TutorCopy = {
  id: 't',
  accountId: 'a',
  branchCode: 'oostende',
  kind: 'student',
  slots: [tuesday],
  languages: ['nl'],
  subjects: [],
  wishes: [],
  stages: ['primary_first'],
  homeCell: { x: 4, y: 0 },
  reachMetres: 3_000,
  maximumFamilies: 0,
  placeKinds: ['home'],
  trainings: ['start'],
  checkValidUntil: TODAY,
  checkNotApplicable: false,
  worksFrom: '',
  worksUntil: '',
  worksEnd: '',
  families: 0,
  taken: new Set(),
  groups: [],
};
type Change = { r?: Partial<Request>; t?: Partial<TutorCopy>; hold?: Hold; visitOn?: string };
const pairOf = ({ r, t, hold = 'free', visitOn = TODAY }: Change): Pair =>
  new Pair({ r: { ...request, ...r }, t: { ...tutor, ...t }, today: TODAY, visitOn }, hold);
const judged = (change: Change) => {
  const found = judge(pairOf(change));
  // the solver's short form says the same
  expect(weigh(pairOf(change))).toBe(found.possible ? found.points : undefined);
  return found;
};
const broken = (change: Change) =>
  judged(change)
    .reasons.filter(({ verdict }) => verdict === 'broken')
    .map(({ code, values }) => [code, values]);
const soft = (change: Change, asked: string) => {
  const reason = judged(change).reasons.find(({ code }) => code === asked);
  return reason && [reason.verdict, reason.points, reason.values];
};
const withRules = (tutors: Partial<Request['rules']['tutors']>): Partial<Request> => ({
  rules: { ...rules, tutors: { ...rules.tutors, ...tutors } },
});

test('the pair fits, and says so rule by rule', () => {
  const { possible, reasons, slots } = judged({});
  expect([possible, slots]).toEqual([true, [tuesday]]);
  const hard = reasons.filter(({ verdict }) => verdict === 'kept').map(({ code }) => code);
  expect(hard).toEqual([
    'CHECK_VALID',
    'TRAINING_DONE',
    'AVAILABLE',
    'CAPACITY',
    'SLOT_OVERLAP',
    'HOURS',
    'WITHIN_REACH',
    'PLACE_KIND',
    'LEVEL',
    'SUBJECT',
  ]);
});

describe('a rule that nobody bends', () => {
  const check = (t: Partial<TutorCopy>) => broken({ t }).map(([code]) => code);
  test('the check is valid on its last day, on the day of the first visit', () => {
    expect(broken({ t: { checkValidUntil: '2026-11-22' } })).toEqual([
      ['CHECK_VALID', { valid_until: '2026-11-22' }],
    ]);
    expect(check({ checkValidUntil: '' })).toEqual(['CHECK_VALID']);
    expect(check({ checkNotApplicable: true })).toEqual([]);
    expect(check({ checkNotApplicable: true, checkValidUntil: '2026-11-22' })).toEqual([
      'CHECK_VALID',
    ]);
    expect(broken({ visitOn: '2026-11-24' })).toEqual([['CHECK_VALID', { valid_until: TODAY }]]);
    const none = withRules({ checkRequired: false });
    expect(broken({ r: none, t: { checkValidUntil: '' } })).toEqual([]);
  });

  test('every training that is asked', () => {
    const r = withRules({ requiredTrainings: ['start', 'diversity', 'asking_on'] });
    expect(broken({ r, t: { trainings: ['diversity'] } })).toEqual([
      ['TRAINING_DONE', { training: 'start,asking_on' }],
    ]);
    expect(broken({ r, t: { trainings: ['diversity', 'start', 'asking_on'] } })).toEqual([]);
  });

  test('there, from the first day to the last', () => {
    const values = (from: string, until: string) => ({
      available_from: from,
      available_until: until,
    });
    expect(broken({ t: { worksFrom: TODAY, worksUntil: TODAY } })).toEqual([]);
    expect(broken({ t: { worksFrom: '2026-11-24' } })).toEqual([
      ['AVAILABLE', values('2026-11-24', '')],
    ]);
    const gone = { worksUntil: '2026-11-22' };
    expect(broken({ t: gone })).toEqual([['AVAILABLE', values('', '2026-11-22')]]);
    const leaves = { worksUntil: '2026-11-26', checkValidUntil: '2027-06-30' };
    expect(broken({ t: leaves, visitOn: '2026-11-26' })).toEqual([]);
    expect(broken({ t: leaves, visitOn: '2026-11-27' })).toEqual([
      ['AVAILABLE', values('', '2026-11-26')],
    ]);
    // an ended check says so in its own line, where the request asks for one
    const checkEnds = { ...gone, worksEnd: 'CHECK' as const };
    expect(broken({ t: checkEnds })).toEqual([]);
    expect(broken({ t: checkEnds, r: withRules({ checkRequired: false }) })).toEqual([
      ['AVAILABLE', values('', '2026-11-22')],
    ]);
  });

  test('a next tutor is another one', () => {
    expect(broken({ r: { currentTutors: ['t'] } })[0]?.[0]).toBe('AVAILABLE');
    expect(broken({ r: { currentTutors: ['u'] } })).toEqual([]);
  });

  test('room: the tutor’s own number, else the profile’s', () => {
    expect(broken({ t: { families: 1 } })).toEqual([]);
    expect(broken({ t: { families: 2 } })).toEqual([['CAPACITY', { families: '2', maximum: '2' }]]);
    expect(broken({ t: { families: 2, maximumFamilies: 3 } })).toEqual([]);
    expect(broken({ t: { families: 1, maximumFamilies: 1 } })).toEqual([
      ['CAPACITY', { families: '1', maximum: '1' }],
    ]);
  });

  test('an hour that both have, unless one of them said none', () => {
    const friday = { ...tuesday, weekday: 5 };
    expect(broken({ t: { slots: [friday] } })).toEqual([
      ['SLOT_OVERLAP', { would_fit_if: 'weekday_5' }],
    ]);
    expect(broken({ t: { slots: [] } })).toEqual([]);
    expect(broken({ r: { slots: [] } })).toEqual([]);
    const would = (change: Change) =>
      judged(change).reasons.find(({ code }) => code === 'SLOT_OVERLAP')?.values;
    expect(would({})).toEqual({});
    expect(would({ t: { slots: [] } })).toEqual({});
    expect(would({ r: { slots: [] }, t: { slots: [] } })).toEqual({});
  });

  test('as far as the tutor goes, and the branch', () => {
    const far = (metres: number, t: Partial<TutorCopy> = {}, r: Partial<Request> = {}) =>
      broken({ r, t: { homeCell: { x: metres / 500, y: 0 }, ...t } });
    expect(far(3_000)).toEqual([]);
    expect(far(3_500)).toEqual([
      ['WITHIN_REACH', { distance_metres: '3500', reach_metres: '3000' }],
    ]);
    expect(far(5_500, { reachMetres: 0 })).toEqual([
      ['WITHIN_REACH', { distance_metres: '5500', reach_metres: '5000' }],
    ]);
    const anywhere = withRules({ radiusMetres: 0 });
    expect(far(50_000, { reachMetres: 0 }, anywhere)).toEqual([]);
    const { homeCell: _, ...nowhere } = tutor;
    const unknown = judge(
      new Pair({ r: request, t: nowhere, today: TODAY, visitOn: TODAY }, 'free'),
    );
    expect(unknown.possible).toBe(true);
    expect(unknown.reasons.find(({ code }) => code === 'WITHIN_REACH')?.values).toEqual({});
  });

  test('the kind of place, where both said one', () => {
    const library = { placeKinds: ['library' as const] };
    expect(broken({ t: library })).toEqual([['PLACE_KIND', { place_kind: 'home' }]]);
    expect(broken({ t: { placeKinds: [] } })).toEqual([]);
    expect(broken({ t: library, r: { placeKind: '' } })).toEqual([]);
  });

  test('the stages of the children, where the tutor named some', () => {
    const r = { stages: ['primary_first', '', 'secondary_first'] as Request['stages'] };
    expect(broken({ r })).toEqual([['LEVEL', { stage: 'secondary_first' }]]);
    expect(broken({ r, t: { stages: [] } })).toEqual([]);
    expect(broken({ r, t: { stages: ['secondary_first', 'primary_first'] } })).toEqual([]);
  });

  test('a subject of secondary school; any other can be learned together', () => {
    const r = { subjects: ['secondary_mathematics', 'secondary_french', 'reading'] };
    expect(broken({ r, t: { subjects: ['secondary_french'] } })).toEqual([
      ['SUBJECT', { subject: 'secondary_mathematics' }],
    ]);
    expect(broken({ r: { subjects: ['reading'] } })).toEqual([]);
  });

  test('what a person forbade', () => {
    expect(broken({ hold: 'forbidden' })).toEqual([['FORBIDDEN', {}]]);
    expect(broken({ hold: 'pinned' })).toEqual([]);
    expect(judged({}).reasons.some(({ code }) => code === 'FORBIDDEN')).toBe(false);
  });
});

describe('what speaks for a pair, or against it', () => {
  const at = (metres: number): Change => ({
    t: { homeCell: { x: metres / 500, y: 0 }, reachMetres: 0 },
    r: withRules({ radiusMetres: 0 }),
  });
  test('near by: 20 points at the door, none from ten kilometres on; 10 more in the street', () => {
    expect(soft(at(0), 'DISTANCE')).toEqual(['for', 20, { distance_metres: '0' }]);
    expect(soft(at(5_000), 'DISTANCE')).toEqual(['for', 10, { distance_metres: '5000' }]);
    expect(soft(at(10_000), 'DISTANCE')?.[1]).toBe(0);
    expect(soft(at(20_000), 'DISTANCE')?.[1]).toBe(0);
    expect(soft(at(500), 'NEIGHBOURHOOD')).toEqual(['for', 10, {}]);
    expect(soft(at(1_000), 'NEIGHBOURHOOD')).toBeUndefined();
    const { cell: _, ...nowhere } = request;
    const { reasons } = judge(
      new Pair({ r: nowhere, t: tutor, today: TODAY, visitOn: TODAY }, 'free'),
    );
    const codes = reasons.map(({ code }) => code);
    expect(codes.filter((one) => ['DISTANCE', 'NEIGHBOURHOOD'].includes(one))).toEqual([]);
  });

  test('a language of the family’s own', () => {
    expect(soft({}, 'SHARED_LANGUAGE')).toBeUndefined();
    const languages = ['nl', 'tr', 'ar'];
    expect(soft({ r: { languages }, t: { languages } }, 'SHARED_LANGUAGE')).toEqual([
      'for',
      15,
      { language: 'tr,ar' },
    ]);
    expect(soft({ r: { languages }, t: { languages: ['fr'] } }, 'SHARED_LANGUAGE')).toBeUndefined();
  });

  test('subjects in common: 8 points each, 24 at most', () => {
    const subjects = ['reading', 'writing', 'language', 'mathematics'];
    const shared = (n: number) =>
      soft({ r: { subjects }, t: { subjects: subjects.slice(0, n) } }, 'SUBJECT_EXPERIENCE');
    expect(shared(0)).toBeUndefined();
    expect(shared(1)).toEqual(['for', 8, { subject: 'reading' }]);
    expect(shared(2)).toEqual(['for', 16, { subject: 'reading,writing' }]);
    expect(shared(4)?.[1]).toBe(24);
  });

  test('a wish that the request holds: a subject, a domain of life, papers', () => {
    const wished = (wish: string, r: Partial<Request>) =>
      soft({ r, t: { wishes: [wish] } }, 'WISH');
    expect(wished('reading', { subjects: ['reading'] })).toEqual(['for', 10, { wish: 'reading' }]);
    expect(wished('homework', { lifeDomains: ['homework'] })?.[1]).toBe(10);
    expect(wished('papers', { lifeDomains: ['administration'] })?.[1]).toBe(10);
    expect(wished('papers', { lifeDomains: ['homework'] })).toBeUndefined();
    expect(wished('games', { lifeDomains: ['administration'] })).toBeUndefined();
  });

  test('known from before', () => {
    expect(soft({ r: { earlierTutors: ['t'] } }, 'EARLIER_TUTOR')).toEqual(['for', 25, {}]);
    expect(soft({ r: { earlierTutors: ['u'] } }, 'EARLIER_TUTOR')).toBeUndefined();
  });

  test('a week of waiting is a point, 30 at most, never less than none', () => {
    const since = (askedOn: string) => soft({ r: { askedOn } }, 'WAITING_TIME');
    expect(since('2026-11-10')).toEqual(['for', 1, { days: '13' }]);
    expect(since('2026-11-09')).toEqual(['for', 2, { days: '14' }]);
    expect(since('2025-11-23')).toEqual(['for', 30, { days: '365' }]);
    expect(since('2026-12-24')).toEqual(['for', 0, { days: '0' }]);
  });

  test('each family that the tutor has already: 3 points off', () => {
    expect(soft({}, 'ALREADY_SUPPORTS')).toBeUndefined();
    const t = { families: 2, maximumFamilies: 5 };
    expect(soft({ t }, 'ALREADY_SUPPORTS')).toEqual(['against', -6, { families: '2' }]);
  });
});

describe('what is missing, of the tutors that come nearest', () => {
  const missing = (...changes: Change[]) => whatIsMissing(changes.map(pairOf));
  test.each<[string, Change]>([
    ['CHECK', { t: { checkValidUntil: '' } }],
    ['TRAINING', { t: { trainings: [] } }],
    ['CAPACITY', { t: { worksUntil: '2026-11-22' } }],
    ['CAPACITY', { t: { families: 2 } }],
    ['SLOT', { t: { slots: [{ ...tuesday, weekday: 5 }] } }],
    ['REACH', { t: { homeCell: { x: 40, y: 0 } } }],
    ['PLACE', { t: { placeKinds: ['library'] } }],
    ['STAGE', { t: { stages: ['secondary_first'] } }],
    ['SUBJECT', { r: { subjects: ['secondary_french'] } }],
    ['FORBIDDEN', { hold: 'forbidden' }],
  ])('%s', (code, change) => expect(missing(change)).toEqual([code]));

  test('nobody at all, somebody who fits but is taken, the most frequent first', () => {
    expect(missing()).toEqual(['NO_TUTORS']);
    expect(missing({}, { t: { trainings: [] } })).toEqual(['CAPACITY']);
    const twice = { t: { trainings: [], checkValidUntil: '' } };
    const once = { t: { checkValidUntil: '' } };
    expect(missing(twice, once, once, { t: { trainings: [] } })).toEqual(['CHECK', 'TRAINING']);
    expect(missing(twice, once)).toEqual(['CHECK']);
  });
});
