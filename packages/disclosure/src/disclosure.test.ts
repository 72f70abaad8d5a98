import { describe, expect, test } from '@jest/globals';
import {
  ALL,
  attack,
  protect,
  tableOf,
  toldBy,
  type Base,
  type Rules,
  type Table,
} from './index.ts';

const rules: Rules = { threshold: 10, rounding: 5, sensitive: true };
const seed = Number(process.env['KATROL_SEED'] ?? Date.now() % 1_000_000);

/** Chance that repeats itself. */
function chance(from: number): () => number {
  let state = from;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

/** A table as counts among poor families are: most are small, towns differ, some have two branches. */
function generated(next: () => number): Base[] {
  const towns = 2 + Math.floor(next() * 7);
  const codes = 2 + Math.floor(next() * 5);
  const base: Base[] = [];
  for (let town = 0; town < towns; town += 1) {
    const branches = next() < 0.25 ? ['a', 'b'] : ['a'];
    const size = next() ** 3 * 60;
    for (const branch of branches)
      for (let code = 0; code < codes; code += 1) {
        const value = Math.floor(next() * size * (code === 0 ? 2 : 1));
        base.push({ area: `t${town}`, code: `c${code}`, branch: `${branch}${town}`, value });
      }
  }
  return base;
}
const provinces = ({ area }: { area: string }): string[] => [
  Number(area.slice(1)) % 2 === 0 ? 'even' : 'odd',
];

function publication(table: Table, shown: readonly (number | undefined)[], r: Rules) {
  const hidden = new Set([...shown.keys()].filter((i) => shown[i] === undefined));
  const told = table.aggregates.flatMap(({ cells }, i) => {
    const value = shown[i];
    if (value === undefined) return [];
    const [least, most] = toldBy(value, r);
    return [{ cells, least, most, by: '' }];
  });
  return { told, hidden, rules: r };
}

const TABLES = Number(process.env['KATROL_TABLES'] ?? 60);

describe('S17: nobody computes back what is hidden', () => {
  test(
    `${TABLES} tables of chance, seed ${seed}`,
    async () => {
      const next = chance(seed);
      for (let n = 0; n < TABLES; n += 1) {
        const r = { ...rules, sensitive: next() < 0.5, rounding: next() < 0.5 ? 1 : 5 };
        const table = tableOf(generated(next), provinces, true);
        const { shown } = await protect(table, r);
        for (const value of shown)
          expect(value === undefined || value === 0 || value >= 10).toBe(true);
        expect(await attack(table, publication(table, shown, r))).toEqual([]);
      }
    },
    120_000 + TABLES * 2_000,
  );

  test('hiding only what is small is found out', async () => {
    const base = [
      { area: 'lede', code: 'papers', branch: 'lede', value: 1 },
      { area: 'haaltert', code: 'papers', branch: 'haaltert', value: 12 },
      { area: 'erpe-mere', code: 'papers', branch: 'erpe-mere', value: 14 },
    ];
    const exact = { ...rules, rounding: 1 };
    const table = tableOf(base, () => [], true);
    const shown = table.aggregates.map(({ area }) =>
      area === 'lede' ? undefined : { haaltert: 12, 'erpe-mere': 14, [ALL]: 27 }[area],
    );
    const findings = await attack(table, publication(table, shown, exact));
    expect(
      findings.map(({ aggregate, least, most }) => [
        table.aggregates[aggregate]?.area,
        least,
        most,
      ]),
    ).toContainEqual(['lede', 1, 1]);
  });

  test('a branch that knows its own part does not learn what the other has', async () => {
    const base = [
      { area: 'gent', code: 'housing', branch: 'gent-noord', value: 21 },
      { area: 'gent', code: 'housing', branch: 'gent-zuid', value: 2 },
    ];
    const table = tableOf(base, () => [], true);
    const { shown } = await protect(table, rules);
    expect(shown.every((one) => one === undefined)).toBe(true);
  });
});

describe('one family in a small town', () => {
  const papers = (lede: number): Base[] => [
    { area: 'lede', code: 'papers', branch: 'lede', value: lede },
    { area: 'haaltert', code: 'papers', branch: 'haaltert', value: 12 },
    { area: 'erpe-mere', code: 'papers', branch: 'erpe-mere', value: 14 },
    ...['lede', 'haaltert', 'erpe-mere'].map((area) => ({
      area,
      code: 'housing',
      branch: area,
      value: 20,
    })),
  ];
  const exact = { ...rules, rounding: 1 };
  const cellOf = (table: Table, area: string) =>
    table.aggregates.findIndex((one) => one.area === area && one.code === 'papers');

  test('27 is not shown beside the 26 of October, and October is named', async () => {
    const table = tableOf(papers(1), () => [], true);
    const cells = [...table.base.keys()].filter((i) => {
      const { area, code } = table.base[i] as Base;
      return area !== 'lede' && code === 'papers';
    });
    const october = { cells, least: 26, most: 26, by: '1' };
    const { shown, withheld } = await protect(table, exact, { before: [october] });
    expect(shown[cellOf(table, ALL)]).toBeUndefined();
    expect(withheld).toContainEqual({ aggregate: cellOf(table, ALL), by: '1' });
    expect(shown[cellOf(table, 'lede')]).toBeUndefined();
  });

  test('0, 1 and 9 look the same', async () => {
    for (const lede of [0, 1, 9]) {
      const table = tableOf(papers(lede), () => [], true);
      const { shown } = await protect(table, exact);
      expect(shown[cellOf(table, 'lede')]).toBeUndefined();
    }
  });
});

const lede = (housing: number): Base[] =>
  Object.entries({ housing, money: 30, papers: 3, [ALL]: 96 }).map(([code, value]) => ({
    area: 'lede',
    code,
    branch: 'lede',
    value,
  }));

test('families stand under several codes: housing 41 of 96; all of a group is not shown', async () => {
  const shownOf = async (housing: number) => {
    const table = tableOf(lede(housing), () => [], false);
    const { shown } = await protect(table, { ...rules, rounding: 1 });
    const at = (code: string) =>
      shown[table.aggregates.findIndex((one) => one.area === 'lede' && one.code === code)];
    return [at('housing'), at(ALL), at('papers')];
  };
  expect(await shownOf(41)).toEqual([41, 96, undefined]);
  expect((await shownOf(96))[0]).toBeUndefined();
});
