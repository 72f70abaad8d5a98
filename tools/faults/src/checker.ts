/**
 * What the client knows: what it tried, and what was acknowledged to it. It never asks the
 * services.
 */
export type ClientRecord = {
  attempted: Map<string, string[]>;
  acknowledged: Map<string, string[]>;
};

export type Row = { key: string; value: string };

/** What is wrong, each with some examples. All empty: the promise was kept. */
export type Verdict = {
  /** acknowledged, and not in the teller's state; or in the state, and never heard */
  lost: string[];
  /** in the state or in the effects more than once */
  repeated: string[];
  /** nobody asked for it */
  phantom: string[];
  /** heard in another order than the state holds it */
  reordered: string[];
};

/** Judges rows as SQL gave them, in their order, against the client's own record. */
export function judge(record: ClientRecord, state: readonly Row[], heard: readonly Row[]): Verdict {
  const told = byKey(state);
  const effects = byKey(heard);
  const verdict: Verdict = { lost: [], repeated: [], phantom: [], reordered: [] };
  for (const [key, values] of record.acknowledged) {
    const kept = new Set(told.get(key));
    for (const v of values)
      if (!kept.has(v)) verdict.lost.push(`${key}/${v} acknowledged, not in the state`);
  }
  for (const [key, values] of told) {
    const attempted = new Set(record.attempted.get(key));
    const known = new Set(effects.get(key));
    for (const v of values) {
      if (!attempted.has(v)) verdict.phantom.push(`${key}/${v} in the state, never asked`);
      if (!known.has(v)) verdict.lost.push(`${key}/${v} in the state, never heard`);
    }
    verdict.repeated.push(...doubles(values).map((v) => `${key}/${v} in the state`));
  }
  for (const [key, values] of effects) {
    const kept = told.get(key) ?? [];
    const known = new Set(kept);
    verdict.phantom.push(
      ...values.filter((v) => !known.has(v)).map((v) => `${key}/${v} heard, not in the state`),
    );
    verdict.repeated.push(...doubles(values).map((v) => `${key}/${v} heard`));
    verdict.reordered.push(...inversions(key, values, kept));
  }
  return verdict;
}

/** A list as somebody read it: when it was asked, when it came, by the reader's own clock in ms. */
export type Reading = {
  reader: string;
  of: 'state' | 'effects';
  key: string;
  askedAt: number;
  values: string[];
};
export type Acknowledgement = { key: string; value: string; at: number };

/**
 * Reads of append-only lists: each must be a prefix of the final list; a reader's list never
 * shrinks; the state read after an acknowledgement holds what was acknowledged.
 */
export function judgeReads(
  readings: readonly Reading[],
  acks: readonly Acknowledgement[],
  final: readonly Row[],
): string[] {
  const lists = byKey(final);
  const wrong: string[] = [];
  const longest = new Map<string, number>();
  const acksOf = Map.groupBy(acks, (a) => a.key);
  for (const r of readings) {
    const list = lists.get(r.key) ?? [];
    if (r.values.some((v, i) => list[i] !== v))
      wrong.push(`${r.reader} read of ${r.key} is no prefix of what it became`);
    const before = longest.get(`${r.reader} ${r.of} ${r.key}`) ?? 0;
    if (r.values.length < before)
      wrong.push(`${r.reader} read of ${r.key} shrank from ${before} to ${r.values.length}`);
    longest.set(`${r.reader} ${r.of} ${r.key}`, Math.max(before, r.values.length));
    if (r.of !== 'state') continue;
    const has = new Set(r.values);
    for (const a of acksOf.get(r.key) ?? []) {
      if (a.at < r.askedAt && !has.has(a.value))
        wrong.push(`${r.reader} read of ${r.key} is stale: ${a.value} was acknowledged before`);
    }
  }
  return wrong;
}

export const isClean = (v: Verdict): boolean =>
  Object.values(v).every((found) => found.length === 0);

/** `lost 0, repeated 0, ...`, with some examples where there are any. */
export const inWords = (v: Verdict): string =>
  Object.entries(v)
    .map(
      ([what, found]) =>
        `${what} ${found.length}${found.length > 0 ? ` (${found.slice(0, 5).join('; ')})` : ''}`,
    )
    .join(', ');

function byKey(rows: readonly Row[]): Map<string, string[]> {
  const lists = new Map<string, string[]>();
  for (const { key, value } of rows) {
    const list = lists.get(key);
    if (list) list.push(value);
    else lists.set(key, [value]);
  }
  return lists;
}

const doubles = (values: readonly string[]): string[] => {
  const seen = new Set<string>();
  return values.filter((v) => seen.has(v) || !seen.add(v));
};

function inversions(key: string, heard: readonly string[], kept: readonly string[]): string[] {
  const place = new Map(kept.map((v, i) => [v, i]));
  const found: string[] = [];
  let highest = -1;
  for (const v of new Set(heard)) {
    const at = place.get(v);
    if (at === undefined) continue;
    if (at < highest) found.push(`${key}/${v} heard after ${kept[highest]}`);
    highest = Math.max(highest, at);
  }
  return found;
}
