import {
  asIs,
  count,
  group,
  image,
  list,
  map,
  NAME,
  resources,
  text,
  yes,
  type Schema,
} from './schema.ts';
import { globalValues } from './global-values.ts';
import type { Declared } from './declared.ts';

/** What the code says of a service: written by `pnpm --filter @katrol/charts write`. */
const declaredValues = (is?: Declared): Schema =>
  group('what the code declares of it: written, never edited', {
    folder: text('its folder under services/, its name everywhere', is?.folder ?? 'service', {
      pattern: NAME,
      ...(is ? { const: is.folder } : {}),
    }),
    door: yes('the only way in from outside: HTTP instead of gRPC', is?.door ?? false),
    contract: text('what its readiness is asked by', is?.contract ?? ''),
    database: text('its database, and the role that works in it', is?.database ?? 'service', {
      pattern: '^[a-z][a-z0-9_]*$',
    }),
    client: text('its client at Keycloak', is?.client ?? 'service-service'),
    hears: list('whose facts it hears', { type: 'string' }, is?.hears ?? []),
    heardBy: list('who hears its facts', { type: 'string' }, is?.heardBy ?? []),
    services: list('of the door: every service behind it', { type: 'string' }, is?.services ?? []),
    connections: count(
      'connections to its database that one replica may hold',
      is?.connections ?? 13,
    ),
    stopSeconds: count(
      'after so long a process that was told to stop ends itself',
      is?.stopSeconds ?? 15,
    ),
  });

const sizes: Record<string, [string, string, string]> = {
  gateway: ['100m', '160Mi', '512Mi'],
  matching: ['100m', '192Mi', '1Gi'],
  reporting: ['100m', '192Mi', '1Gi'],
};

const settings: Schema = {
  ...map('further settings by their names in the environment; no secrets', { type: 'string' }),
  additionalProperties: false,
  patternProperties: {
    '^[A-Z][A-Z0-9_]*$': { type: 'string' },
    '(SECRET|PASSWORD|TOKEN|DATABASE_URL|SMTP_URL)': false,
  },
};

const shutdown = group('how it ends: the wait, then its own limit, then this much to spare', {
  preStopSeconds: count('waited before it is told, so that nobody asks it any more', 5, {
    minimum: 2,
  }),
  spareSeconds: count('beyond both, before it is killed', 10, { minimum: 5 }),
});

/** The values of one service; in the umbrella those of its alias. */
export const serviceValues = (is?: Declared): Schema => {
  const [cpu, memory, limit] = sizes[is?.folder ?? ''] ?? ['50m', '160Mi', '512Mi'];
  return group(is ? `the service ${is.folder}` : 'one service', {
    declared: declaredValues(is),
    image: image('', ''),
    replicas: count('how many, where nothing scales them; more than six would hear nothing', 2, {
      minimum: 1,
      maximum: 6,
    }),
    autoscaling: group('more replicas when there is more work', {
      enabled: yes('a HorizontalPodAutoscaler decides how many', false),
      minReplicas: count('never fewer', 2, { minimum: 1, maximum: 6 }),
      maxReplicas: count('never more; a topic has six partitions', 6, { minimum: 1, maximum: 6 }),
      targetCpuPercent: count('of what is asked for', 70, { minimum: 10, maximum: 95 }),
      scaleInSeconds: count('how long it must be quiet before one goes', 300, { minimum: 300 }),
    }),
    resources: resources(cpu, memory, limit),
    shutdown,
    startupSeconds: count('how long its start may take', 120, { minimum: 10 }),
    migration: group('bringing its database up to date', {
      enabled: yes('a Job does it before the new pods serve; pods only look', true),
      waitSeconds: count('how long Job and pods wait for the database', 600, { minimum: 10 }),
    }),
    settings,
    secretName: text(
      'the Secret of its own (`client-secret`, `audit-signing-secret`); empty: katrol- and its name',
      '',
      { pattern: `${NAME}|^$` },
    ),
    databaseSecretName: text(
      'the Secret (`username`, `password`) of its role; empty: katrol-<name>-database',
      '',
      { pattern: `${NAME}|^$` },
    ),
    ownerSecretName: text(
      'the Secret (`username`, `password`) of who owns its database and migrates it; empty: katrol-<name>-owner',
      '',
      { pattern: `${NAME}|^$` },
    ),
    zones: yes('replicas spread over zones, not only over nodes', false),
    podAnnotations: map('on its pods', { type: 'string' }),
    nodeSelector: asIs('where it may run', 'object'),
    tolerations: asIs('which taints it bears', 'array'),
    priorityClassName: text('of its pods'),
  });
};

/** The whole of values of the chart `service` by itself. */
export const serviceChartValues = (): Schema => {
  const alone = serviceValues();
  return { ...alone, properties: { global: globalValues, ...alone.properties } };
};
