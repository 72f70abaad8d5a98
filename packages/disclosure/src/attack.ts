import { Model, ranges, type Entry } from '@katrol/solver';
import { ALL, valueOf, type Table } from './table.ts';

/** From how many a count may be shown, and to how many it is rounded. */
export type Rules = {
  /** what is less is hidden */
  threshold: number;
  /** 1: as it is */
  rounding: number;
  /** nought is hidden as a small count is */
  sensitive: boolean;
};

/** What was told of a sum of base cells: between what it lies. */
export type Told = { cells: readonly number[]; least: number; most: number; by: string };

/** A cell of which somebody knows more than they may. */
export type Finding = {
  /** the aggregate, by its place in the table */
  aggregate: number;
  /** whose own exact counts it was worked out with; '' is nobody's */
  observer: string;
  least: number;
  most: number;
  /** which of what was told gives it away, by its place in `told` */
  proof: number[];
};

const FAR = 1e6;

/** Between what a count lies, of which was shown what it is rounded to. */
export function toldBy(shown: number, { threshold, rounding }: Rules): [number, number] {
  if (shown === 0) return [0, 0];
  const half = Math.floor(rounding / 2);
  return [Math.max(threshold, shown - half), shown + rounding - 1 - half];
}

export const rounded = (value: number, { rounding }: Pick<Rules, 'rounding'>): number =>
  Math.round(value / rounding) * rounding;

// what everybody knows without anything being shown: counts are no less than nought, and of those
// who may stand under several codes each stands under one at least
function linked(model: Model, { base, additive }: Table): void {
  if (additive) return;
  const places = Map.groupBy(base.keys(), (i) => `${base[i]?.area}\u0000${base[i]?.branch}`);
  for (const cells of places.values()) {
    const total = cells.find((i) => base[i]?.code === ALL);
    if (total === undefined) continue;
    const parts = cells.filter((i) => i !== total);
    for (const part of parts)
      model.row(
        [
          [part, 1],
          [total, -1],
        ],
        { atMost: 0 },
      );
    if (parts.length > 0)
      model.row([[total, 1], ...parts.map((i): Entry => [i, -1])], { atMost: 0 });
  }
}

/** What an attacker has: every base cell unknown, held by what was told. Gives also which row is whose. */
function systemOf(
  table: Table,
  told: readonly Told[],
): { model: Model; rowOf: Map<number, number> } {
  const model = new Model();
  for (const _ of table.base) model.column(0, { upper: FAR, whole: false });
  linked(model, table);
  const rowOf = new Map<number, number>();
  for (const [i, { cells, least, most }] of told.entries()) {
    const entries = cells.map((cell): Entry => [cell, 1]);
    rowOf.set(model.row(entries, { atMost: most }), i);
    if (least > 0)
      rowOf.set(
        model.row(
          cells.map((cell): Entry => [cell, -1]),
          { atMost: -least },
        ),
        i,
      );
  }
  return { model, rowOf };
}

/** Branches that share a place with another one: each knows its own part of it. */
function observersOf({ base }: Table): string[] {
  const places = Map.groupBy(base, ({ area }) => area);
  const shared = [...places.values()].map((cells) => new Set(cells.map(({ branch }) => branch)));
  return [...new Set(shared.filter(({ size }) => size > 1).flatMap((one) => [...one]))].toSorted();
}

const SLACK = 1e-6;

/**
 * Works out, by linear programming, between what every cell must lie that is hidden - and, for each
 * branch that knows its own part, what the others have under every cell where that is little. Gives
 * those of which the attacker can say that it is not 1, or not just under the threshold.
 */
export async function attack(
  table: Table,
  { told, hidden, rules }: { told: readonly Told[]; hidden: ReadonlySet<number>; rules: Rules },
): Promise<Finding[]> {
  const { model, rowOf } = systemOf(table, told);
  const small = rules.threshold - 1;
  const findings: Finding[] = [];
  for (const observer of ['', ...observersOf(table)]) {
    const targets = table.aggregates.flatMap(({ cells }, aggregate) => {
      const others = cells.filter((i) => table.base[i]?.branch !== observer);
      if (others.length === 0) return [];
      if (observer === '') return hidden.has(aggregate) ? [{ aggregate, cells: others }] : [];
      if (others.length === cells.length) return [];
      const value = valueOf(table, others);
      return value > 0 && value <= small ? [{ aggregate, cells: others }] : [];
    });
    const known = [...table.base.entries()].flatMap(([i, { branch, value }]) =>
      observer !== '' && branch === observer ? [[i, value] as const] : [],
    );
    const found = await ranges(
      model,
      targets.map(({ cells }) => cells),
      { known, enough: { least: 1, most: small } },
    );
    for (const [i, { least, most, leastBy, mostBy }] of found.entries()) {
      const by = [...(least > 1 + SLACK ? leastBy : []), ...(most < small - SLACK ? mostBy : [])];
      if (least <= 1 + SLACK && most >= small - SLACK) continue;
      const proof = [...new Set(by.flatMap((row) => rowOf.get(row) ?? []))];
      const { aggregate } = targets[i] as (typeof targets)[number];
      findings.push({ aggregate, observer, least, most, proof });
    }
  }
  return findings;
}
