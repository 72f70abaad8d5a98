import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Attributes, LogRecord, Metric, Span } from './otlp.ts';
import { root } from './stack.ts';

const file = fileURLToPath(new URL('../names.json', import.meta.url));
/** Which lines appear depends on what goes wrong: their keys are one list. */
const ANY = '(any)';
const kinds = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'];

/**
 * The reviewed list of everything that leaves: names, and the attribute keys that each may carry.
 */
export type Names = {
  resource: string[];
  /** "kind name", with `{attribute}` where the name holds that attribute's value */
  spans: Record<string, string[]>;
  /** "name unit kind" */
  metrics: Record<string, string[]>;
  /** what lines say, and under `(any)` the keys that one may carry */
  logs: Record<string, string[]>;
};

/** `POST /api/x` -> `{http.request.method} {http.route}`. */
export function patternOf(name: string, attributes: Attributes): string {
  const values = Object.entries(attributes)
    .filter(([, v]) => typeof v === 'string' && v.length > 2)
    .toSorted((a, b) => String(b[1]).length - String(a[1]).length);
  let pattern = name;
  for (const [key, value] of values)
    if (!pattern.includes('{') || pattern.replaceAll(/\{[^}]*\}/g, '').includes(String(value)))
      pattern = pattern.replace(String(value), `{${key}}`);
  return pattern;
}

/** What was exported, as a list of names. */
export function namesOf(seen: {
  spans: readonly Span[];
  metrics: readonly Metric[];
  logs: readonly LogRecord[];
}): Names {
  const names: Names = { resource: [], spans: {}, metrics: {}, logs: {} };
  const note = (list: Record<string, string[]>, name: string, attributes: Attributes): void => {
    list[name] = [...new Set([...(list[name] ?? []), ...Object.keys(attributes)])].sort();
  };
  for (const s of seen.spans)
    note(names.spans, `${kinds[s.kind]} ${patternOf(s.name, s.attributes)}`, s.attributes);
  for (const m of seen.metrics)
    for (const p of m.points)
      note(
        names.metrics,
        [m.name, m.unit, m.kind].filter((part) => part !== '').join(' '),
        p.attributes,
      );
  for (const l of seen.logs) {
    note(names.logs, l.body, {});
    note(names.logs, ANY, l.attributes);
  }
  names.resource = [
    ...new Set(
      [...seen.spans, ...seen.metrics, ...seen.logs].flatMap((one) => Object.keys(one.resource)),
    ),
  ].sort();
  return names;
}

export const reviewedNames = (): Names => JSON.parse(readFileSync(file, 'utf8')) as Names;

const merged = (
  a: Record<string, string[]>,
  b: Record<string, string[]>,
): Record<string, string[]> =>
  Object.fromEntries(
    [...new Set([...Object.keys(a), ...Object.keys(b)])]
      .sort()
      .map((k) => [k, [...new Set([...(a[k] ?? []), ...(b[k] ?? [])])].sort()]),
  );

/** Adds what was seen to the list; its diff is what a reviewer reads. */
export function writeNames(seen: Names): void {
  const known = reviewedNames();
  const all: Names = {
    resource: [...new Set([...known.resource, ...seen.resource])].sort(),
    spans: merged(known.spans, seen.spans),
    metrics: merged(known.metrics, seen.metrics),
    logs: merged(known.logs, seen.logs),
  };
  writeFileSync(file, `${JSON.stringify(all, null, 2)}\n`);
}

const isInCode = (line: string): boolean =>
  spawnSync(
    'git',
    ['grep', '-qF', '--untracked', `'${line}'`, '--', 'packages/*.ts', 'services/*.ts'],
    { cwd: root },
  ).status === 0;

/** What was exported and is not on the list. */
export function unreviewed(seen: Names, reviewed: Names): string[] {
  const of = (part: 'spans' | 'metrics'): string[] =>
    Object.entries(seen[part]).flatMap(([name, keys]) => {
      const allowed = reviewed[part][name];
      return allowed
        ? keys.filter((k) => !allowed.includes(k)).map((k) => `${part} ${name}: ${k}`)
        : [`${part} ${name}`];
    });
  // a line may be new, as long as it is a constant of the code and not what somebody typed
  const lines = Object.keys(seen.logs)
    .filter((line) => line !== ANY && !(line in reviewed.logs) && !isInCode(line))
    .map((line) => `logs ${line}`);
  const keys = (seen.logs[ANY] ?? [])
    .filter((k) => !reviewed.logs[ANY]?.includes(k))
    .map((k) => `logs: ${k}`);
  return [
    ...of('spans'),
    ...of('metrics'),
    ...lines,
    ...keys,
    ...seen.resource.filter((k) => !reviewed.resource.includes(k)).map((k) => `resource ${k}`),
  ];
}
