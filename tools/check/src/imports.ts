import path from 'node:path';
import { importsOf, type SourceFile, type Violation } from './files.ts';

// Each package may use those to its right.
const packageLine = ['testkit', 'rpc', 'events', 'store', 'identity', 'runtime'];
// Inside a service imports point one way; `wire` knows both sides.
const mayImport: Record<string, string[]> = {
  'main.ts': ['config.ts', 'service.ts'],
  'service.ts': ['config.ts', 'rpc.ts', 'subscriptions.ts', 'store', 'solver.ts'],
  'rpc.ts': ['operations', 'wire', 'store'],
  'subscriptions.ts': ['operations', 'wire', 'store'],
  operations: ['operations', 'store', 'domain', 'wire', 'solver.ts'],
  wire: ['wire', 'domain', 'store', 'operations'],
  store: ['store', 'domain', 'prisma'],
  domain: ['domain'],
};
// What an inner layer must not know.
const forbidden: Record<string, RegExp> = {
  domain: /^(@katrol\/(proto|rpc|events|store|identity)|@prisma|@grpc|pg$|node:(?!crypto))/,
  operations: /^(@grpc|pg$|@opentelemetry|@prisma|.*_pb$(?<!events_pb))/,
  store: /^(@katrol\/(proto|rpc)|@grpc|@opentelemetry)/,
};

/** Imports that go against the house plan. */
export const importViolations = (files: readonly SourceFile[]): Violation[] =>
  files.flatMap((file) =>
    importsOf(file).flatMap(({ specifier, line }) =>
      wrongs(file.path, specifier).map((w) => `${file.path}:${line} ${w}`),
    ),
  );

function wrongs(from: string, specifier: string): string[] {
  const found = [];
  const parts = from.split('/');
  if (specifier.includes('../../') && !isServiceStoreClient(from, specifier))
    found.push(`reaches ${specifier}: use a package or move the file`);
  if (parts[0] === 'packages') found.push(...ofPackage(parts[1] ?? '', parts[2] ?? '', specifier));
  if (
    parts[0] === 'services' &&
    /^@katrol\/(intake|matching|volunteer-training|gateway|portal)\b/.test(specifier)
  )
    found.push(`imports another service: ${specifier}`);
  if (
    parts[0] === 'services' &&
    parts[2] === 'src' &&
    !['portal', 'gateway'].includes(parts[1] ?? '') &&
    !from.endsWith('.test.ts')
  )
    found.push(...inService(from, specifier));
  if (from.startsWith('services/portal/src/')) found.push(...inPortal(from, specifier));
  return found;
}

// the generated client lies beside src, and only store/ may know it
const isServiceStoreClient = (from: string, specifier: string): boolean =>
  /^services\/[^/]+\/src\/store\//.test(from) && specifier.startsWith('../../prisma/client/');

function ofPackage(name: string, folder: string, specifier: string): string[] {
  const used = /^@katrol\/([^/]+)/.exec(specifier)?.[1];
  if (!used || used === 'proto' || folder === 'test') return [];
  if (name === 'testkit' && used === 'embedded') return [];
  const right = packageLine.slice(packageLine.indexOf(name) + 1);
  return right.includes(used) ? [] : [`${name} may not use ${specifier}`];
}

function inService(from: string, specifier: string): string[] {
  const [, service = '', , ...rest] = from.split('/');
  const layer = rest[0] ?? '';
  const found = [];
  if (forbidden[layer]?.test(specifier)) found.push(`${layer} may not know ${specifier}`);
  if (specifier.startsWith('.')) {
    const target = path.posix.join(path.posix.dirname(from), specifier).split('/');
    const [, targetService, folder, first = ''] = target;
    const reached = folder === 'src' ? first : (folder ?? '');
    if (targetService !== service) found.push(`leaves the service: ${specifier}`);
    const allowed = mayImport[layer];
    if (allowed && !allowed.includes(reached)) found.push(`${layer} may not import ${reached}`);
  }
  return found;
}

function inPortal(from: string, specifier: string): string[] {
  if (!specifier.startsWith('.'))
    return specifier.startsWith('@katrol/') && !specifier.startsWith('@katrol/proto/')
      ? [`the portal may not use ${specifier}`]
      : [];
  const target = path.posix.join(path.posix.dirname(from), specifier).split('/').slice(3);
  const at = from.split('/').slice(3);
  if (at[0] === 'features' && target[0] === 'features' && at[1] !== target[1])
    return [`features do not import each other: ${specifier}`];
  if (at[0] === 'ui' && ['features', 'app'].includes(target[0] ?? ''))
    return [`ui may not import ${target[0]}`];
  return [];
}
