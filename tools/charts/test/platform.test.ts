import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { deployed } from '@katrol/registry';
import { at, Chart, podOf, type Kube, type Rendered } from '../src/helm.ts';
import { declaredKafka, root } from '../src/declared.ts';
import { describeWith } from './with.ts';

describeWith(['helm'], 'the umbrella (K2, K13, K14, K15, K17)', () => {
  let chart: Chart;
  let trial: Rendered;
  let production: Rendered;
  beforeAll(() => {
    chart = new Chart();
    trial = chart.of('trial');
    production = chart.of('production');
  });
  afterAll(() => chart.remove());

  describe('what is bundled', () => {
    test('is there in a trial, one of each, with volumes that stay', () => {
      for (const name of ['postgres', 'kafka']) {
        const set = trial.get('StatefulSet', name);
        expect(at(set, 'spec.replicas')).toBe(1);
        expect(at(set, 'spec.persistentVolumeClaimRetentionPolicy')).toEqual({
          whenDeleted: 'Retain',
          whenScaled: 'Retain',
        });
        expect(at(set, 'spec.volumeClaimTemplates.0.spec.resources.requests.storage')).toBe('2Gi');
        expect(at(trial.get('Service', name), 'spec.clusterIP')).toBe('None');
      }
      expect(at(trial.get('Deployment', 'keycloak'), 'spec.strategy.type')).toBe('Recreate');
      expect(at(podOf(trial.get('StatefulSet', 'postgres')), 'containers.0.image')).toBe(
        'postgres:18',
      );
    });

    test('and nowhere else', () => {
      expect(production.kinds('StatefulSet')).toEqual([]);
      expect(production.find('Deployment', 'keycloak')).toBeUndefined();
      expect(production.find('ConfigMap', 'keycloak-theme')).toBeUndefined();
    });

    test('PostgreSQL takes as many connections as were counted', () => {
      const args = at(trial.get('StatefulSet', 'postgres'), 'spec.template.spec.containers.0.args');
      expect(args).toContain('max_connections=250');
    });

    test('Keycloak wears the look of the house, every file of it', () => {
      const items = at(
        trial.get('Deployment', 'keycloak'),
        'spec.template.spec.volumes.0.configMap.items',
      ) as { key: string; path: string }[];
      const data = at(trial.get('ConfigMap', 'keycloak-theme'), 'data') as Record<string, string>;
      expect(items.map(({ key }) => key).sort()).toEqual(Object.keys(data).sort());
      for (const { key, path: file } of items)
        expect(data[key]?.trim()).toBe(
          readFileSync(path.join(root, 'deploy/keycloak/theme/katrol', file), 'utf8').trim(),
        );
    });

    test('migrations make their databases there', () => {
      const job = trial.kinds('Job').find(({ metadata }) => metadata.name.startsWith('intake-'));
      expect(JSON.stringify(job)).toContain('ADMIN_URL');
    });
  });

  describe('what operators keep', () => {
    test('a database and two roles a service, none with more than it needs', () => {
      const roles = at(production.get('Cluster', 'katrol-postgres'), 'spec.managed.roles') as {
        name: string;
        passwordSecret: { name: string };
        superuser?: boolean;
      }[];
      expect(roles.map(({ name }) => name)).toHaveLength(2 * deployed.length + 1);
      for (const { folder } of deployed) {
        const database = folder.replaceAll('-', '_');
        expect(roles).toContainEqual(
          expect.objectContaining({
            name: database,
            passwordSecret: { name: `katrol-${folder}-database` },
          }),
        );
        expect(roles).toContainEqual(
          expect.objectContaining({
            name: `${database}_owner`,
            passwordSecret: { name: `katrol-${folder}-owner` },
          }),
        );
        expect(at(production.get('Database', `katrol-${folder}`), 'spec')).toEqual({
          name: database,
          owner: `${database}_owner`,
          cluster: { name: 'katrol-postgres' },
          databaseReclaimPolicy: 'retain',
        });
      }
      expect(roles.some(({ superuser }) => superuser)).toBe(false);
    });

    test('a commit is on two machines, and everything is backed up', () => {
      const cluster = production.get('Cluster', 'katrol-postgres');
      expect(at(cluster, 'spec.instances')).toBe(3);
      expect(at(cluster, 'spec.postgresql.synchronous')).toEqual({
        method: 'any',
        number: 1,
        dataDurability: 'required',
      });
      expect(at(cluster, 'spec.plugins.0.parameters.barmanObjectName')).toBe('katrol-backup');
      expect(at(production.get('ScheduledBackup', 'katrol-postgres'), 'spec.method')).toBe(
        'plugin',
      );
    });

    test('topics are those of the code, and stay when the release goes', async () => {
      const { topics, partitions, config } = await declaredKafka();
      const rendered = production.kinds('KafkaTopic');
      expect(rendered.map(({ metadata }) => metadata.name).sort()).toEqual([...topics].sort());
      for (const one of rendered) {
        expect(at(one, 'spec.partitions')).toBe(partitions);
        expect(at(one, 'spec.replicas')).toBe(3);
        expect(at(one, 'spec.config')).toEqual(config);
        expect(one.metadata.annotations?.['helm.sh/resource-policy']).toBe('keep');
      }
    });

    test('with ACLs each service has its topic, its groups and nothing with a star (K13)', async () => {
      const { users } = await declaredKafka();
      const of = chart.of('production', { kafka: { acls: true } });
      const rendered = of.kinds('KafkaUser');
      expect(rendered.map(({ metadata }) => metadata.name).sort()).toEqual(
        users.map(({ name }) => name).sort(),
      );
      for (const { name, tells, hears } of users) {
        const acls = at(of.get('KafkaUser', name), 'spec.authorization.acls') as {
          resource: { type: string; name: string; patternType: string };
          operations: string[];
        }[];
        const may = acls.flatMap(({ resource, operations }) =>
          operations.map((operation) => `${operation} ${resource.type} ${resource.name}`),
        );
        expect(may.sort()).toEqual(
          [
            `Write topic ${tells}`,
            `Describe topic ${tells}`,
            ...hears.flatMap(({ topic, group }) => [
              `Read topic ${topic}`,
              `Describe topic ${topic}`,
              `Read group ${group}`,
              `Describe group ${group}`,
            ]),
          ].sort(),
        );
        for (const { resource } of acls) expect(resource.patternType).toBe('literal');
      }
      expect(production.kinds('KafkaUser')).toEqual([]);
    });

    test('data outlive the release', () => {
      for (const [kind, name] of [
        ['Cluster', 'katrol-postgres'],
        ['Kafka', 'katrol-kafka'],
        ['KafkaNodePool', 'katrol-brokers'],
        ['Keycloak', 'katrol-keycloak'],
      ] as const)
        expect(production.get(kind, name).metadata.annotations?.['helm.sh/resource-policy']).toBe(
          'keep',
        );
    });

    test('elsewhere: nothing of them here', () => {
      const of = chart.of('production-external');
      for (const kind of ['Cluster', 'Database', 'Kafka', 'KafkaTopic', 'Keycloak', 'StatefulSet'])
        expect(of.kinds(kind)).toEqual([]);
      const env = JSON.stringify(of.get('Deployment', 'intake'));
      expect(env).toContain('postgres.internal.example:5432/intake');
      expect(env).toContain('kafka-0.internal.example:9092,kafka-1.internal.example:9092');
      expect(env).toContain('"secretName":"katrol-postgres-authority"');
    });
  });

  describe('the realm (K14)', () => {
    const job = (of: Rendered): Kube =>
      of.kinds('Job').find(({ metadata }) => /^realm-[0-9a-f]{8}$/.test(metadata.name)) as Kube;

    test('is applied by the code that knows it, at each change and every night', () => {
      expect(podOf(job(production))?.containers[0]?.image).toBe(
        'registry.example/katrol/realm:0.1.0',
      );
      expect(at(production.get('CronJob', 'realm'), 'spec.schedule')).toBe('15 3 * * *');
      expect(at(production.get('CronJob', 'realm'), 'spec.timeZone')).toBe('Europe/Brussels');
      expect(trial.find('CronJob', 'realm')).toBeUndefined();
      expect(production.kinds('KeycloakRealmImport')).toEqual([]);
    });

    test('knows every client’s secret by name', () => {
      const names = podOf(job(production))?.containers[0]?.env?.map(({ name }) => name) ?? [];
      for (const { folder } of deployed)
        expect(names).toContain(
          `KATROL_SECRET_SERVICE_${folder.toUpperCase().replaceAll('-', '_')}`,
        );
      for (const one of [
        'KATROL_GATEWAY',
        'KATROL_DIRECTORY',
        'UNIVERSITY_HOGENT',
        'UNIVERSITY_VIVES',
      ])
        expect(names).toContain(`KATROL_SECRET_${one}`);
    });

    test('another university is another Job', () => {
      const more = chart.of('production', {
        realm: { universities: ['hogent', 'vives', 'howest'] },
      });
      expect(job(more).metadata.name).not.toBe(job(production).metadata.name);
      const installation = at(more.get('ConfigMap', 'realm'), 'data') as Record<string, string>;
      expect(JSON.parse(installation['installation.json'] ?? '')).toEqual({
        universities: ['hogent', 'vives', 'howest'],
        brokers: [],
      });
    });
  });

  describe('secrets', () => {
    test('in a trial are made inside, by the only account that may do anything (K15)', () => {
      const job = trial.get('Job', 'secrets');
      expect(job.metadata.annotations?.['helm.sh/hook']).toBe('pre-install,pre-upgrade');
      const wanted = JSON.parse(
        podOf(job)?.containers[0]?.env?.find(({ name }) => name === 'SECRETS')?.value ?? '[]',
      ) as { name: string; keys: Record<string, string> }[];
      const needed = new Set(
        [
          ...JSON.stringify(trial.all).matchAll(
            /"secretKeyRef":\{"name":"([^"]+)","key":"([^"]+)"\}/g,
          ),
        ].map(([, name, key]) => `${name}/${key}`),
      );
      const made = wanted.flatMap(({ name, keys }) =>
        Object.keys(keys).map((key) => `${name}/${key}`),
      );
      for (const one of needed) expect(made).toContain(one);
      expect(at(trial.get('Role', 'secrets'), 'rules')).toEqual([
        { apiGroups: [''], resources: ['secrets'], verbs: ['create'] },
        {
          apiGroups: [''],
          resources: ['secrets'],
          resourceNames: wanted.map(({ name }) => name),
          verbs: ['get'],
        },
      ]);
    });

    test('elsewhere no account may do anything, and no pod has a token', () => {
      for (const kind of ['Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding'])
        expect(production.kinds(kind)).toEqual([]);
      for (const one of production.all) {
        const pod = podOf(one);
        if (pod) expect(pod.spec.automountServiceAccountToken).toBe(false);
      }
    });
  });

  describe('the way in', () => {
    test('is an HTTPRoute', () => {
      const route = production.get('HTTPRoute', 'portal');
      expect(at(route, 'spec.hostnames')).toEqual(['portaal.katrol.example']);
      expect(at(route, 'spec.parentRefs.0')).toEqual({
        name: 'public',
        namespace: 'gateway-system',
      });
      expect(at(route, 'spec.rules.0.backendRefs')).toEqual([{ name: 'gateway', port: 8080 }]);
    });

    test('or an Ingress, or neither', () => {
      const small = chart.of('small', { route: { annotations: { a: 'b' } } });
      const ingress = small.get('Ingress', 'portal');
      expect(at(ingress, 'spec.tls.0')).toEqual({
        hosts: ['portaal.katrol.example'],
        secretName: 'katrol-portal-tls',
      });
      expect(at(ingress, 'spec.ingressClassName')).toBe('traefik');
      expect(at(ingress, 'spec.rules.0.http.paths.0.backend.service.name')).toBe('gateway');
      expect(ingress.metadata.annotations).toEqual({ a: 'b' });
      expect(trial.kinds('HTTPRoute').concat(trial.kinds('Ingress'))).toEqual([]);
    });
  });

  describe('what is seen of it (K17)', () => {
    test('alerts are those of the checkout, each with its runbook', () => {
      const rule = production.get('PrometheusRule', 'katrol');
      expect(at(rule, 'spec')).toEqual(
        parse(readFileSync(path.join(root, 'deploy/alerts/katrol.yaml'), 'utf8')),
      );
      const of = chart.of('production', {
        alerts: { runbooksUrl: 'https://docs.example/', labels: { release: 'kube' } },
      });
      const urls =
        JSON.stringify(of.get('PrometheusRule', 'katrol')).match(
          /https:\/\/docs\.example\/docs\/runbooks\/\w+\.md/g,
        ) ?? [];
      expect(urls.length).toBeGreaterThan(7);
      expect(of.get('PrometheusRule', 'katrol').metadata.labels?.['release']).toBe('kube');
      for (const url of urls)
        expect(
          readFileSync(path.join(root, url.replace('https://docs.example/', '')), 'utf8'),
        ).toContain('#');
    });

    test('dashboards come with it', () => {
      const names = production.kinds('ConfigMap').map(({ metadata }) => metadata.name);
      expect(names).toEqual(
        expect.arrayContaining(['dashboard-katrol-answers', 'dashboard-katrol-events']),
      );
      const of = production.get('ConfigMap', 'dashboard-katrol-events');
      expect(of.metadata.labels?.['grafana_dashboard']).toBe('1');
      JSON.parse((at(of, 'data') as Record<string, string>)['katrol-events.json'] ?? '');
    });

    test('the Collector runs from the checkout’s own file', () => {
      const data = at(production.get('ConfigMap', 'collector'), 'data') as Record<string, string>;
      expect(parse(data['collector.yaml'] ?? '')).toEqual(
        parse(readFileSync(path.join(root, 'deploy/otel/collector.yaml'), 'utf8')),
      );
      expect(at(production.get('Deployment', 'collector'), 'spec.replicas')).toBe(2);
      expect(trial.find('Deployment', 'collector')).toBeUndefined();
      expect(trial.find('PrometheusRule', 'katrol')).toBeUndefined();
    });
  });

  test('figures are compared with their owners by the clock', () => {
    const job = production.get('CronJob', 'reconcile');
    expect(at(job, 'spec.concurrencyPolicy')).toBe('Forbid');
    expect(podOf(job)?.containers[0]).toMatchObject({
      image: 'registry.example/katrol/figures:0.1.0',
      args: ['service/src/reconcile-all.ts'],
    });
    expect(trial.find('CronJob', 'reconcile')).toBeUndefined();
  });

  test('helm test asks through the door', () => {
    const pod = trial.get('Pod', 'test');
    expect(pod.metadata.annotations?.['helm.sh/hook']).toBe('test');
    expect(podOf(pod)?.containers[0]).toMatchObject({ args: ['service/ops/whole.ts'] });
    expect(chart.of('gitops').find('Pod', 'test')).toBeUndefined();
  });

  test('objects of an installation of its own come along', () => {
    const extra = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'own' } };
    expect(chart.of('trial', { extraObjects: [extra] }).get('ConfigMap', 'own')).toEqual(extra);
  });

  test('no GitOps drift: nothing hangs on a hook of Helm', () => {
    for (const one of chart.of('gitops').all)
      expect(
        Object.keys(one.metadata.annotations ?? {}).filter((key) => key.includes('hook')),
      ).toEqual([]);
  });
});
