// In the image's build: what only people and compilers read is left out, and the list of what is
// in it gets no time and no chance, so that the same content is the same image.
import { execFileSync } from 'node:child_process';
import { readdirSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { closureOf, imageMember, membersOf } from './closure.ts';

const [name = ''] = process.argv.slice(2);
const root = process.cwd();

const filter = `@katrol/${name}`;
const said = execFileSync(
  'pnpm',
  ['--filter', filter, 'sbom', '--prod', '--lockfile-only', '--sbom-format', 'cyclonedx'],
  { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
);
const sbom = JSON.parse(said) as Record<string, unknown> & { metadata: Record<string, unknown> };
delete sbom['serialNumber'];
delete sbom.metadata['timestamp'];
writeFileSync(path.join(root, 'sbom.cdx.json'), `${JSON.stringify(sbom, null, 1)}\n`);

const clutter = [
  /\.(map|d\.ts|d\.mts|d\.cts|md|markdown|flow|tsbuildinfo)$/,
  /\/(README|CHANGELOG|HISTORY)[^/]*$/i,
  /\/(__tests__|docs?|examples?|\.github)$/,
  // Prisma's engines for databases that are not ours, and for the edge
  /@prisma\/client\/runtime\/query_(compiler|engine)_\w+\.(?!postgresql)\w+\./,
  /@prisma\/client\/runtime\/.*(edge|react-native|wasm-engine)/,
];

const trim = (folder: string): void => {
  for (const entry of readdirSync(folder)) {
    const file = path.join(folder, entry);
    const found = statSync(file, { throwIfNoEntry: false });
    if (!found) continue;
    if (clutter.some((one) => one.test(file))) rmSync(file, { recursive: true, force: true });
    else if (found.isDirectory()) trim(file);
  }
};

const store = path.join(root, 'node_modules/.pnpm');
for (const entry of readdirSync(store)) {
  const modules = path.join(store, entry, 'node_modules');
  const found = statSync(modules, { throwIfNoEntry: false });
  if (!found?.isDirectory() || entry === 'node_modules') continue;
  trim(modules);
}
for (const file of ['.modules.yaml', '.pnpm-workspace-state-v1.json', '.pnpm/lock.yaml'])
  rmSync(path.join(root, 'node_modules', file), { force: true });
// what was there for its manifest alone
const needed = new Set(closureOf(root, imageMember(root, name)).map(({ folder }) => folder));
for (const { folder } of membersOf(root))
  if (!needed.has(folder)) rmSync(path.join(root, folder), { recursive: true, force: true });
for (const parent of ['packages', 'services', 'tools'])
  if (readdirSync(path.join(root, parent)).length === 0) rmdirSync(path.join(root, parent));
rmSync(path.join(root, 'pnpm-lock.yaml'));
