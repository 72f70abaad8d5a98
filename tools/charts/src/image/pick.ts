// In the image's first stage: lays out what one image is made of, so that a change elsewhere in
// the checkout changes no later stage. Node and nothing else.
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { closureOf, imageMember, membersOf } from './closure.ts';

const [name = '', out = '/picked'] = process.argv.slice(2);
const root = process.cwd();
const member = imageMember(root, name);
const closure = closureOf(root, member);

const copy = (from: string, stage: string, keep?: (file: string) => boolean): void => {
  const source = path.join(root, from);
  if (!existsSync(source)) return;
  const filter = keep ? { filter: keep } : {};
  cpSync(source, path.join(out, stage, from), { recursive: true, ...filter });
};

/** What runs, and not what tests or makes it. */
const runs = (file: string): boolean =>
  !/(\/test|\/sample|\.test\.ts|\/jest\.config\.js|\/node_modules|\/gen|\/prisma\/client)$/.test(
    file,
  );

// what is installed: manifests, patches, the lockfile
const manifests = [
  'package.json',
  'pnpm-lock.yaml',
  'pnpm-workspace.yaml',
  'packages/events/kafkajs.patch',
  'packages/rpc/grpc-js.patch',
  'packages/identity/jwk-to-pem',
  ...membersOf(root).map(({ folder }) => `${folder}/package.json`),
];
for (const file of manifests) copy(file, 'manifests');

for (const file of ['closure.ts', 'trim.ts']) copy(`tools/charts/src/image/${file}`, 'trim');
// what code is generated from
for (const file of ['proto', 'buf.yaml', 'packages/testkit/sample/proto']) copy(file, 'contracts');
for (const stage of ['generators', 'portal']) mkdirSync(path.join(out, stage), { recursive: true });
copy(`${member.folder}/prisma/schema.prisma`, 'generators');
copy(`${member.folder}/prisma.config.ts`, 'generators');

// what the portal is built from
if (name === 'gateway') {
  const portal = membersOf(root).find(({ folder }) => folder === 'services/portal');
  if (portal) for (const { folder } of closureOf(root, portal)) copy(folder, 'portal', runs);
  copy('tools/config/tsconfig.json', 'portal');
}

// what runs
for (const { folder } of closure) copy(folder, 'sources', runs);
copy('LICENSE', 'sources');
// inside the service's own folder: there they find what it has
cpSync(path.join(root, 'tools/charts/src/ops'), path.join(out, 'sources', member.folder, 'ops'), {
  recursive: true,
});

const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
  version: string;
};
mkdirSync(path.join(out, 'sources'), { recursive: true });
writeFileSync(
  path.join(out, 'sources/image.json'),
  `${JSON.stringify({ name, version, folder: member.folder, package: member.name })}\n`,
);
