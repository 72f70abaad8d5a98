import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { clientOf, deployed } from '@katrol/registry';
import { realmOf } from '@katrol/realm';
import { declaredKafka, declaredServices, root } from './declared.ts';
import { schemaText, tableOf, valuesText } from './document.ts';
import { platformValues } from './platform-values.ts';
import { serviceChartValues } from './service-values.ts';

const NOTE = 'Written by `pnpm --filter @katrol/charts write`; edit tools/charts/src instead.';
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const marked = (file: string, name: string, content: string): string => {
  const between = new RegExp(`(<!-- table: ${name} -->\n)[^]*?(<!-- end -->)`);
  const source = read(file);
  if (!between.test(source)) throw new Error(`${file} has no place for the table "${name}"`);
  return source.replace(
    between,
    (_all, head: string, tail: string) => `${head}${content}\n${tail}`,
  );
};

const filesUnder = (folder: string): string[] =>
  readdirSync(path.join(root, folder))
    .sort()
    .flatMap((name) => {
      const file = `${folder}/${name}`;
      return statSync(path.join(root, file)).isDirectory() ? filesUnder(file) : [file];
    });

/** Folders in which everything is written. */
export const generatedFolders = ['charts/platform/files'];

const files = 'charts/platform/files';

/** The realm of an installation, with the names of its secrets where they will stand. */
const realmDocument = (): string =>
  `${JSON.stringify(
    realmOf({
      portalUrl: '${PORTAL_URL}',
      gatewaySecret: '${KATROL_SECRET_KATROL_GATEWAY}',
      directorySecret: '${KATROL_SECRET_KATROL_DIRECTORY}',
      services: deployed.map(clientOf).map((clientId) => ({
        clientId,
        secret: `\${KATROL_SECRET_${clientId.toUpperCase().replaceAll('-', '_')}}`,
      })),
      universities: [],
      brokers: [],
    }),
    null,
    1,
  )}\n`;

const umbrella = (names: readonly string[]): string => {
  const { version } = JSON.parse(read('package.json')) as { version: string };
  return `# ${NOTE}
apiVersion: v2
name: platform
description: 'Family support on the edge of school and home: the whole consortium on one cluster'
type: application
version: ${version}
appVersion: '${version}'
# probes over gRPC and the wait before a stop are Kubernetes' own from here on
kubeVersion: '>=1.32.0-0'
home: https://katrol.example
annotations:
  katrol.eu/licence: EUPL-1.2
dependencies:
${names.map((name) => `  - { name: service, alias: ${name}, version: ${version}, repository: 'file://../service' }`).join('\n')}
`;
};

/** Every file of the charts that follows from the code, by its place in the checkout. */
export async function generated(): Promise<Map<string, string>> {
  const services = await declaredServices();
  const platform = platformValues(services);
  const service = serviceChartValues();
  const names = services.map(({ folder }) => folder);
  const copied = (from: string, to: string): [string, string][] =>
    filesUnder(from).map((file) => [`${files}/${to}${file.slice(from.length)}`, read(file)]);
  return new Map([
    ['charts/platform/Chart.yaml', umbrella(names)],
    ['charts/platform/values.yaml', `# ${NOTE}\n${valuesText(platform)}\n`],
    ['charts/platform/values.schema.json', schemaText(platform, 'platform')],
    ['charts/platform/README.md', marked('charts/platform/README.md', 'values', tableOf(platform))],
    ['charts/service/values.yaml', `# ${NOTE}\n${valuesText(service)}\n`],
    ['charts/service/values.schema.json', schemaText(service, 'service')],
    ['charts/service/README.md', marked('charts/service/README.md', 'values', tableOf(service))],
    [`${files}/kafka.json`, `${JSON.stringify(await declaredKafka(), null, 1)}\n`],
    [`${files}/realm.json`, realmDocument()],
    [`${files}/collector.yaml`, read('deploy/otel/collector.yaml')],
    [`${files}/alerts.yaml`, read('deploy/alerts/katrol.yaml')],
    ...copied('deploy/otel/dashboards', 'dashboards'),
    ...copied('deploy/keycloak/theme', 'theme'),
  ]);
}
