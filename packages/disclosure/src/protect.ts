import { maximise, Model } from '@katrol/solver';
import { attack, rounded, toldBy, type Rules, type Told } from './attack.ts';
import { ALL, valueOf, type Aggregate, type Table } from './table.ts';

/** What is shown of each aggregate of a table: a rounded count, or nothing. */
export type Protected = {
  shown: (number | undefined)[];
  /** hidden because of what was told before, by whom it was told */
  withheld: { aggregate: number; by: string }[];
};

// too little to show, or all of a group in what is sensitive
function isSmall(table: Table, aggregate: number, rules: Rules): boolean {
  const { area, code, cells } = table.aggregates[aggregate] as Aggregate;
  const value = valueOf(table, cells);
  if (value < rules.threshold && (value > 0 || rules.sensitive)) return true;
  if (!rules.sensitive || code === ALL || table.aggregates.length < 2) return false;
  const total = table.aggregates.find((one) => one.area === area && one.code === ALL);
  return total !== undefined && value === valueOf(table, total.cells);
}

/** What showing all but the hidden tells. */
const tells = (table: Table, hidden: ReadonlySet<number>, rules: Rules): [number, Told][] =>
  table.aggregates.flatMap(({ cells }, i) => {
    if (hidden.has(i)) return [];
    const [least, most] = toldBy(rounded(valueOf(table, cells), rules), rules);
    return [[i, { cells, least, most, by: '' }] as [number, Told]];
  });

// what it costs to hide a cell: what stands for many says more, and is itself hidden less easily
const worth = (table: Table, { area, code, cells }: Aggregate): number =>
  (1 + valueOf(table, cells)) * (area === ALL ? 1.5 : 1) * (code === ALL ? 1.5 : 1);

/** What was told earlier of the same counts. */
export type Earlier = {
  before?: readonly Told[];
  /** aggregates that must not be shown beside what was told, and by whom */
  kept?: ReadonlyMap<number, string>;
};

/** Of each proof one cell at least, those that cost least together. */
async function leastOf(table: Table, proofs: readonly (readonly number[])[]): Promise<number[]> {
  const model = new Model();
  const columns = new Map<number, number>();
  for (const i of new Set(proofs.flat()))
    columns.set(i, model.column(-worth(table, table.aggregates[i] as Aggregate)));
  for (const proof of proofs) {
    const entries = proof.map((i) => [columns.get(i) as number, -1] as const);
    model.row(entries, { atMost: -1 });
  }
  const { values } = await maximise(model, { seconds: 5, gap: 0.01 });
  return [...columns].flatMap(([i, column]) => ((values[column] ?? 0) > 0.5 ? i : []));
}

/**
 * What of a table may be shown, so that nobody - a reader, or a branch that knows its own exact
 * counts, with everything that was told `before` - can say of a cell that is hidden, or of what
 * others have, that it is not 1 or not just under the threshold. What is hidden besides the small
 * ones is chosen to lose least.
 */
export async function protect(
  table: Table,
  rules: Rules,
  { before = [], kept = new Map() }: Earlier = {},
): Promise<Protected> {
  const small = new Set([...table.aggregates.keys()].filter((i) => isSmall(table, i, rules)));
  for (const aggregate of kept.keys()) small.add(aggregate);
  const attacked = async (hidden: ReadonlySet<number>): Promise<number[][]> => {
    const shown = tells(table, hidden, rules);
    const told = [...shown.map(([, one]) => one), ...before];
    const findings = await attack(table, { told, hidden, rules });
    return findings
      .map(({ proof }) => proof.flatMap((i) => shown[i]?.[0] ?? []))
      .filter((own) => own.length > 0);
  };
  const hidden = new Set(small);
  for (let proofs = await attacked(hidden); proofs.length > 0; proofs = await attacked(hidden)) {
    for (const i of await leastOf(table, proofs)) hidden.add(i);
  }
  for (const i of dearest(table, hidden, small)) {
    hidden.delete(i);
    if ((await attacked(hidden)).length > 0) hidden.add(i);
  }
  return {
    shown: table.aggregates.map(({ cells }, i) =>
      hidden.has(i) ? undefined : rounded(valueOf(table, cells), rules),
    ),
    withheld: [
      ...[...kept].map(([aggregate, by]) => ({ aggregate, by })),
      ...(await withheldBy(table, { hidden, small, rules, before })),
    ],
  };
}

// each try is an attack, which takes as long as the table is large
const TRIES = 1_500;

/** What was hidden for others' sake and says most: it may not have been needed in the end. */
const dearest = (
  table: Table,
  hidden: ReadonlySet<number>,
  small: ReadonlySet<number>,
): number[] => {
  const cost = (i: number): number => worth(table, table.aggregates[i] as Aggregate);
  return [...hidden]
    .filter((i) => !small.has(i))
    .toSorted((a, b) => cost(b) - cost(a))
    .slice(0, Math.floor(TRIES / table.aggregates.length));
};

type Hiding = {
  hidden: ReadonlySet<number>;
  small: ReadonlySet<number>;
  rules: Rules;
  before: readonly Told[];
};

/** Cells large enough to show that would, alone, give something away beside what was told before. */
async function withheldBy(
  table: Table,
  { hidden, small, rules, before }: Hiding,
): Promise<Protected['withheld']> {
  if (before.length === 0) return [];
  const found: Protected['withheld'] = [];
  for (const aggregate of hidden) {
    if (small.has(aggregate)) continue;
    const others = new Set([...table.aggregates.keys()].filter((i) => i !== aggregate));
    const told = [...tells(table, others, rules).map(([, one]) => one), ...before];
    const findings = await attack(table, { told, hidden: others, rules });
    const by = findings.find(({ proof }) => proof.includes(0) && proof.some((i) => i > 0));
    const earlier = by?.proof.find((i) => i > 0);
    if (earlier !== undefined) found.push({ aggregate, by: told[earlier]?.by ?? '' });
  }
  return found;
}
