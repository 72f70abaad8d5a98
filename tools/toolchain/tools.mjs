import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { inRoot, windows } from './place.mjs';

// Node and pnpm, each as the one package that holds the program for this machine, pinned by a
// lockfile of its own: no script of theirs runs. Apart, because who has a recent Node needs one.
const { arch, platform, versions } = process;
const parts = {
  node: {
    name: `node-${windows ? 'win' : platform}-${arch}`,
    program: windows ? 'bin/node.exe' : 'bin/node',
    advice: 'installeer die Node / install that Node: nodejs.org, ',
  },
  pnpm: {
    name: `@pnpm/exe.${platform}-${arch}`,
    program: windows ? 'pnpm.exe' : 'pnpm',
    advice: 'zet die pnpm op je PATH / put that pnpm on your PATH: npm install -g pnpm@',
  },
};

/** Where the programs of the toolchain are found, by their own names. */
export const toolchainBin = inRoot('.katrol/toolchain/bin');

const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));
const installed = (what) => inRoot(`.katrol/toolchain/${what}`);
const linked = (what) => path.join(toolchainBin, windows ? `${what}.exe` : what);
const versionIn = (file) => (existsSync(file) ? readJson(file).version : undefined);

const recentNode = Number(versions.node.split('.')[0]) >= 24;

/** The Node that the platform runs on: the one that is there where it is recent enough. */
export const node = recentNode ? process.execPath : linked('node');

const link = (program, name) => {
  mkdirSync(toolchainBin, { recursive: true });
  rmSync(name, { force: true });
  if (windows) copyFileSync(program, name);
  else symlinkSync(path.relative(toolchainBin, program), name);
};

// for a machine that the lockfile has no package for
const isGiven = (what, wanted) => {
  const { stdout } = spawnSync(what, ['--version'], { encoding: 'utf8', shell: windows });
  return stdout?.trim() === wanted;
};

const ensurePart = async (what, step) => {
  const { name, program, advice } = parts[what];
  const pinned = inRoot(`tools/toolchain/${what}`);
  const { packages } = readJson(path.join(pinned, 'package-lock.json'));
  const version = packages[`node_modules/${name}`]?.version;
  if (version === undefined) {
    const [wanted] = Object.values(packages[''].optionalDependencies);
    if (what === 'pnpm' && isGiven(what, wanted)) return;
    throw new Error(`${what} ${wanted}: ${name} ontbreekt / is missing: ${advice}${wanted}`);
  }
  const dir = installed(what);
  const inside = path.join(dir, 'node_modules', name);
  const isThere = versionIn(path.join(inside, 'package.json')) === version;
  if (isThere && existsSync(linked(what))) return;
  mkdirSync(dir, { recursive: true });
  for (const file of ['package.json', 'package-lock.json'])
    copyFileSync(path.join(pinned, file), path.join(dir, file));
  await step(`Gereedschap ophalen / fetching ${what} ${version}`, 'npm', [
    'ci',
    '--ignore-scripts',
    '--include=optional',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    '--prefix',
    dir,
  ]);
  // a package for one kind of machine is optional to npm: it says nothing when it did not come
  if (!existsSync(path.join(inside, program))) {
    throw new Error(
      `${name} ${version} kwam niet mee: bereikt npm zijn register? (npm ping) / ` +
        'did not come: does npm reach its registry?',
    );
  }
  link(path.join(inside, program), linked(what));
};

/** Brings what is missing of Node and pnpm; `step` runs a program and says what it does. */
export const ensureToolchain = async (step) => {
  if (!recentNode) await ensurePart('node', step);
  await ensurePart('pnpm', step);
};
