import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { deployed, door, services } from '@katrol/registry';
import { at, Chart, podOf, type Kube, type Pod, type Rendered } from '../src/helm.ts';
import { declaredServices, type Declared } from '../src/declared.ts';
import { describeWith } from './with.ts';

const folders = deployed.map(({ folder }): string => folder);
const behind = services.map(({ folder }): string => folder);

describeWith(['helm'], 'the chart of a service (K2)', () => {
  let chart: Chart;
  let production: Rendered;
  let trial: Rendered;
  let declared: Declared[];
  beforeAll(async () => {
    chart = new Chart();
    production = chart.of('production');
    trial = chart.of('trial');
    declared = await declaredServices();
  });
  afterAll(() => chart.remove());

  const deployment = (folder: string, of = production): Kube => of.get('Deployment', folder);
  const pod = (folder: string, of = production): Pod => {
    const found = podOf(deployment(folder, of));
    if (!found) throw new Error(`${folder} has no pod`);
    return found;
  };
  const env = (folder: string, of = production): Map<string, unknown> =>
    new Map(
      pod(folder, of)
        .containers.find(({ name }) => name === folder)
        ?.env?.map(({ name, value, valueFrom }) => [name, value ?? valueFrom]),
    );
  const fromSecret = (name: string, key: string): object => ({ secretKeyRef: { name, key } });

  describe.each(folders)('%s', (folder) => {
    test('rolls out without a moment of fewer', () => {
      expect(at(deployment(folder), 'spec.strategy.rollingUpdate')).toEqual({
        maxUnavailable: 0,
        maxSurge: 1,
      });
      expect(at(deployment(folder), 'spec.replicas')).toBeUndefined();
      expect(at(deployment(folder, trial), 'spec.replicas')).toBe(1);
    });

    test('may do nothing to its node', () => {
      const { spec, containers } = pod(folder);
      expect(spec.securityContext).toMatchObject({
        runAsNonRoot: true,
        runAsUser: 1000,
        seccompProfile: { type: 'RuntimeDefault' },
      });
      expect(spec.automountServiceAccountToken).toBe(false);
      for (const one of containers)
        expect(one.securityContext).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        });
      expect(at(production.get('ServiceAccount', folder), 'automountServiceAccountToken')).toBe(
        false,
      );
    });

    test('asks for what it needs, and has a most', () => {
      for (const { resources } of pod(folder).containers) {
        expect(Object.keys(resources?.requests ?? {})).toEqual(['cpu', 'memory']);
        expect(Object.keys(resources?.limits ?? {})).toEqual(['memory']);
      }
    });

    test('is asked in three ways, and its end is waited for', () => {
      const own = at(deployment(folder), 'spec.template.spec.containers.0') as Record<
        string,
        unknown
      >;
      const readiness = at(own, 'readinessProbe') as object;
      const liveness = at(own, 'livenessProbe') as object;
      expect(at(own, 'startupProbe.periodSeconds')).toBe(1);
      expect(readiness).not.toEqual(liveness);
      if (folder === door.folder) {
        expect(at(own, 'livenessProbe.httpGet.path')).toBe('/healthz');
        expect(at(own, 'readinessProbe.httpGet.path')).toBe('/healthz');
      } else {
        const contract = declared.find((one) => one.folder === folder)?.contract;
        expect(at(own, 'livenessProbe.grpc')).toEqual({ port: 9090 });
        expect(at(own, 'readinessProbe.grpc')).toEqual({ port: 9090, service: contract });
      }
      expect(at(own, 'lifecycle.preStop')).toEqual({ sleep: { seconds: 5 } });
      expect(pod(folder).spec.terminationGracePeriodSeconds).toBe(5 + 15 + 10);
    });

    test('is found at each of its replicas', () => {
      const found = production.get('Service', folder);
      const port = folder === door.folder ? 8080 : 9090;
      expect(at(found, 'spec.clusterIP')).toBe(folder === door.folder ? undefined : 'None');
      expect(at(found, 'spec.ports.0.port')).toBe(port);
      expect(at(found, 'spec.selector')).toEqual(
        at(deployment(folder), 'spec.selector.matchLabels'),
      );
    });

    test('waits for its schema, looking as itself', () => {
      const [first] = at(deployment(folder), 'spec.template.spec.initContainers') as {
        name: string;
        args: string[];
        env: { name: string }[];
      }[];
      expect(first).toMatchObject({ name: 'schema', args: ['service/ops/schema.ts'] });
      expect(JSON.stringify(first)).not.toContain('owner');
    });

    test('has a Job for its schema, with its owner’s name, in a name of its content', () => {
      const jobs = production
        .kinds('Job')
        .filter(({ metadata }) => metadata.name.startsWith(`${folder}-migrate-`));
      expect(jobs).toHaveLength(1);
      const job = jobs[0] as Kube;
      expect(job.metadata.name).toMatch(/-migrate-[0-9a-f]{8}$/);
      expect(JSON.stringify(job)).toContain(`katrol-${folder}-owner`);
      expect(JSON.stringify(job)).not.toContain('ADMIN_URL');
      expect(at(podOf(job), 'containers.0.image')).toBe(pod(folder).containers[0]?.image);
    });

    test('another image is another Job, the same image the same', () => {
      const name = (of: Rendered): string =>
        of.kinds('Job').find(({ metadata }) => metadata.name.startsWith(`${folder}-migrate-`))
          ?.metadata.name ?? '';
      const next = chart.of('production', { [folder]: { image: { tag: '0.2.0' } } });
      expect(name(next)).not.toBe(name(production));
      expect(name(chart.of('production', { [folder]: { replicas: 4 } }))).toBe(name(production));
    });

    test('keeps one more than none while a node is emptied', () => {
      expect(at(production.get('PodDisruptionBudget', folder), 'spec.maxUnavailable')).toBe(1);
      expect(trial.find('PodDisruptionBudget', folder)).toBeUndefined();
    });

    test('grows with the work, and never beyond its partitions', () => {
      const scaler = production.get('HorizontalPodAutoscaler', folder);
      expect(at(scaler, 'spec.minReplicas')).toBe(3);
      expect(at(scaler, 'spec.maxReplicas')).toBe(6);
      expect(at(scaler, 'spec.behavior.scaleDown.stabilizationWindowSeconds')).toBe(300);
      expect(trial.find('HorizontalPodAutoscaler', folder)).toBeUndefined();
    });

    test('spreads over nodes, and over zones where there are some', () => {
      const keys = (of: Rendered): unknown[] =>
        (pod(folder, of).spec['topologySpreadConstraints'] as { topologyKey: string }[]).map(
          ({ topologyKey }) => topologyKey,
        );
      expect(keys(production)).toEqual(['kubernetes.io/hostname', 'topology.kubernetes.io/zone']);
      expect(keys(trial)).toEqual(['kubernetes.io/hostname']);
    });

    test('is told who it is, and no secret but by name', () => {
      const is = env(folder);
      expect(is.get('OIDC_ISSUER')).toBe('https://login.katrol.example/realms/katrol');
      expect(is.get('OIDC_URL')).toBe('http://katrol-keycloak-service:8080/realms/katrol');
      expect(is.get('OIDC_AUDIENCE')).toBe('katrol-services');
      expect(is.get('CLIENT_ID')).toBe(`service-${folder}`);
      expect(is.get('CLIENT_SECRET')).toEqual(fromSecret(`katrol-${folder}`, 'client-secret'));
      expect(is.get('DATABASE_PASSWORD')).toEqual(
        fromSecret(`katrol-${folder}-database`, 'password'),
      );
      expect(is.get('DATABASE_URL')).toBe(
        `postgresql://$(DATABASE_USER):$(DATABASE_PASSWORD)@katrol-postgres-rw:5432/${folder.replaceAll('-', '_')}` +
          '?sslmode=verify-full&sslrootcert=/etc/katrol/database/ca.crt',
      );
      expect(is.get('LINK_PUBLIC_KEYS')).toEqual(fromSecret('katrol-links', 'public-keys'));
      expect(is.get('OTEL_EXPORTER_OTLP_ENDPOINT')).toBe('http://collector:4318');
    });

    test('in a trial speaks to what is bundled', () => {
      const is = env(folder, trial);
      expect(String(is.get('DATABASE_URL'))).toContain('@postgres:5432/');
      expect(String(is.get('DATABASE_URL'))).toMatch(/sslmode=disable$/);
      expect(is.has('OTEL_EXPORTER_OTLP_ENDPOINT')).toBe(false);
    });
  });

  describe.each(behind)('%s and events', (folder) => {
    test('by Kafka: where the brokers are, and no addresses', () => {
      const is = env(folder);
      expect(is.get('BROKER')).toBe('kafka');
      expect(is.get('KAFKA_BROKERS')).toBe('katrol-kafka-kafka-bootstrap:9092');
      expect(is.get('KAFKA_REPLICATION')).toBe('3');
      expect(is.has('SERVICE_ADDRESSES')).toBe(false);
      expect(env(folder, trial).get('KAFKA_BROKERS')).toBe('kafka:9092');
      expect(env(folder, trial).get('KAFKA_REPLICATION')).toBe('1');
    });

    test('direct: the addresses of whom it hears', () => {
      const is = env(folder, chart.of('trial', { global: { broker: 'direct' } }));
      const hears = declared.find((one) => one.folder === folder)?.hears ?? [];
      expect(is.get('BROKER')).toBe('direct');
      expect(is.get('SERVICE_ADDRESSES')).toBe(
        hears.map((source) => `${source}=${source}:9090`).join(','),
      );
    });
  });

  test('the door knows every service, the realm and who may sign', () => {
    const is = env(door.folder);
    expect(is.get('SERVICE_ADDRESSES')).toBe(behind.map((one) => `${one}=${one}:9090`).join(','));
    expect(is.get('PUBLIC_URL')).toBe('https://portaal.katrol.example');
    expect(is.get('DIRECTORY_URL')).toBe('http://katrol-keycloak-service:8080/admin/realms/katrol');
    for (const [key, of] of [
      ['OIDC_CLIENT_SECRET', 'oidc-client-secret'],
      ['DIRECTORY_CLIENT_SECRET', 'directory-client-secret'],
      ['SESSION_SECRET', 'session-secret'],
      ['LINK_SIGNING_SECRET', 'link-signing-secret'],
      ['SMTP_URL', 'smtp-url'],
    ] as const)
      expect(is.get(key)).toEqual(fromSecret('katrol-gateway', of));
    expect(is.get('MAIL_FROM')).toBe('katrol@katrol.example');
    expect(env(door.folder, trial).has('SMTP_URL')).toBe(false);
  });

  test('what the installation says comes through', () => {
    const of = chart.of('small', {
      global: {
        images: { pullSecrets: ['registry'], pullPolicy: 'Always' },
        podLabels: { team: 'katrol' },
        logLevel: 'warn',
      },
      intake: {
        image: { repository: 'elsewhere/intake', digest: `sha256:${'a'.repeat(64)}` },
        settings: { KAFKA_SESSION_TIMEOUT_MS: '20000' },
        nodeSelector: { disk: 'fast' },
        tolerations: [{ key: 'katrol', operator: 'Exists' }],
        priorityClassName: 'high',
        podAnnotations: { note: 'x' },
        secretName: 'of-intake',
        databaseSecretName: 'role-of-intake',
        ownerSecretName: 'owner-of-intake',
        shutdown: { preStopSeconds: 8, spareSeconds: 12 },
        migration: { waitSeconds: 60 },
      },
      matching: { migration: { enabled: false } },
    });
    const is = pod('intake', of);
    expect(is.containers.map(({ image }) => image)).toEqual([
      `elsewhere/intake@sha256:${'a'.repeat(64)}`,
      `elsewhere/intake@sha256:${'a'.repeat(64)}`,
    ]);
    expect(is.spec['imagePullSecrets']).toEqual([{ name: 'registry' }]);
    expect(is.spec['nodeSelector']).toEqual({ disk: 'fast' });
    expect(is.spec['tolerations']).toEqual([{ key: 'katrol', operator: 'Exists' }]);
    expect(is.spec['priorityClassName']).toBe('high');
    expect(is.spec.terminationGracePeriodSeconds).toBe(8 + 15 + 12);
    expect(is.labels['team']).toBe('katrol');
    expect(at(deployment('intake', of), 'spec.template.metadata.annotations.note')).toBe('x');
    expect(env('intake', of).get('KAFKA_SESSION_TIMEOUT_MS')).toBe('20000');
    expect(env('intake', of).get('LOG_LEVEL')).toBe('warn');
    expect(env('intake', of).get('CLIENT_SECRET')).toEqual(
      fromSecret('of-intake', 'client-secret'),
    );
    expect(env('intake', of).get('DATABASE_USER')).toEqual(
      fromSecret('role-of-intake', 'username'),
    );
    const job = of.kinds('Job').find(({ metadata }) => metadata.name.startsWith('intake-migrate'));
    expect(JSON.stringify(job)).toContain('owner-of-intake');
    expect(JSON.stringify(job)).toContain('"value":"60"');
    expect(of.kinds('Job').some(({ metadata }) => metadata.name.startsWith('matching-'))).toBe(
      false,
    );
  });
});
