import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Chart } from '../src/helm.ts';
import { declaredServices } from '../src/declared.ts';
import { platformValues } from '../src/platform-values.ts';
import type { Schema } from '../src/schema.ts';
import { describeWith } from './with.ts';

// what somebody might write, from which environment, and the words that lead to the mistake
const mistakes: readonly [string, string, object, RegExp][] = [
  ['a misspelt part', 'trial', { kafak: {} }, /kafak/],
  ['a misspelt key of a service', 'trial', { intake: { replica: 2 } }, /intake.*replica/s],
  ['a misspelt key of the whole', 'trial', { global: { loglevel: 'info' } }, /global.*loglevel/s],
  ['no replica at all', 'small', { intake: { replicas: 0 } }, /intake\/replicas/],
  ['more replicas than partitions', 'small', { matching: { replicas: 7 } }, /matching\/replicas/],
  ['replicas as a text', 'small', { reporting: { replicas: 'two' } }, /reporting\/replicas/],
  [
    'a bundled database in production',
    'production',
    { global: { database: { mode: 'bundled' } } },
    /global\/database\/mode/,
  ],
  [
    'a bundled Kafka in production',
    'production',
    { global: { kafka: { mode: 'bundled' } } },
    /global\/kafka\/mode/,
  ],
  [
    'a bundled Keycloak in production',
    'production',
    { global: { keycloak: { mode: 'bundled' } } },
    /global\/keycloak\/mode/,
  ],
  [
    'a mode that is none',
    'small',
    { global: { kafka: { mode: 'managed' } } },
    /global\/kafka\/mode/,
  ],
  [
    'an external database without an address',
    'production',
    { global: { database: { mode: 'external', cidrs: ['10.0.0.0/8'] } } },
    /global\/database\/host/,
  ],
  [
    'an external database without its network',
    'production',
    { global: { database: { mode: 'external', host: 'db' } } },
    /global\/database\/cidrs/,
  ],
  [
    'brokers without ports',
    'production-external',
    { global: { kafka: { brokers: 'kafka' } } },
    /global\/kafka\/brokers/,
  ],
  [
    'a network that is none',
    'production-external',
    { global: { kafka: { cidrs: ['everywhere'] } } },
    /global\/kafka\/cidrs\/0/,
  ],
  [
    'a portal without TLS in production',
    'production',
    { global: { portalUrl: 'http://portaal.example' } },
    /global\/portalUrl/,
  ],
  [
    'a portal with a slash at its end',
    'production',
    { global: { portalUrl: 'https://portaal.example/' } },
    /global\/portalUrl/,
  ],
  [
    'the direct broker in production',
    'production',
    { global: { broker: 'direct' } },
    /global\/broker/,
  ],
  [
    'the direct broker with two replicas',
    'trial',
    { global: { broker: 'direct' }, intake: { replicas: 2 } },
    /intake\/replicas/,
  ],
  [
    'a database without TLS in production',
    'production',
    { global: { database: { sslMode: 'disable' } } },
    /global\/database\/sslMode/,
  ],
  ['made secrets in production', 'production', { secrets: { mode: 'made' } }, /secrets\/mode/],
  ['the tag latest', 'trial', { global: { images: { tag: 'latest' } } }, /global\/images\/tag/],
  [
    'a digest that is none',
    'trial',
    { intake: { image: { digest: 'sha256:12' } } },
    /intake\/image\/digest/,
  ],
  [
    'memory without a unit that is one',
    'trial',
    { intake: { resources: { memory: '12 MB' } } },
    /intake\/resources\/memory/,
  ],
  [
    'a secret among the settings',
    'trial',
    { intake: { settings: { CLIENT_SECRET: 'x' } } },
    /intake\/settings/,
  ],
  [
    'a setting in small letters',
    'trial',
    { intake: { settings: { logLevel: 'x' } } },
    /intake\/settings/,
  ],
  [
    'no time to spare at the end',
    'trial',
    { gateway: { shutdown: { spareSeconds: 1 } } },
    /gateway\/shutdown\/spareSeconds/,
  ],
  [
    'scaling in at once',
    'production',
    { intake: { autoscaling: { scaleInSeconds: 10 } } },
    /intake\/autoscaling\/scaleInSeconds/,
  ],
  [
    'a share of traces over one',
    'trial',
    { global: { telemetry: { tracesShare: 10 } } },
    /global\/telemetry\/tracesShare/,
  ],
  [
    'another folder for a service',
    'trial',
    { intake: { declared: { folder: 'intakes' } } },
    /intake\/declared\/folder/,
  ],
  [
    'a clock that is none',
    'production',
    { schedules: { reconcile: { schedule: 'nightly' } } },
    /schedules\/reconcile\/schedule/,
  ],
  ['a way in that is none', 'production', { route: { kind: 'nodeport' } }, /route\/kind/],
];

// what only the templates can add up
const sums: readonly [string, string, object, RegExp][] = [
  [
    'pools that PostgreSQL does not allow',
    'small',
    { global: { database: { maxConnections: 120 } } },
    /maxConnections is 120.*raise it/s,
  ],
  [
    'one replica in production',
    'production',
    { intake: { autoscaling: { enabled: false }, replicas: 1 } },
    /intake: in production there are at least two/,
  ],
  [
    'no backups in production',
    'small',
    { postgres: { backup: { objectStoreName: '' } } },
    /postgres\.backup\.objectStoreName/,
  ],
  [
    'a commit that waits for nobody',
    'small',
    { postgres: { synchronous: 2 } },
    /postgres\.synchronous/,
  ],
  ['more copies than brokers', 'small', { kafka: { brokers: 1 } }, /fewer brokers than copies/],
  [
    'mail from nobody',
    'small',
    { global: { mail: { enabled: true, cidrs: ['192.0.2.1/32'] } } },
    /global\.mail\.from/,
  ],
  [
    'mail that nothing may reach',
    'small',
    { global: { mail: { enabled: true, from: 'a@b.example' } } },
    /global\.mail\.cidrs/,
  ],
  [
    'at least more than at most',
    'production',
    { intake: { autoscaling: { minReplicas: 5, maxReplicas: 3 } } },
    /intake\.autoscaling/,
  ],
  [
    'the operator’s Keycloak on a database elsewhere',
    'production-external',
    { global: { keycloak: { mode: 'operator' } } },
    /global\.keycloak\.mode/,
  ],
];

describeWith(['helm'], 'what is refused (K6)', () => {
  let chart: Chart;
  beforeAll(() => {
    chart = new Chart();
  });
  afterAll(() => chart.remove());

  test('there are enough mistakes to tell', () => {
    expect(mistakes.length).toBeGreaterThanOrEqual(25);
  });

  test.each(mistakes)('%s', (_name, environment, values, where) => {
    const said = chart.refusal(environment, values);
    expect(said).toMatch(/values don't meet the specifications of the schema/);
    expect(said.replaceAll(/'\/?([^']*)'/g, (_all, path: string) => path)).toMatch(where);
  });

  test.each(sums)('%s', (_name, environment, values, where) => {
    expect(chart.refusal(environment, values)).toMatch(where);
  });
});

describe('the schema', () => {
  test('is closed, and says of every key what it is for and what it is by itself', async () => {
    const open: string[] = [];
    const look = (schema: Schema, where: string): void => {
      if (!schema.description) open.push(`${where}: not said what for`);
      if (schema.properties) {
        if (schema.additionalProperties !== false) open.push(`${where}: not closed`);
        for (const [key, of] of Object.entries(schema.properties)) look(of, `${where}/${key}`);
      } else if (schema.default === undefined) open.push(`${where}: no default`);
    };
    look(platformValues(await declaredServices()), '');
    expect(open).toEqual([]);
  });
});
