import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { Chart, environmentFile, environments, podOf, Rendered, type Kube } from '../src/helm.ts';
import { definitions } from '../src/crds.ts';
import { describeWith } from './with.ts';

const NAMESPACE = 'katrol-charts-check';
const kubectl = (args: string[], input?: string): { code: number; said: string } => {
  const ran = spawnSync('kubectl', args, { input, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  return { code: ran.status ?? 1, said: `${ran.stdout}${ran.stderr}` };
};
const dryRun = (text: string): { code: number; said: string } =>
  kubectl(
    ['apply', '--server-side', '--dry-run=server', '--validate=strict', '-n', NAMESPACE, '-f', '-'],
    text,
  );

describeWith(['helm', 'cluster'], 'the API server itself (K4)', () => {
  let chart: Chart;
  const made: string[] = [];
  beforeAll(() => {
    chart = new Chart();
    for (const crd of definitions().crds) {
      if (kubectl(['get', 'crd', crd.metadata.name]).code === 0) continue;
      const { code, said } = kubectl(['create', '-f', '-'], stringify(crd));
      if (code !== 0) throw new Error(said);
      made.push(crd.metadata.name);
    }
    for (const crd of made)
      kubectl(['wait', '--for=condition=Established', '--timeout=60s', `crd/${crd}`]);
    kubectl(['create', 'namespace', NAMESPACE]);
    const level = ['enforce', 'warn', 'audit'].map(
      (mode) => `pod-security.kubernetes.io/${mode}=restricted`,
    );
    kubectl(['label', '--overwrite', 'namespace', NAMESPACE, ...level]);
  }, 180_000);
  afterAll(() => {
    kubectl(['delete', 'namespace', NAMESPACE, '--wait=false']);
    if (made.length > 0) kubectl(['delete', 'crd', '--wait=false', ...made]);
    chart.remove();
  });

  const rendered = (name: string): string =>
    chart
      .text(environmentFile(name))
      .replaceAll('namespace: katrol\n', `namespace: ${NAMESPACE}\n`);

  test.each(environments())(
    '%s is taken whole, without a warning',
    (name) => {
      const text = rendered(name);
      const { code, said } = dryRun(text);
      const lines = said.split('\n').filter((line) => line !== '');
      expect(lines.filter((line) => !line.includes('serverside-applied'))).toEqual([]);
      expect(code).toBe(0);
      expect(lines).toHaveLength(new Rendered(text).all.length);
    },
    120_000,
  );

  type Fault = [string, (one: Kube) => void];
  const spec = (one: Kube): Record<string, unknown> => one['spec'] as Record<string, unknown>;
  const pod = (one: Kube): Record<string, unknown> => podOf(one)?.spec ?? {};
  const first = (one: Kube): Record<string, unknown> =>
    (pod(one)['containers'] as Record<string, unknown>[])[0] ?? {};
  // each passes for a good object until the server sees it
  const faults: Fault[] = [
    [
      'memory of no quantity',
      (d) => void (first(d)['resources'] = { requests: { memory: '12 MB' } }),
    ],
    [
      'more asked for than the most',
      (d) =>
        void (first(d)['resources'] = { requests: { memory: '2Gi' }, limits: { memory: '1Gi' } }),
    ],
    [
      'two ports of one name',
      (d) =>
        void (first(d)['ports'] = [
          { name: 'grpc', containerPort: 1 },
          { name: 'grpc', containerPort: 2 },
        ]),
    ],
    [
      'a port beyond the last',
      (d) => void (first(d)['ports'] = [{ name: 'grpc', containerPort: 70_000 }]),
    ],
    [
      'a mount of no volume',
      (d) => void (first(d)['volumeMounts'] = [{ name: 'nowhere', mountPath: '/x' }]),
    ],
    [
      'a selector that misses its pods',
      (d) => void (spec(d)['selector'] = { matchLabels: { other: 'x' } }),
    ],
    [
      'a probe without a way to ask',
      (d) => void (first(d)['livenessProbe'] = { periodSeconds: 5 }),
    ],
    [
      'a probe in two ways',
      (d) => void (first(d)['livenessProbe'] = { grpc: { port: 1 }, tcpSocket: { port: 1 } }),
    ],
    [
      'a wait before the stop that is longer than the whole',
      (d) => void (first(d)['lifecycle'] = { preStop: { sleep: { seconds: 4_000 } } }),
    ],
    ['an environment from nowhere', (d) => void (first(d)['env'] = [{ name: 'A', valueFrom: {} }])],
    [
      'no way to make room',
      (d) =>
        void (spec(d)['strategy'] = {
          type: 'RollingUpdate',
          rollingUpdate: { maxSurge: 0, maxUnavailable: 0 },
        }),
    ],
    ['a container’s name twice', (d) => void (pod(d)['containers'] = [first(d), first(d)])],
    ['a restart that a Deployment does not know', (d) => void (pod(d)['restartPolicy'] = 'Never')],
    [
      'a label that is none',
      (d) => void (d.metadata.labels = { 'app.kubernetes.io/name': 'not a label' }),
    ],
  ];
  test.each(faults)('%s is refused', (_name, spoil) => {
    const one = new Rendered(rendered('trial')).get('Deployment', 'intake');
    expect(dryRun(stringify(one)).code).toBe(0);
    spoil(one);
    expect(dryRun(stringify(one)).code).not.toBe(0);
  });

  // `restricted` says no to pods, and warns of what would make such pods
  const unsafe: Fault[] = [
    ['root', (p) => void (pod(p)['securityContext'] = { runAsUser: 0, runAsNonRoot: false })],
    ['the node’s network', (p) => void (pod(p)['hostNetwork'] = true)],
    [
      'a capability',
      (p) => void (first(p)['securityContext'] = { capabilities: { add: ['NET_ADMIN'] } }),
    ],
    [
      'more rights than its parent',
      (p) =>
        void (first(p)['securityContext'] = {
          allowPrivilegeEscalation: true,
          capabilities: { drop: ['ALL'] },
        }),
    ],
    [
      'the node’s files',
      (p) => void (pod(p)['volumes'] = [{ name: 'x', hostPath: { path: '/' } }]),
    ],
    [
      'every call to the kernel',
      (p) =>
        void (pod(p)['securityContext'] = {
          runAsNonRoot: true,
          seccompProfile: { type: 'Unconfined' },
        }),
    ],
  ];
  test.each(unsafe)('a pod with %s is refused', (_name, spoil) => {
    const one = new Rendered(rendered('trial')).get('Pod', 'test');
    expect(dryRun(stringify(one)).code).toBe(0);
    spoil(one);
    const { code, said } = dryRun(stringify(one));
    expect(said).toMatch(/violates PodSecurity "restricted/);
    expect(code).not.toBe(0);
  });
});
