import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseAllDocuments } from 'yaml';
import { root } from './declared.ts';

type JsonSchema = Record<string, unknown> & {
  properties?: Record<string, JsonSchema>;
  items?: JsonSchema;
};
type Version = { name: string; schema: { openAPIV3Schema: JsonSchema } };
/** A definition of a resource, as far as it is read here. */
export type Crd = {
  kind: 'CustomResourceDefinition';
  metadata: { name: string };
  spec: { group: string; names: { kind: string }; versions: Version[] };
};

/** Definitions of their makers, from pinned Go modules: fetched for a test, never kept in the checkout. */
const modules: readonly { module: string; folder: string; files: RegExp }[] = [
  {
    module: 'sigs.k8s.io/gateway-api@v1.4.0',
    folder: 'config/crd/standard',
    files: /_httproutes\.yaml$/,
  },
  {
    module: 'github.com/cloudnative-pg/cloudnative-pg@v1.27.0',
    folder: 'config/crd/bases',
    files: /_(clusters|databases|scheduledbackups)\.yaml$/,
  },
];

const fetched = (module: string): string | undefined => {
  const ran = spawnSync('go', ['mod', 'download', '-json', module], { encoding: 'utf8' });
  if (ran.status !== 0) return undefined;
  return (JSON.parse(ran.stdout) as { Dir?: string }).Dir;
};

const read = (file: string): Crd[] =>
  parseAllDocuments(readFileSync(file, 'utf8'))
    .map((document) => document.toJS() as Crd | null)
    .filter((one): one is Crd => one?.kind === 'CustomResourceDefinition');

const own = path.join(root, 'tools/charts/test/crds');

/**
 * Every definition that the charts need: the makers' where they can be fetched, else one of our own
 * that knows only what we use. `replaced` names the latter.
 */
export function definitions(): { crds: Crd[]; replaced: string[] } {
  const theirs = modules.flatMap(({ module, folder, files }) => {
    const dir = fetched(module);
    if (dir === undefined) return [];
    const at = path.join(dir, folder);
    return readdirSync(at)
      .filter((file) => files.test(file))
      .flatMap((file) => read(path.join(at, file)));
  });
  const known = new Set(theirs.map(({ metadata }) => metadata.name));
  const ours = readdirSync(own)
    .flatMap((file) => read(path.join(own, file)))
    .filter(({ metadata }) => !known.has(metadata.name));
  return { crds: [...theirs, ...ours], replaced: ours.map(({ metadata }) => metadata.name).sort() };
}

/** Closes what a definition leaves to be said: a key that it does not know is a mistake. */
const closed = (schema: JsonSchema): JsonSchema => {
  const { properties, items, ...rest } = schema;
  const open = schema['x-kubernetes-preserve-unknown-fields'] === true;
  return {
    ...rest,
    ...(items ? { items: closed(items) } : {}),
    ...(properties
      ? {
          properties: Object.fromEntries(
            Object.entries(properties).map(([key, of]) => [key, closed(of)]),
          ),
          ...(open || schema['additionalProperties'] !== undefined
            ? {}
            : { additionalProperties: false }),
        }
      : {}),
  };
};

/** Writes a JSON schema a kind, where kubeconform looks for it: `<kind>-<group>-<version>.json`. */
export function writeSchemas(crds: readonly Crd[], folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const { spec } of crds)
    for (const { name, schema } of spec.versions) {
      const file = `${spec.names.kind}-${spec.group}-${name}.json`.toLowerCase();
      const content = closed({
        ...schema.openAPIV3Schema,
        properties: {
          ...schema.openAPIV3Schema.properties,
          apiVersion: { type: 'string' },
          kind: { type: 'string' },
          metadata: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
        },
      });
      writeFileSync(path.join(folder, file), JSON.stringify(content));
    }
}

const SCHEMAS = 'kubernetes-validate==1.37.0';

/** Kubernetes' own schemas of several minors, from PyPI; undefined where there is no pip. */
export function kubernetesSchemas(): string | undefined {
  const at = path.join(root, '.katrol/kubernetes-schemas');
  const found = path.join(at, 'kubernetes_validate/kubernetes-json-schema');
  if (existsSync(found)) return found;
  mkdirSync(at, { recursive: true });
  const ran = spawnSync('pip', ['download', '--no-deps', '-q', '-d', at, SCHEMAS]);
  const wheel = readdirSync(at).find((file) => file.endsWith('.whl'));
  if (ran.status !== 0 || wheel === undefined) return undefined;
  execFileSync('python3', ['-m', 'zipfile', '-e', path.join(at, wheel), at]);
  return found;
}

type Library = { $defs: Record<string, unknown> };
const REF = /"(?:\/api\/_definitions\.json)?#\/\$defs\/([^"]+)"/g;

/**
 * Writes the schemas of these kinds in one minor, each with all that it names inside: as they come
 * they look for the rest at an address of their own.
 */
export function writeKubernetesSchemas(
  from: string,
  { minor, kinds, folder }: { minor: string; kinds: ReadonlySet<string>; folder: string },
): void {
  const at = path.join(from, `v${minor}-local-strict`);
  const { $defs } = JSON.parse(readFileSync(path.join(at, '_definitions.json'), 'utf8')) as Library;
  const to = path.join(folder, minor);
  mkdirSync(to, { recursive: true });
  const wanted = new Set([...kinds].map((kind) => kind.toLowerCase()));
  for (const file of readdirSync(at)) {
    if (!wanted.has(file.split('-')[0] ?? '')) continue;
    const text = readFileSync(path.join(at, file), 'utf8');
    const needed = new Map<string, unknown>();
    const add = (source: string): void => {
      for (const [, name = ''] of source.matchAll(REF)) {
        if (needed.has(name)) continue;
        const inside = JSON.stringify($defs[name]);
        needed.set(name, JSON.parse(inside.replaceAll(REF, '"#/$defs/$1"')));
        add(inside);
      }
    };
    add(text);
    const schema = JSON.parse(text.replaceAll(REF, '"#/$defs/$1"')) as Record<string, unknown>;
    delete schema['$id'];
    writeFileSync(
      path.join(to, file),
      JSON.stringify({ ...schema, $defs: Object.fromEntries(needed) }),
    );
  }
}
