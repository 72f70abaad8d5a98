import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { allowedKeys } from '@katrol/runtime/telemetry-names';
import { reviewedNames } from '../src/names.ts';
import {
  alertNames,
  alertQueries,
  dashboardQueries,
  metricsIn,
  prometheusNames,
  runbookFiles,
} from '../src/queries.ts';
import { root } from '../src/stack.ts';

const unknownIn = (queries: { where: string; expr: string }[]): string[] => {
  const exported = prometheusNames(reviewedNames());
  return queries.flatMap(({ where, expr }) =>
    metricsIn(expr)
      .filter((m) => !exported.has(m))
      .map((m) => `${where}: ${m}`),
  );
};

test('dashboards and alerts name only metrics that a run exported', () => {
  expect(dashboardQueries().length).toBeGreaterThan(20);
  expect(alertQueries().length).toBeGreaterThan(10);
  expect(unknownIn([...dashboardQueries(), ...alertQueries()])).toEqual([]);
});

test('planted: a metric that nobody exports is found', () => {
  expect(
    unknownIn([
      {
        where: 'planted',
        expr:
          'sum by (job) (rate(outbox_lost_total{job="intake"}[5m])) > 3 ' +
          'and on (job) max(outbox_pending) offset 5m',
      },
    ]),
  ).toEqual(['planted: outbox_lost_total']);
});

test('every alert has its runbook, and every runbook its alert', () => {
  expect(
    runbookFiles()
      .map((r) => r.alert)
      .sort(),
  ).toEqual(alertNames().sort());
  for (const { alert, text, firstCommand } of runbookFiles()) {
    expect(text.startsWith(`# ${alert}\n`)).toBe(true);
    expect(firstCommand).toContain('promtool query instant');
    expect(
      unknownIn([{ where: alert, expr: /' *'?(.*)'$/.exec(firstCommand)?.[1] ?? '' }]),
    ).toEqual([]);
  }
});

test('both walls let the same keys through', () => {
  const text = readFileSync(path.join(root, 'deploy/otel/collector.yaml'), 'utf8');
  const list = /allowed_keys:\n((?: +- .*\n)+)/.exec(text)?.[1] ?? '';
  expect([...list.matchAll(/- (\S+)/g)].map((m) => m[1] ?? '').sort()).toEqual(
    [...allowedKeys].sort(),
  );
  expect(text).toContain('allow_all_keys: false');
});

test('what is on the reviewed list is let through', () => {
  const { resource, spans, metrics, logs } = reviewedNames();
  const keys = [
    resource,
    ...Object.values(spans),
    ...Object.values(metrics),
    ...Object.values(logs),
  ].flat();
  expect([...new Set(keys)].filter((k) => !allowedKeys.has(k))).toEqual([]);
});

const imports =
  /from '(@opentelemetry\/[^']+|@fastify\/otel|import-in-the-middle[^']*)'|import\('@opentelemetry/;

test('OpenTelemetry is imported in packages/runtime and nowhere else', () => {
  const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.ts', '*.tsx'], {
    cwd: root,
    encoding: 'utf8',
  })
    .split('\n')
    .filter((f) => f !== '');
  const importing = files.filter(
    (f) =>
      !f.startsWith('tools/telemetry/test/') &&
      imports.test(readFileSync(path.join(root, f), 'utf8')),
  );
  expect(importing.length).toBeGreaterThan(2);
  expect(importing.filter((f) => !f.startsWith('packages/runtime/src/telemetry'))).toEqual([]);
});
