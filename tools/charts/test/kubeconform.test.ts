import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Chart, environmentFile, environments } from '../src/helm.ts';
import { definitions, kubernetesSchemas, writeSchemas } from '../src/crds.ts';
import { describeWith } from './with.ts';

// the oldest that the charts take and has schemas, the one of today, the next
const MINORS = ['1.33.0', '1.34.0', '1.35.0'];
type Report = {
  resources: { kind: string; name: string; msg: string; status: string }[];
  summary: { valid: number; invalid: number; errors: number; skipped: number };
};

describeWith(['helm', 'kubeconform', 'pip'], 'kubeconform, strict (K3)', () => {
  let chart: Chart;
  let schemas: string;
  let crds: string;
  beforeAll(() => {
    chart = new Chart();
    crds = path.join(chart.dir, 'crds');
    const { crds: all, replaced } = definitions();
    writeSchemas(all, crds);
    process.stdout.write(`definitions of our own: ${replaced.join(', ') || 'none'}\n`);
    const found = kubernetesSchemas();
    if (found === undefined) throw new Error('the schemas of Kubernetes are not fetched');
    schemas = found;
  });
  afterAll(() => {
    rmSync(crds, { recursive: true, force: true });
    chart.remove();
  });

  const check = (text: string, minor: string): Report => {
    const ran = spawnSync(
      'kubeconform',
      [
        '-strict',
        '-output=json',
        '-verbose',
        '-summary',
        `-kubernetes-version=${minor}`,
        `-schema-location=${schemas}/{{ .NormalizedKubernetesVersion }}-local{{ .StrictSuffix }}/{{ .ResourceKind }}{{ .KindSuffix }}.json`,
        `-schema-location=${crds}/{{ .ResourceKind }}-{{ .Group }}-{{ .ResourceAPIVersion }}.json`,
      ],
      { input: text, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
    );
    return JSON.parse(ran.stdout) as Report;
  };

  const cases = environments().flatMap((name) => MINORS.map((minor) => [name, minor] as const));
  test.each(cases)('%s on %s: everything is known, nothing skipped', (name, minor) => {
    const { resources, summary } = check(chart.text(environmentFile(name)), minor);
    expect(resources.filter(({ status }) => status !== 'statusValid')).toEqual([]);
    expect(summary).toMatchObject({ invalid: 0, errors: 0, skipped: 0 });
    expect(summary.valid).toBeGreaterThan(40);
  });

  test.each([
    ['a Deployment', 'Deployment', 'replicas: 1', 'replica: 1'],
    ['a Job', 'Job', 'backoffLimit: 6', 'backOffLimit: 6'],
    ['a Service', 'Service', 'clusterIP: None', 'clusterIp: None'],
  ])('a misspelt key of %s is found', (_name, kind, good, bad) => {
    const { resources } = check(chart.text(environmentFile('trial')).replace(good, bad), '1.34.0');
    const found = resources.filter(({ status }) => status === 'statusInvalid');
    expect(found.map((one) => one.kind)).toEqual([kind]);
  });

  test.each([
    ['an HTTPRoute', 'HTTPRoute', 'hostnames:', 'hostname:'],
    ['a Cluster', 'Cluster', 'enableSuperuserAccess:', 'enableSuperUserAccess:'],
    ['a KafkaTopic', 'KafkaTopic', 'partitions:', 'partition:'],
    ['a PrometheusRule', 'PrometheusRule', 'interval: 10s', 'intervall: 10s'],
  ])('a misspelt key of %s is found', (_name, kind, good, bad) => {
    const text = chart.text(environmentFile('production')).replace(good, bad);
    const found = check(text, '1.34.0').resources.filter(
      ({ status }) => status === 'statusInvalid',
    );
    expect(found.map((one) => one.kind)).toEqual([kind]);
  });
});
