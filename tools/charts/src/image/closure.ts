// Runs before anything is installed: Node and nothing else.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

type Manifest = {
  name: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
};

/** A folder of the workspace, with what its program needs of it. */
export type Member = { name: string; folder: string };

const manifestOf = (root: string, folder: string): Manifest =>
  JSON.parse(readFileSync(path.join(root, folder, 'package.json'), 'utf8')) as Manifest;

/** Every folder of the workspace, the root aside. */
export function membersOf(root: string): Member[] {
  const parents = ['packages', 'services', 'tools'];
  const folders = parents.flatMap((parent) =>
    readdirSync(path.join(root, parent)).map((name) => `${parent}/${name}`),
  );
  return ['proto', ...folders]
    .filter((folder) => existsSync(path.join(root, folder, 'package.json')))
    .map((folder) => ({ folder, name: manifestOf(root, folder).name }))
    .sort((a, b) => (a.folder < b.folder ? -1 : 1));
}

/**
 * What is made into an image under this name: a service, or a program of the platform that runs to
 * its end (`realm`, `figures`). Throws where there is none.
 */
export function imageMember(root: string, name: string): Member {
  const places = ['services', 'packages', 'tools'].map((parent) => `${parent}/${name}`);
  const found = membersOf(root).find(({ folder }) => places.includes(folder));
  if (!found) throw new Error(`there is nothing called "${name}" to make an image of`);
  return found;
}

/** The folders that a program needs when it runs: its own and, through them, the workspace's. */
export function closureOf(root: string, member: Member): Member[] {
  const byName = new Map(membersOf(root).map((one) => [one.name, one]));
  const needed = new Map<string, Member>();
  const add = (one: Member): void => {
    if (needed.has(one.name)) return;
    needed.set(one.name, one);
    const names = Object.keys(manifestOf(root, one.folder).dependencies ?? {});
    for (const name of names) {
      const next = byName.get(name);
      if (next) add(next);
    }
  };
  add(member);
  return [...needed.values()].sort((a, b) => (a.folder < b.folder ? -1 : 1));
}
