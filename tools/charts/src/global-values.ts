import {
  cidrs,
  count,
  group,
  list,
  map,
  NAME,
  OPTIONAL_NAME,
  text,
  word,
  yes,
  type Schema,
} from './schema.ts';

const URL_SHAPE = '^https?://[^/]+(/.*[^/])?$';
const ADDRESSES = '^([^:,]+:[0-9]+(,[^:,]+:[0-9]+)*)?$';
const MODES = ['bundled', 'operator', 'external'] as const;
const MODE_WORDS =
  '`operator`: resources for an operator that the cluster has; `external`: an address and secrets; ' +
  '`bundled`: one small instance, for trial and test, refused in production';

/** With `external`, an address and the networks that may be reached. */
const outside = (needed: string): Record<string, unknown> => ({
  allOf: [
    {
      if: { properties: { mode: { const: 'external' } }, required: ['mode'] },
      then: {
        properties: { [needed]: { minLength: 1 }, cidrs: { minItems: 1 } },
        required: [needed, 'cidrs'],
      },
    },
  ],
});

const database = group(
  'PostgreSQL: a database and two roles a service',
  {
    mode: word(MODE_WORDS, MODES, 'operator'),
    host: text('with `external`: where it is'),
    port: count('with `external`: its port', 5432, { minimum: 1, maximum: 65535 }),
    cidrs: cidrs('PostgreSQL'),
    sslMode: word(
      'how it is spoken to; the bundled one has no certificate',
      ['disable', 'verify-full'],
      'verify-full',
    ),
    caSecretName: text(
      'the Secret (`ca.crt`) of who signed its certificate; empty: with `operator` the operator’s own, else the authorities that Node knows',
      '',
      { pattern: OPTIONAL_NAME },
    ),
    maxConnections: count(
      'how many connections it takes: all pools of all replicas must fit in, and are counted before anything is installed',
      400,
      { minimum: 20 },
    ),
    reservedConnections: count('of these, for others: Keycloak, backups, people', 40),
    adminSecretName: text(
      'with `bundled`: the Secret (`username`, `password`) of who makes databases and roles',
      'katrol-postgres-admin',
      { pattern: OPTIONAL_NAME },
    ),
  },
  outside('host'),
);

const kafka = group(
  'Kafka',
  {
    mode: word(MODE_WORDS, MODES, 'operator'),
    brokers: text('with `external`: host:port, separated by commas', '', { pattern: ADDRESSES }),
    cidrs: cidrs('Kafka'),
    port: count('with `external`: the port of the brokers', 9092, { minimum: 1, maximum: 65535 }),
    replication: count('copies of each partition', 3, { minimum: 1, maximum: 5 }),
  },
  outside('brokers'),
);

const keycloak = group(
  'Keycloak',
  {
    mode: word(MODE_WORDS, MODES, 'operator'),
    url: text('as browsers reach it, without a slash at the end', 'https://login.example', {
      pattern: URL_SHAPE,
    }),
    innerUrl: text('as pods reach it, when that is another address', '', {
      pattern: `${URL_SHAPE}|^$`,
    }),
    cidrs: cidrs('Keycloak'),
    port: count('with `external`: its port', 443, { minimum: 1, maximum: 65535 }),
    adminSecretName: text(
      'the Secret (`client-id`, `client-secret`) of the client of realm `master` that keeps the realm',
      'katrol-keycloak-admin',
      { pattern: OPTIONAL_NAME },
    ),
  },
  {
    allOf: [
      {
        if: { properties: { mode: { const: 'external' } }, required: ['mode'] },
        then: { properties: { cidrs: { minItems: 1 } }, required: ['cidrs'] },
      },
    ],
  },
);

/** What every service of a release is told alike. */
export const globalValues: Schema = group(
  'what holds for the whole',
  {
    production: yes('families are served with it: what is for trial is refused', true),
    portalUrl: text(
      'where people reach the portal, without a slash at the end',
      'https://portaal.example',
      {
        pattern: URL_SHAPE,
      },
    ),
    images: group('where images come from', {
      repository: text('in front of each service’s name', 'katrol', {
        pattern: '^[a-z0-9]+([._/:-][a-z0-9]+)*$',
      }),
      tag: text('of services that say none themselves; empty: the chart’s version', '', {
        pattern: '^[A-Za-z0-9_.-]{0,128}$',
        not: { const: 'latest' },
      }),
      pullPolicy: word(
        'when they are fetched',
        ['IfNotPresent', 'Always', 'Never'],
        'IfNotPresent',
      ),
      pullSecrets: list('Secrets of the registry', { type: 'string', pattern: NAME }),
    }),
    logLevel: word('of every service', ['debug', 'info', 'warn', 'error'], 'info'),
    broker: word(
      'what carries events; `direct` takes one replica of each service',
      ['kafka', 'direct'],
      'kafka',
    ),
    database,
    kafka,
    keycloak,
    links: group('the key that links’ tokens are signed with', {
      secretName: text('the Secret (`public-keys`) that every service reads', 'katrol-links', {
        pattern: NAME,
      }),
    }),
    mail: group('messages that leave', {
      enabled: yes('the Secret katrol-gateway then has `smtp-url`', false),
      from: text('who they come from', '', { pattern: '^(.+@.+)?$' }),
      port: count('of the mail server', 587, { minimum: 1, maximum: 65535 }),
      cidrs: cidrs('the mail server'),
    }),
    telemetry: group('traces, metrics and logs', {
      endpoint: text(
        'OTLP over HTTP; empty: this chart’s Collector, or none where that is off',
        '',
        {
          pattern: `${URL_SHAPE}|^$`,
        },
      ),
      port: count('of an endpoint outside this release', 4318, { minimum: 1, maximum: 65535 }),
      cidrs: cidrs('an endpoint outside the cluster'),
      tracesShare: {
        type: 'number',
        minimum: 0,
        maximum: 1,
        description: 'share of traces that is kept',
        default: 0.1,
      },
      collector: yes('this chart’s Collector takes it', true),
    }),
    network: group('who may speak to whom', {
      policies: yes('deny by default, then the edges that the code declares', true),
      dnsNamespace: text('where the cluster’s DNS runs', 'kube-system', { pattern: NAME }),
      doorNamespaces: list(
        'namespaces of what stands before the door: a Gateway or an ingress controller',
        { type: 'string', pattern: NAME },
      ),
      ownCidrs: list(
        'networks from which probes and proxies reach pods, where policies hold for them too',
        { type: 'string', pattern: '^[0-9a-fA-F.:]+/[0-9]{1,3}$' },
      ),
    }),
    podLabels: map('on every pod', { type: 'string' }, { maxProperties: 20 }),
  },
  {
    allOf: [
      {
        if: { properties: { production: { const: true } }, required: ['production'] },
        then: {
          properties: {
            database: {
              properties: {
                mode: { not: { const: 'bundled' } },
                sslMode: { not: { const: 'disable' } },
              },
            },
            kafka: { properties: { mode: { not: { const: 'bundled' } } } },
            keycloak: {
              properties: { mode: { not: { const: 'bundled' } }, url: { pattern: '^https://' } },
            },
            portalUrl: { pattern: '^https://' },
            broker: { const: 'kafka' },
          },
        },
      },
    ],
  },
);
