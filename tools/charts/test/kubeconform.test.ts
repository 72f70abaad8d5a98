import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Chart, environmentFile, environments, Rendered } from '../src/helm.ts';
import {
  definitions,
  kubernetesSchemas,
  writeKubernetesSchemas,
  writeSchemas,
} from '../src/crds.ts';
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
    schemas = path.join(chart.dir, 'kubernetes');
    const texts = environments().map((name) => chart.text(environmentFile(name)));
    const kinds = new Set(texts.flatMap((text) => new Rendered(text).all.map(({ kind }) => kind)));
    for (const minor of MINORS) writeKubernetesSchemas(found, { minor, kinds, folder: schemas });
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
        `-schema-location=${schemas}/${minor}/{{ .ResourceKind }}{{ .KindSuffix }}.json`,
        `-schema-location=${crds}/{{ .ResourceKind }}-{{ .Group }}-{{ .ResourceAPIVersion }}.json`,
      ],
      { input: text, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
    );
    return JSON.parse(ran.stdout) as Report;
  };

  // one run a minor: most of its time goes into reading schemas
  test.each(MINORS)(
    'every environment on %s: everything is known, nothing skipped',
    (minor) => {
      const all = environments().map((name) => chart.text(environmentFile(name)));
      const { resources, summary } = check(all.join('\n---\n'), minor);
      expect(resources.filter(({ status }) => status !== 'statusValid')).toEqual([]);
      expect(summary).toMatchObject({ invalid: 0, errors: 0, skipped: 0 });
      expect(summary.valid).toBeGreaterThan(40 * environments().length);
    },
    240_000,
  );

  test('a misspelt key is found, in what Kubernetes knows and in what others define', () => {
    const misspelt = [
      ['Deployment', 'revisionHistoryLimit: 3', 'revisionHistoryLimits: 3'],
      ['Job', 'backoffLimit: 6', 'backOffLimit: 6'],
      ['Service', 'clusterIP: None', 'clusterIp: None'],
      ['HTTPRoute', 'hostnames:', 'hostname:'],
      ['Cluster', 'enableSuperuserAccess:', 'enableSuperUserAccess:'],
      ['KafkaTopic', 'partitions:', 'partition:'],
      ['PrometheusRule', 'interval: 10s', 'intervall: 10s'],
    ] as const;
    const text = misspelt.reduce(
      (sofar, [, good, bad]) => sofar.replace(good, bad),
      chart.text(environmentFile('production')),
    );
    const found = check(text, '1.34.0').resources.filter(
      ({ status }) => status === 'statusInvalid',
    );
    expect(found.map((one) => one.kind).sort()).toEqual(misspelt.map(([kind]) => kind).sort());
  }, 240_000);
});
