import path from 'node:path';
import { parseSync } from 'oxc-parser';
import type { SourceFile, Violation } from './files.ts';

/**
 * What a module takes from another: which, the values by their names, and whether it is only types.
 */
export type Import = { specifier: string; values: string[]; types: boolean; line: number };

/** What a module imports: static, re-exported and dynamic, types too. */
function importsOf({ path: name, text }: SourceFile): Import[] {
  const { module } = parseSync(path.basename(name), text);
  const found = new Map<string, Import>();
  const lineAt = (at: number): number => text.slice(0, at).split('\n').length;
  const add = (specifier: string, at: number, taken: { name: string; type: boolean }[]): void => {
    const known = found.get(specifier) ?? { specifier, values: [], types: true, line: lineAt(at) };
    const values = taken.filter((one) => !one.type).map((one) => one.name);
    // a bare import runs it
    known.values.push(...(taken.length > 0 ? values : ['*']));
    known.types = known.values.length === 0;
    found.set(specifier, known);
  };
  for (const { moduleRequest, entries, start } of module.staticImports) {
    const taken = entries.map((e) => ({ name: e.importName.name ?? '*', type: e.isType }));
    add(moduleRequest.value, start, taken);
  }
  for (const { moduleRequest, importName, isType } of module.staticExports.flatMap(
    (e) => e.entries,
  )) {
    if (!moduleRequest) continue;
    add(moduleRequest.value, moduleRequest.start, [{ name: importName.name ?? '*', type: isType }]);
  }
  for (const { moduleRequest } of module.dynamicImports) {
    const literal = /^(['"])(.*)\1$/.exec(text.slice(moduleRequest.start, moduleRequest.end));
    if (literal) add(literal[2] ?? '', moduleRequest.start, [{ name: '*', type: false }]);
  }
  return [...found.values()];
}

// Each package may use those to its right, and the contract's own code; platform and realm stand
// beside the kit.
const packageLine = [
  'testkit',
  'platform',
  'realm',
  'rpc',
  'events',
  'families',
  'store',
  'identity',
  'calendar',
  'disclosure',
  'solver',
  'places',
  'runtime',
  'contract',
  'registry',
];
// Inside a service imports point one way; `rpc.ts` and `subscriptions.ts` know both sides.
const mayImport: Record<string, string[]> = {
  'main.ts': ['config.ts', 'service.ts'],
  'service.ts': ['config.ts', 'rpc.ts', 'subscriptions.ts', 'store', 'runs.ts'],
  'rpc.ts': ['operations', 'wire', 'store'],
  'subscriptions.ts': ['operations', 'wire', 'store'],
  'runs.ts': ['domain'],
  'facts.ts': ['domain', 'wire'],
  operations: ['operations', 'store', 'domain', 'facts.ts', 'runs.ts'],
  wire: ['wire', 'domain'],
  store: ['store', 'domain', 'prisma'],
  domain: ['domain'],
};
// An input and an answer are what an operation says they are.
const knowsTypesOf: Record<string, string[]> = { wire: ['operations', 'store'] };
// What an inner layer must not know, types apart; and what it may use of it all the same.
const allowed: Record<string, Record<string, string[]>> = {
  operations: { '@katrol/rpc': ['exporting', 'listing', 'rowsOf', 'titledExport'] },
  wire: { '@katrol/store': ['readLines'] },
};
const forbidden: Record<string, RegExp> = {
  domain: /^(@katrol\/(rpc|events|store|identity|registry)|@prisma|@grpc|pg$|node:(?!crypto))/,
  operations: /^(@katrol\/(rpc|registry)|@grpc|pg$|@opentelemetry|@prisma)/,
  store: /^(@katrol\/(rpc|identity|registry)|@grpc|@opentelemetry)/,
  wire: /^(@katrol\/(rpc|store|identity|registry)|@grpc|pg$|@opentelemetry|@prisma)/,
};
// The contract's codes are the domain's own words; its messages are known by their types. A store
// reads rows by their schemas.
const isMessages = (specifier: string): boolean => /^@katrol\/proto\/.*_pb$/.test(specifier);
const knowsMessages = ['store', 'wire', 'rpc.ts', 'subscriptions.ts', 'facts.ts', 'service.ts'];

/** Imports that go against the house plan. */
export const importViolations = (files: readonly SourceFile[]): Violation[] =>
  files.flatMap((file) =>
    importsOf(file).flatMap((one) =>
      wrongs(file.path, one).map((w) => `${file.path}:${one.line} ${w}`),
    ),
  );

function wrongs(from: string, one: Import): string[] {
  const { specifier } = one;
  const [top, name = '', folder = ''] = from.split('/');
  const found = [];
  if (specifier.includes('../../') && !isServiceStoreClient(from, specifier)) {
    found.push(`reaches ${specifier}: use a package or move the file`);
  }
  if (top === 'packages') found.push(...ofPackage(name, folder, specifier));
  if (top === 'services') found.push(...ofService(name, specifier));
  const layered = top === 'services' && folder === 'src' && !['portal', 'gateway'].includes(name);
  if (layered && !from.endsWith('.test.ts')) found.push(...inService(from, one));
  if (from.startsWith('services/portal/src/')) found.push(...inPortal(from, specifier));
  return found;
}

// the generated client lies beside src, and only store/ may know it
const isServiceStoreClient = (from: string, specifier: string): boolean =>
  /^(services\/[^/]+|packages\/testkit\/sample)\/src\/store\//.test(from) &&
  specifier.startsWith('../../prisma/client/');

const packageOf = (specifier: string): string | undefined =>
  /^@katrol\/([^/]+)/.exec(specifier)?.[1];

function ofPackage(name: string, folder: string, specifier: string): string[] {
  const used = packageOf(specifier);
  if (!used || used === 'proto' || used === name) return [];
  if (folder === 'test' && (packageLine.includes(used) || used === 'config')) return [];
  if (folder === 'jest.config.js' || used === 'config') return [];
  const right = packageLine.slice(packageLine.indexOf(name) + 1);
  return right.includes(used) ? [] : [`${name} may not use ${specifier}`];
}

function ofService(name: string, specifier: string): string[] {
  const used = packageOf(specifier);
  const known = used === undefined || [...packageLine, 'proto', 'config', name].includes(used);
  return known ? [] : [`imports another service or a tool: ${specifier}`];
}

function inService(from: string, one: Import): string[] {
  const { specifier, types, values } = one;
  const [, service = '', , ...rest] = from.split('/');
  const layer = rest[0] ?? '';
  const found = [];
  const used = values.filter((name) => !allowed[layer]?.[specifier]?.includes(name));
  if (used.length > 0 && forbidden[layer]?.test(specifier)) {
    found.push(`${layer} may not know ${specifier}`);
  }
  if (!types && isMessages(specifier) && !knowsMessages.includes(layer)) {
    found.push(`${layer} may know the types of ${specifier} only`);
  }
  if (specifier.startsWith('.')) {
    const target = path.posix.join(path.posix.dirname(from), specifier).split('/');
    const [, targetService, folder, first = ''] = target;
    const reached = folder === 'src' ? first : (folder ?? '');
    if (targetService !== service) found.push(`leaves the service: ${specifier}`);
    const may = [...(mayImport[layer] ?? []), ...(types ? (knowsTypesOf[layer] ?? []) : [])];
    if (mayImport[layer] && !may.includes(reached)) {
      found.push(`${layer} may not import ${reached}`);
    }
  }
  return found;
}

// what needs nothing but a language: no database, no process
const portalMayUse = /^@katrol\/(proto\/|contract$|registry$|places|calendar\/academic-year$)/;
// from the page down to the wire
const portalLine = ['features', 'app', 'ui', 'api', 'device', 'i18n'];

function inPortal(from: string, specifier: string): string[] {
  if (specifier.startsWith('@katrol/') && !portalMayUse.test(specifier)) {
    return [`the portal may not use ${specifier}`];
  }
  const at = from.split('/').slice(3);
  const target = specifier.startsWith('.')
    ? path.posix.join(path.posix.dirname(from), specifier).split('/').slice(3)
    : specifier.replace(/^#/, '').split('/');
  if (!portalLine.includes(at[0] ?? '') || !portalLine.includes(target[0] ?? '')) return [];
  if (at[0] === 'features' && target[0] === 'features' && at[1] !== target[1]) {
    return [`features do not import each other: ${specifier}`];
  }
  // the router is where pages are put together
  const goesUp = portalLine.indexOf(target[0] ?? '') < portalLine.indexOf(at[0] ?? '');
  return goesUp && at[0] !== 'app' ? [`${at[0]} may not import ${target[0]}`] : [];
}

/**
 * Modules that need each other, each circle once: "a.ts -> b.ts -> a.ts". Types count: a circle is
 * read as one thing.
 */
export function circles(files: readonly SourceFile[]): Violation[] {
  const known = new Set(files.map((file) => file.path));
  const graph = new Map(files.map((file) => [file.path, targetsOf(file, known)] as const));
  const found = new Map<string, string>();
  const state = new Map<string, 'open' | 'done'>();
  const walk = (at: string, trail: string[]): void => {
    state.set(at, 'open');
    for (const next of graph.get(at) ?? []) {
      if (state.get(next) === 'open') {
        const circle = [...trail, at].slice([...trail, at].indexOf(next));
        found.set([...circle].sort().join(), [...circle, next].join(' -> '));
      } else if (!state.has(next)) walk(next, [...trail, at]);
    }
    state.set(at, 'done');
  };
  for (const { path: start } of files) if (!state.has(start)) walk(start, []);
  return [...found.values()];
}

const portalAlias = /^#(app|ui|api|i18n|device)\//;

function targetsOf(file: SourceFile, known: ReadonlySet<string>): string[] {
  return importsOf(file).flatMap(({ specifier }) => {
    const target = portalAlias.test(specifier)
      ? path.posix.join('services/portal/src', specifier.slice(1))
      : path.posix.join(path.posix.dirname(file.path), specifier);
    return known.has(target) ? [target] : [];
  });
}
