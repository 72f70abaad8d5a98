import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { allowedKeys } from '@katrol/runtime/telemetry-names';
import { tellingIn } from '../src/doors.ts';
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

const alerts = path.join(root, 'deploy/alerts');
const ruleTests = (cwd: string, ...files: string[]) =>
  spawnSync('promtool', ['test', 'rules', ...files], { cwd, encoding: 'utf8' });

if (spawnSync('promtool', ['--version']).status === 0) {
  test('O7 14.4x pages in 5 min, 1x is a ticket, a spike of 60 s stays silent', () => {
    const { status, stdout, stderr } = ruleTests(alerts, 'burn.test.yaml', 'katrol.test.yaml');
    expect([status, stdout + stderr]).toEqual([0, expect.stringContaining('SUCCESS')]);
  });

  // the unit test that must notice stands beside each
  test.each([
    ['pages too late', 'six quiet hours', /14\.4 \* 0\.001/g, '144 * 0.001'],
    ['counts probes', 'at 14.4 times', /rpc_method!~"grpc\.health\.\*"/g, 'rpc_method!="none"'],
    ['pages at a spike', 'a spike of 60 s', /share1h > 14\.4/g, 'share5m > 14.4'],
    ['makes no ticket', 'linger at the share', /share3d > 0\.001/g, 'share3d > 0.002'],
    ['makes a ticket of less', 'linger at the share', /(share3d|share6h) > 0\.001/g, '$1 > 0.0008'],
  ])('O7 planted: a rule that %s fails its unit test', (_what, unit, right, wrong) => {
    const dir = mkdtempSync(path.join(tmpdir(), 'katrol-spoilt-'));
    const read = (file: string): string => readFileSync(path.join(alerts, file), 'utf8');
    try {
      const [head, ...units] = read('burn.test.yaml').split(/(?=^ {2}- name:)/m);
      const kept = units.filter((one) => (one.split('\n', 1)[0] ?? '').includes(unit));
      expect([kept.length, read('katrol.yaml')]).toEqual([1, expect.stringMatching(right)]);
      writeFileSync(path.join(dir, 'burn.test.yaml'), [head, ...kept].join(''));
      writeFileSync(path.join(dir, 'katrol.yaml'), read('katrol.yaml').replaceAll(right, wrong));
      const spoilt = ruleTests(dir, 'burn.test.yaml');
      expect(spoilt.stderr + spoilt.stdout).toContain('FAILED');
    } finally {
      rmSync(dir, { recursive: true });
    }
  });
} else {
  test('O7 the unit tests of the alert rules', () => {
    const needed = process.env['KATROL_REQUIRE']?.split(',').includes('telemetry') ?? false;
    process.stdout.write('niet gedekt / not covered: promtool, for the alert rules\n');
    expect(needed).toBe(false);
  });
}

test('O4 planted: a label that names something is found', () => {
  const labels = {
    'http.route': '/api/katrol.intake.v1.IntakeService/GetFamily',
    'messaging.destination.name': 'katrol.volunteer-training',
    id: '019aa000-0000-7000-8000-000000000001',
    mail: 'juf@school.example',
    phone: '0470123456',
    name: 'Els Vermeulen',
    family: 'Vergeten',
  };
  const series = new Map([['intake x', new Set([JSON.stringify(labels)])]]);
  expect(tellingIn(series, ['Vergeten'])).toEqual(Object.values(labels).slice(2));
});

test('both walls let the same keys through', () => {
  const text = readFileSync(path.join(root, 'deploy/otel/collector.yaml'), 'utf8');
  const list = /allowed_keys:\n((?: +- .*\n)+)/.exec(text)?.[1] ?? '';
  expect([...list.matchAll(/- (\S+)/g)].map((m) => m[1] ?? '').sort()).toEqual(
    [...allowedKeys].sort(),
  );
  expect(text).toContain('allow_all_keys: false');
});

test('O8 the second wall knows what has the shape of a person, under an allowed key too', () => {
  const text = readFileSync(path.join(root, 'deploy/otel/collector.yaml'), 'utf8');
  const list = /blocked_values:\n((?: +- '.*'\n)+)/.exec(text)?.[1] ?? '';
  // as RE2 spells them
  const blocked = [...list.matchAll(/- '(.*)'/g)].map(
    (m) =>
      new RegExp(
        (m[1] ?? '').replaceAll('[:alnum:]', 'A-Za-z0-9').replaceAll('[:alpha:]', 'A-Za-z'),
      ),
  );
  const isBlocked = (value: string): boolean => blocked.some((one) => one.test(value));
  const persons = [
    'juf@school.example',
    '0470 12 34 56',
    '0470123456',
    '+32470123456',
    '85.07.30-033.28',
    '85073003328',
    'eyJhbGciOiJSUzI1NiJ9',
  ];
  expect(persons.filter((value) => !isBlocked(value))).toEqual([]);
  // every pipeline goes through it
  const pipelines = [...text.matchAll(/processors: \[(.*)\]/g)].map((m) => m[1]);
  expect(pipelines).toEqual(Array(3).fill('memory_limiter, redaction, batch'));
  const { metrics, spans } = reviewedNames();
  expect([...Object.keys(metrics), ...Object.keys(spans)].filter(isBlocked)).toEqual([]);
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
