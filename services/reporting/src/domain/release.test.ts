import { describe, expect, test } from '@jest/globals';
import { makeTables, type Definition, type EarlierRelease, type ReleaseAsked } from './release.ts';
import { periodOf } from './period.ts';

// 41034 Lede, 41024 Haaltert, 41082 Erpe-Mere
const words = { nl: 'Vragen', fr: 'Questions', en: 'Questions' };
const definition: Definition = {
  code: 'asked',
  version: 1,
  measure: 'count',
  sensitive: true,
  arrow: '',
  title: words,
  counted: words,
};
type Counts = Record<string, Record<string, number>>;
const cubeOf = (counts: Counts): ReleaseAsked['cube'] => ({
  asked: Object.entries(counts).flatMap(([area, codes]) =>
    Object.entries(codes).map(([code, value]) => ({ area, code, branch: `b${area}`, value })),
  ),
});
const schoolYear = (year: number) => periodOf({ kind: 'school_year', year });
const three = (year: number) => periodOf({ kind: 'three_school_years', year });

async function release(
  period: ReleaseAsked['period'],
  counts: Counts,
  earlier: EarlierRelease[] = [],
): Promise<EarlierRelease & { withheld: number[] }> {
  const asked = { period, definitions: [definition], cube: cubeOf(counts), earlier };
  const { tables, withheld } = await makeTables(asked);
  const numbers = withheld.map(({ earlierNumber }) => earlierNumber);
  return { number: earlier.length + 1, period, tables, withheld: [...new Set(numbers)] };
}
const valueIn = ({ tables }: EarlierRelease, area: string, code: string): number | undefined => {
  const cell = tables[0]?.cells.find((one) => one.area === area && one.code === code);
  return cell && !cell.hidden ? cell.value : undefined;
};

describe('three years together', () => {
  const lede = (school: number): Counts => ({ 41034: { school, clb: school } });

  test('released first, they keep two years from giving the third away', async () => {
    const whole = await release(three(2026), lede(50));
    expect(valueIn(whole, '41034', 'school')).toBe(50);
    const first = await release(schoolYear(2024), lede(20), [whole]);
    expect(valueIn(first, '41034', 'school')).toBe(20);
    const second = await release(schoolYear(2025), lede(25), [whole, first]);
    expect(valueIn(second, '41034', 'school')).toBeUndefined();
    expect(second.withheld).toEqual([1]);
  });

  test('released last, they are not shown where two years and they would', async () => {
    const first = await release(schoolYear(2024), lede(20));
    const second = await release(schoolYear(2025), lede(25), [first]);
    const whole = await release(three(2026), lede(50), [first, second]);
    expect(valueIn(whole, '41034', 'school')).toBeUndefined();
    expect(whole.withheld).toEqual([2]);
  });

  test('of which all three are shown hide nothing', async () => {
    const years: EarlierRelease[] = [];
    for (const year of [2024, 2025, 2026])
      years.push(await release(schoolYear(year), lede(20), [...years]));
    const whole = await release(three(2026), lede(60), years);
    expect(valueIn(whole, '41034', 'school')).toBe(60);
  });
});

describe('a place or a code with too few', () => {
  const others: Counts = { 41024: { school: 40, clb: 60 }, 41082: { school: 40, clb: 60 } };
  const namesIn = ({ tables }: EarlierRelease, what: 'area' | 'code'): string[] => [
    ...new Set(tables[0]?.cells.map((cell) => cell[what])),
  ];

  test('is named as little as one with nobody', async () => {
    for (const counts of [0, 1, 9].map((school): Counts => ({ ...others, 41034: { school } })))
      expect(namesIn(await release(schoolYear(2026), counts), 'area')).not.toContain('41034');
    for (const ocmw of [0, 1, 9]) {
      const made = await release(schoolYear(2026), {
        ...others,
        41024: { school: 40, clb: 60, ocmw },
      });
      expect(namesIn(made, 'code')).toContain('clb');
      expect(namesIn(made, 'code')).not.toContain('ocmw');
    }
  });
});
