import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { deployed } from '@katrol/registry';
import { root } from './declared.ts';
import { closureOf, imageMember, type Member } from './image/closure.ts';

/** What has an image: each service, and two programs that run to their end. */
export const imageNames: readonly string[] = [
  ...deployed.map(({ folder }) => folder),
  'realm',
  'figures',
];

const made = new Set(['node_modules', 'gen', 'dist', 'client', '.turbo', 'coverage']);

const filesOf = (file: string): string[] => {
  const at = path.join(root, file);
  if (!existsSync(at)) return [];
  if (!statSync(at).isDirectory()) return [file];
  return readdirSync(at)
    .filter((name) => !made.has(name))
    .sort()
    .flatMap((name) => filesOf(`${file}/${name}`));
};

const forAll = [
  'deploy/Dockerfile',
  '.dockerignore',
  'package.json',
  'pnpm-lock.yaml',
  'pnpm-workspace.yaml',
  'buf.yaml',
  'proto',
  'tools/charts/src/image',
  'tools/charts/src/ops',
  'tools/toolchain/pnpm',
];

const foldersOf = (member: Member): string[] => {
  const door = member.folder === 'services/gateway';
  const portal = door ? closureOf(root, imageMember(root, 'portal')) : [];
  return [...closureOf(root, member), ...portal].map(({ folder }) => folder);
};

/** The tag of an image: the version, and what it is made from. The same content, the same tag. */
function tagOf(name: string, base: string): string {
  const hash = createHash('sha256').update(base);
  const places = [...new Set([...forAll, ...foldersOf(imageMember(root, name))])];
  for (const file of [...new Set(places.flatMap(filesOf))].sort())
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(path.join(root, file)))
      .update('\0');
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
    version: string;
  };
  return `${version}-${hash.digest('hex').slice(0, 12)}`;
}

const docker = (args: string[], shown = false): { code: number; output: string } => {
  const ran = spawnSync('docker', args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
    stdio: ['ignore', 'pipe', shown ? 'inherit' : 'pipe'],
  });
  return { code: ran.status ?? 1, output: `${ran.stdout ?? ''}${ran.stderr ?? ''}` };
};

const megabytes = (image: string): number =>
  Math.round(Number(docker(['image', 'inspect', '-f', '{{.Size}}', image]).output) / 1e5) / 10;

/** Builds one image where its content has none yet, and says so. Throws with the build's words. */
export function buildImage(
  name: string,
  { base, repository }: { base: string; repository: string },
) {
  const image = `${repository}/${name}:${tagOf(name, base)}`;
  const startedAt = performance.now();
  const there = docker(['image', 'inspect', image]).code === 0;
  if (!there) {
    const given = { SERVICE: name, NODE_IMAGE: base, VERSION: image.split(':').at(-1) };
    const args = Object.entries(given).flatMap(([key, is]) => ['--build-arg', `${key}=${is}`]);
    const { code, output } = docker([
      'build',
      '-f',
      'deploy/Dockerfile',
      ...args,
      '-t',
      image,
      '.',
    ]);
    if (code !== 0) throw new Error(`${image} is not built:\n${output.slice(-6_000)}`);
  }
  const seconds = Math.round((performance.now() - startedAt) / 1_000);
  return {
    image,
    there,
    seconds,
    size: megabytes(image),
    above: megabytes(image) - megabytes(base),
  };
}

/** Values with the tag of each image, for `helm --values`. */
export function imageValues(images: ReadonlyMap<string, string>): string {
  const tagAt = (name: string): string => images.get(name)?.split(':').at(-1) ?? '';
  const blocks = deployed
    .map(({ folder }) => folder)
    .filter((folder) => images.has(folder))
    .map((folder) => `${folder}: { image: { tag: ${tagAt(folder)} } }`);
  if (images.has('realm')) blocks.push(`realm: { image: { tag: ${tagAt('realm')} } }`);
  if (images.has('figures'))
    blocks.push(`schedules: { reconcile: { image: { tag: ${tagAt('figures')} } } }`);
  return `${blocks.join('\n')}\n`;
}

/** Where the tags of the last run are. */
export const writeImageValues = (content: string): string => {
  const file = path.join(root, '.katrol/images.yaml');
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
};
