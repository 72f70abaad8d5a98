import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Names } from './names.ts';
import { root } from './stack.ts';

const runbooks = path.join(root, 'docs/runbooks');

/** Every query that somebody relies on, with where it stands. */
export type Query = { where: string; expr: string };

type Panel = { title: string; targets?: { expr: string }[]; panels?: Panel[] };
const panelsOf = (panels: Panel[]): Panel[] =>
  panels.flatMap((p) => [p, ...panelsOf(p.panels ?? [])]);

export function dashboardQueries(): Query[] {
  const dir = path.join(root, 'deploy/otel/dashboards');
  return readdirSync(dir).flatMap((file) => {
    const { panels } = JSON.parse(readFileSync(path.join(dir, file), 'utf8')) as {
      panels: Panel[];
    };
    return panelsOf(panels).flatMap((p) =>
      (p.targets ?? []).map((t) => ({ where: `${file} "${p.title}"`, expr: t.expr })),
    );
  });
}

const alertRules = (): string => readFileSync(path.join(root, 'deploy/alerts/katrol.yaml'), 'utf8');
export const alertNames = (): string[] =>
  [...alertRules().matchAll(/- alert: (\w+)/g)].map((m) => m[1] ?? '');
export const alertQueries = (): Query[] =>
  [...alertRules().matchAll(/- (?:alert|record): (\S+)\n\s+expr: (.+)/g)].map((m) => ({
    where: m[1] ?? '',
    expr: m[2] ?? '',
  }));

export type Runbook = { alert: string; text: string; firstCommand: string };
export const runbookFiles = (): Runbook[] =>
  readdirSync(runbooks)
    .filter((f) => f.endsWith('.md'))
    .map((file) => {
      const text = readFileSync(path.join(runbooks, file), 'utf8');
      return {
        alert: file.replace('.md', ''),
        text,
        firstCommand: /```sh\n([\s\S]*?)\n```/.exec(text)?.[1] ?? '',
      };
    });

const WORDS = new Set([
  'by',
  'without',
  'on',
  'ignoring',
  'group_left',
  'group_right',
  'and',
  'or',
  'unless',
  'bool',
  'offset',
  'inf',
  'nan',
]);

/** The metrics that a PromQL expression names. */
export function metricsIn(expr: string): string[] {
  const bare = expr
    .replaceAll(/"[^"]*"|'[^']*'/g, '')
    .replaceAll(/\{[^}]*\}/g, '')
    .replaceAll(/\[[^\]]*\]/g, '')
    .replaceAll(/\b\d+(\.\d+)?(ms|[smhdwy])?\b/g, '')
    .replaceAll(/\b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)/g, ' ');
  const names = [...bare.matchAll(/[a-zA-Z_:][a-zA-Z0-9_:]*(?!\s*\()\b(?!\s*\()/g)].map(
    (m) => m[0],
  );
  return [...new Set(names.filter((n) => !WORDS.has(n.toLowerCase()) && !n.startsWith('katrol:')))];
}

const UNITS: Record<string, string> = {
  s: '_seconds',
  ms: '_milliseconds',
  By: '_bytes',
  '1': '_ratio',
};

/** The names under which Prometheus knows what was exported. */
export function prometheusNames(names: Names): Set<string> {
  return new Set(
    Object.keys(names.metrics).flatMap((key) => {
      const [name = '', ...rest] = key.split(' ');
      const kind = rest.at(-1);
      const base =
        name.replaceAll(/[.-]/g, '_') + (UNITS[rest.length > 1 ? (rest[0] ?? '') : ''] ?? '');
      if (kind === 'histogram') return ['_bucket', '_sum', '_count'].map((s) => base + s);
      return kind === 'sum' ? [base, `${base}_total`] : [base];
    }),
  );
}
