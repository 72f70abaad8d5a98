import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { at, Chart, environments, type Kube, type Rendered } from '../src/helm.ts';
import { declaredServices } from '../src/declared.ts';
import { describeWith } from './with.ts';

type Peer = {
  podSelector?: { matchLabels: Record<string, string> };
  namespaceSelector?: { matchLabels: Record<string, string> };
  ipBlock?: { cidr: string };
};
type Rule = { from?: Peer[]; to?: Peer[]; ports?: { port: number }[] };

const NAME = 'app.kubernetes.io/name';
const nameOf = (peer: Peer): string =>
  peer.podSelector?.matchLabels[NAME] ??
  (peer.namespaceSelector ? Object.values(peer.namespaceSelector.matchLabels).join() : undefined) ??
  peer.ipBlock?.cidr ??
  Object.values(peer.podSelector?.matchLabels ?? {}).join();
const edges = (policy: Kube, way: 'ingress' | 'egress'): string[] =>
  ((at(policy, `spec.${way}`) as Rule[] | undefined) ?? [])
    .flatMap(({ from, to, ports = [] }) =>
      (from ?? to ?? []).flatMap((peer) => ports.map(({ port }) => `${nameOf(peer)}:${port}`)),
    )
    .sort();

describeWith(['helm'], 'who may speak to whom (K8)', () => {
  let chart: Chart;
  beforeAll(() => {
    chart = new Chart();
  });
  afterAll(() => chart.remove());
  const policy = (of: Rendered, name: string): Kube => of.get('NetworkPolicy', name);

  test.each(environments())('%s: nobody to nobody, but for edges with names', (name) => {
    const of = chart.of(name);
    const deny = policy(of, 'deny');
    expect(at(deny, 'spec.policyTypes')).toEqual(['Ingress', 'Egress']);
    expect(at(deny, 'spec.ingress')).toBeUndefined();
    expect(at(deny, 'spec.egress')).toBeUndefined();
    for (const one of of.kinds('NetworkPolicy')) {
      for (const rule of [
        ...((at(one, 'spec.ingress') as Rule[] | undefined) ?? []),
        ...((at(one, 'spec.egress') as Rule[] | undefined) ?? []),
      ]) {
        const peers = rule.from ?? rule.to;
        // the API server has no label
        if (one.metadata.name !== 'secrets') expect(peers?.length).toBeGreaterThan(0);
        for (const peer of peers ?? []) expect(peer.ipBlock?.cidr).not.toBe('0.0.0.0/0');
      }
    }
  });

  test('with Kafka no service reaches another; the door reaches all', async () => {
    const of = chart.of('trial');
    for (const { folder, door, services } of await declaredServices()) {
      const out = edges(policy(of, folder), 'egress');
      if (door)
        expect(out).toEqual(
          [
            ...services.map((one) => `${one}:9090`),
            'keycloak:8080',
            'kube-system:53',
            'kube-system:53',
            'postgres:5432',
          ].sort(),
        );
      else
        expect(out).toEqual(
          [
            'kafka:9092',
            'keycloak:8080',
            'kube-system:53',
            'kube-system:53',
            'postgres:5432',
          ].sort(),
        );
      expect(edges(policy(of, folder), 'ingress')).toEqual(
        door ? ['keycloak:8080', 'test:8080'] : ['gateway:9090'],
      );
    }
  });

  test('with the direct broker each edge is a subscription, both ways', async () => {
    const of = chart.of('trial', { global: { broker: 'direct' } });
    for (const { folder, door, hears, heardBy } of await declaredServices()) {
      if (door) continue;
      const out = edges(policy(of, folder), 'egress').filter((edge) => edge.endsWith(':9090'));
      expect(out).toEqual(hears.map((one) => `${one}:9090`).sort());
      expect(edges(policy(of, folder), 'ingress')).toEqual(
        [...heardBy, 'gateway'].map((one) => `${one}:9090`).sort(),
      );
    }
    expect(of.find('StatefulSet', 'kafka')).toBeUndefined();
    expect(of.find('NetworkPolicy', 'kafka')).toBeUndefined();
  });

  test('what is outside is reached at the networks that were named, and nowhere else', async () => {
    const of = chart.of('production-external', { global: { telemetry: { collector: false } } });
    const blocks = (name: string): string[] =>
      edges(policy(of, name), 'egress').filter((edge) => edge.includes('/'));
    expect(blocks('intake')).toEqual([
      '10.20.0.0/24:5432',
      '10.20.1.0/24:9092',
      '198.51.100.0/28:443',
    ]);
    expect(blocks('gateway')).toEqual(['10.20.0.0/24:5432', '198.51.100.0/28:443']);
    expect(blocks('realm')).toEqual(['198.51.100.0/28:443']);
    expect(blocks('needs-database')).toEqual(['10.20.0.0/24:5432']);
  });

  test('the door alone is reached from outside, and it alone sends', () => {
    const of = chart.of('production');
    expect(edges(policy(of, 'gateway'), 'ingress')).toContain('gateway-system:8080');
    expect(edges(policy(of, 'gateway'), 'egress')).toContain('192.0.2.25/32:587');
    for (const one of ['intake', 'matching', 'reporting']) {
      expect(edges(policy(of, one), 'ingress')).toEqual(['gateway:9090']);
      expect(edges(policy(of, one), 'egress').join()).not.toContain('587');
    }
  });

  test('without policies there are none', () => {
    const of = chart.of('trial', { global: { network: { policies: false } } });
    expect(of.kinds('NetworkPolicy')).toEqual([]);
  });
});
