import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { at, Chart, environmentFile, environments, podOf, type Rendered } from '../src/helm.ts';
import { constantIn } from '../src/declared.ts';
import { describeWith } from './with.ts';

const RENDER_LIMIT_MS = 5_000;
// what looks like a secret: long, and of many signs; digests and the hashes of names do not
const SECRET_SHAPE =
  /\b(?=[A-Za-z0-9+/_-]*[0-9])(?=[A-Za-z0-9+/_-]*[A-Z])[A-Za-z0-9+/_-]{32,}={0,2}/g;

describeWith(['helm'], 'every environment (K1, K9, K12)', () => {
  let chart: Chart;
  const rendered = new Map<string, Rendered>();
  beforeAll(() => {
    chart = new Chart();
    for (const name of environments()) rendered.set(name, chart.of(name));
  });
  afterAll(() => chart.remove());
  const of = (name: string): Rendered => {
    const found = rendered.get(name);
    if (!found) throw new Error(`${name} is not rendered`);
    return found;
  };

  test('the six that the consortium needs are there, each with its paragraph', () => {
    expect(environments()).toEqual([
      'air-gapped',
      'gitops',
      'production',
      'production-external',
      'small',
      'trial',
    ]);
    for (const name of environments()) {
      const [first = '', second = ''] = readFileSync(environmentFile(name), 'utf8').split('\n');
      expect(first).toMatch(/^# [A-Z].{60}/);
      expect(second).toMatch(/^# /);
    }
  });

  test.each(environments())('%s passes the strict lint', (name) => {
    const { code, stdout } = chart.helm(
      'lint',
      '--strict',
      chart.platform,
      `--values=${environmentFile(name)}`,
    );
    expect(stdout).not.toMatch(/\[(ERROR|WARNING)\]/);
    expect(code).toBe(0);
  });

  test.each(environments())('%s renders twice to the same bytes, in time', (name) => {
    const startedAt = performance.now();
    const text = chart.text(environmentFile(name));
    expect(performance.now() - startedAt).toBeLessThan(RENDER_LIMIT_MS);
    expect(chart.text(environmentFile(name))).toBe(text);
    expect(text.length).toBeGreaterThan(10_000);
  });

  test.each(environments())('%s: no object stands there twice', (name) => {
    const names = of(name).all.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    expect(new Set(names).size).toBe(names.length);
  });

  test.each(environments())('%s: ends before it is killed (K9)', (name) => {
    const deployments = of(name)
      .kinds('Deployment')
      .filter((one) => at(one, 'spec.template.spec.containers.0.lifecycle') !== undefined);
    expect(deployments).toHaveLength(6);
    for (const one of deployments) {
      const wait = Number(
        at(one, 'spec.template.spec.containers.0.lifecycle.preStop.sleep.seconds'),
      );
      // the process's own limit, as packages/runtime has it
      const stop = constantIn('packages/runtime/src/run.ts', 'STOP_LIMIT_MS') / 1_000;
      const grace = podOf(one)?.spec.terminationGracePeriodSeconds ?? 0;
      expect(wait).toBeGreaterThanOrEqual(2);
      expect(grace - wait - stop).toBeGreaterThanOrEqual(5);
    }
  });

  test.each(environments())('%s: no Secret and nothing like one (K12)', (name) => {
    expect(of(name).kinds('Secret')).toEqual([]);
    for (const one of of(name).all) {
      const pod = podOf(one);
      for (const { env = [] } of pod?.containers ?? [])
        for (const { name: key, value = '' } of env) {
          // how each is made, and never what it is
          if (key === 'SECRETS') {
            for (const { keys } of JSON.parse(value) as { keys: Record<string, string> }[])
              for (const how of Object.values(keys))
                expect(how).toMatch(/^(chance$|text:|link-public:)/);
          } else if (/(SECRET|PASSWORD|TOKEN)/.test(key))
            expect({ key, value }).toEqual({ key, value: '' });
          expect(value).not.toMatch(/:\/\/[^$/:]+:[^$]+@/);
        }
      // dashboards, themes and rules are files of the checkout
      if (one.kind === 'ConfigMap' && !['realm'].includes(one.metadata.name)) continue;
      const shapes = JSON.stringify(one).match(SECRET_SHAPE) ?? [];
      expect({ of: one.metadata.name, shapes }).toEqual({ of: one.metadata.name, shapes: [] });
    }
  });

  test.each(environments())('%s: an image of a fixed tag for each container', (name) => {
    for (const one of of(name).all)
      for (const { image } of podOf(one)?.containers ?? []) {
        expect(image).toMatch(/[:@][^:@/]+$/);
        expect(image).not.toMatch(/:latest$/);
      }
  });

  test('a template whose text holds a password would be found', () => {
    expect('postgresql://a:hunter2@db/x').toMatch(/:\/\/[^$/:]+:[^$]+@/);
    expect('postgresql://$(A):$(B)@db/x').not.toMatch(/:\/\/[^$/:]+:[^$]+@/);
    expect('k7Qz9Xv2Lm4Np8Rt6Wy1Bc3Df5Gh0Jk2'.match(SECRET_SHAPE)).toHaveLength(1);
  });
});
