import {
  asIs,
  cidrs,
  count,
  group,
  image,
  list,
  map,
  NAME,
  OPTIONAL_NAME,
  QUANTITY,
  resources,
  text,
  word,
  yes,
  type Schema,
} from './schema.ts';
import type { Declared } from './declared.ts';
import { globalValues } from './global-values.ts';
import { serviceValues } from './service-values.ts';

const storage = (size: string): Schema =>
  group('where data stay; `helm uninstall` leaves it', {
    size: text('how much', size, { pattern: QUANTITY }),
    className: text('of the StorageClass; empty: the cluster’s own', '', {
      pattern: OPTIONAL_NAME,
    }),
  });

const parts: Record<string, Schema> = {
  secrets: group('where secrets come from; no values hold any', {
    mode: word(
      '`given`: they are there before (External Secrets, sealed, by hand); `made`: a Job makes what is missing, for trial, refused in production',
      ['given', 'made'],
      'given',
    ),
  }),
  postgres: group('with database.mode `bundled` or `operator`', {
    image: image('postgres', '18'),
    resources: resources('100m', '256Mi', '1Gi'),
    storage: storage('20Gi'),
    instances: count('with `operator`: how many', 3, { minimum: 1, maximum: 9 }),
    synchronous: count(
      'with `operator`: on how many others a commit must be before it is acknowledged',
      1,
      { maximum: 4 },
    ),
    backup: group('with `operator`: where write-ahead log and base backups go', {
      objectStoreName: text(
        'the ObjectStore of CloudNativePG’s Barman plugin; empty: no backups, refused in production',
        '',
        { pattern: OPTIONAL_NAME },
      ),
      schedule: text(
        'of base backups: seconds, minutes, hours, day, month, day of the week',
        '0 30 2 * * *',
        { pattern: '^\\S+( \\S+){5}$' },
      ),
    }),
  }),
  kafka: group('with kafka.mode `bundled` or `operator`', {
    image: image('apache/kafka', '4.3.0'),
    version: text('with `operator`: of Kafka', '4.3.0', { pattern: '^[0-9]+\\.[0-9]+\\.[0-9]+$' }),
    resources: resources('100m', '512Mi', '1Gi'),
    heap: text('with `bundled`: of the Java machine', '384m', { pattern: '^[0-9]+[mg]$' }),
    storage: storage('20Gi'),
    brokers: count('with `operator`: how many', 3, { minimum: 1, maximum: 9 }),
    acls: yes(
      'with `operator`: each service as a user of its own, with the topics and groups that the code declares and no other; takes services that sign in at Kafka',
      false,
    ),
    clusterId: text(
      'with `bundled`: 22 signs of base64url, once and for all',
      'a2F0cm9sLWRlbW9uc3RyYQ',
      { pattern: '^[A-Za-z0-9_-]{22}$' },
    ),
  }),
  keycloak: group('with keycloak.mode `bundled` or `operator`', {
    image: image('keycloak/keycloak', '26.7.0'),
    resources: resources('200m', '640Mi', '1Gi'),
    instances: count('with `operator`: how many', 2, { minimum: 1, maximum: 6 }),
    databaseSecretName: text(
      'the Secret (`username`, `password`) of its own role in PostgreSQL',
      'katrol-keycloak-database',
      { pattern: NAME },
    ),
    tlsSecretName: text(
      'with `operator`: the Secret of its certificate; empty: TLS ends before it',
      '',
      { pattern: OPTIONAL_NAME },
    ),
  }),
  realm: group('the realm: brought to what the code says at each release, and every night', {
    image: image('', ''),
    resources: resources('50m', '128Mi', '256Mi'),
    universities: list(
      'codes of universities that call by themselves; katrol-realm has `university-<code>` for each',
      { type: 'string', pattern: '^[a-z]+$' },
    ),
    brokers: list(
      'universities that sign their own people in; packages/realm says what stands in one',
      { type: 'object' },
    ),
    secretName: text('the Secret with `university-<code>` and `broker-<code>`', 'katrol-realm', {
      pattern: NAME,
    }),
    nightly: text('when it is brought to it again; empty: never', '15 3 * * *', {
      pattern: '^(\\S+( \\S+){4})?$',
    }),
  }),
  schedules: group('what runs by the clock', {
    reconcile: group('every figure against its owner’s tables', {
      enabled: yes('needs the Secret below', false),
      schedule: text('when, in Brussels', '45 4 * * *', { pattern: '^\\S+( \\S+){4}$' }),
      image: image('', ''),
      resources: resources('50m', '128Mi', '512Mi'),
      secretName: text(
        'the Secret (`username`, `password`) of a role that reads intake, matching, school-liaison, volunteer-training and reporting',
        'katrol-reconcile-database',
        { pattern: NAME },
      ),
    }),
  }),
  route: group('how people come in', {
    kind: word(
      'Gateway API first; an Ingress where there is none; nothing where something else leads in',
      ['gateway', 'ingress', 'none'],
      'gateway',
    ),
    gatewayName: text('the Gateway that the HTTPRoute hangs on', 'public', { pattern: NAME }),
    gatewayNamespace: text('where that Gateway is; empty: here', '', { pattern: OPTIONAL_NAME }),
    sectionName: text('which listener; empty: each that takes it', '', { pattern: OPTIONAL_NAME }),
    ingressClassName: text('with `ingress`', '', { pattern: OPTIONAL_NAME }),
    tlsSecretName: text('with `ingress`: the Secret of the certificate', 'katrol-portal-tls', {
      pattern: NAME,
    }),
    annotations: map('on the route or the Ingress', { type: 'string' }),
  }),
  collector: group('between the services and what keeps their telemetry', {
    image: image('otel/opentelemetry-collector-contrib', '0.165.0'),
    resources: resources('50m', '128Mi', '512Mi'),
    replicas: count('how many', 1, { minimum: 1, maximum: 4 }),
    prometheusUrl: text(
      'where metrics are written to, by remote write',
      'http://prometheus-operated.monitoring:9090',
      { pattern: '^https?://.+' },
    ),
    storeUrl: text(
      'where traces, logs and metrics go, over OTLP/HTTP',
      'http://otlp-store.monitoring:4318',
      { pattern: '^https?://.+' },
    ),
    namespaces: list('namespaces of those two', { type: 'string', pattern: NAME }, ['monitoring']),
    cidrs: cidrs('those two'),
  }),
  alerts: group('rules and dashboards', {
    rules: yes('a PrometheusRule: alerts, each with its runbook', true),
    dashboards: yes('a ConfigMap each for Grafana’s sidecar', true),
    labels: map('on the PrometheusRule, where Prometheus selects by label', { type: 'string' }),
    runbooksUrl: text('in front of a runbook’s path, with a slash at the end', '', {
      pattern: '^(https?://.+/)?$',
    }),
  }),
  test: group('what `helm test` runs', {
    enabled: yes('a pod that asks through the door and every service to its database', true),
  }),
  extraObjects: asIs('further objects of this installation, as they are', 'array'),
};

// Helm puts it there before it looks; the part's own schema is closed
const handedOn: Schema = {
  type: 'object',
  readOnly: true,
  description: 'what holds for the whole, handed on by Helm',
  default: {},
};

/** The values of the umbrella: the whole, its parts, one block a service. */
export const platformValues = (services: readonly Declared[]): Schema => {
  const blocks = Object.fromEntries(
    services.map((one) => {
      const block = serviceValues(one);
      return [one.folder, { ...block, properties: { ...block.properties, global: handedOn } }];
    }),
  );
  const single = (folder: string): Schema => ({
    properties: {
      replicas: { maximum: 1 },
      autoscaling: { properties: { enabled: { const: false } } },
    },
    description: `with broker direct: one ${folder}`,
  });
  return group(
    'the platform',
    { global: globalValues, ...parts, ...blocks },
    {
      allOf: [
        {
          if: {
            properties: {
              global: { properties: { broker: { const: 'direct' } }, required: ['broker'] },
            },
            required: ['global'],
          },
          then: {
            properties: Object.fromEntries(
              services.filter(({ door }) => !door).map(({ folder }) => [folder, single(folder)]),
            ),
          },
        },
        {
          if: {
            properties: {
              global: { properties: { production: { const: true } }, required: ['production'] },
            },
            required: ['global'],
          },
          then: { properties: { secrets: { properties: { mode: { const: 'given' } } } } },
        },
      ],
    },
  );
};
