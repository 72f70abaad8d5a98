import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { deployed } from '@katrol/registry';
import { root, sources } from './files.ts';

/** A copy of the checkout in which anything may be changed. */
export type Scratch = {
  /** Edits a file; `from` must stand in it. Gives what puts it back. */
  edit(file: string, from: string | RegExp, to: string): () => void;
  copy(from: string, to: string): void;
  /** Runs a program in a folder of it, and gives what it said; `code` 0 is well. */
  run(folder: string, command: string, ...words: string[]): { code: number; said: string };
  /** Runs a program of its own there, as a module, and gives what it wrote. */
  ask(folder: string, program: string): string;
  remove(): void;
};

/**
 * Copies the checkout, with what was generated for its databases, and makes it a repository of its
 * own, as the checks look for one.
 */
export function openScratch(): Scratch {
  const dir = mkdtempSync(path.join(tmpdir(), 'katrol-scratch-'));
  // the unprivileged user of the database runs what lies in it
  chmodSync(dir, 0o755);
  const at = (file: string): string => path.join(dir, file);
  for (const { path: file } of sources('')) {
    mkdirSync(path.dirname(at(file)), { recursive: true });
    cpSync(path.join(root, file), at(file));
  }
  for (const folder of [
    ...deployed.map((row) => `services/${row.folder}`),
    'packages/testkit/sample',
  ]) {
    const client = path.join(folder, 'prisma/client');
    if (existsSync(path.join(root, client)))
      cpSync(path.join(root, client), at(client), { recursive: true });
  }
  const run: Scratch['run'] = (folder, command, ...words) => {
    const { status, stdout, stderr } = spawnSync(command, words, {
      cwd: at(folder),
      encoding: 'utf8',
      // what this run says of itself is not for the programs of the copy
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    return { code: status ?? 1, said: stdout + stderr };
  };
  run('.', 'git', 'init', '-q');
  return {
    run,
    edit: (file, from, to) => {
      const before = readFileSync(at(file), 'utf8');
      const after = before.replace(from, to);
      if (after === before) throw new Error(`${file} does not hold ${String(from)}`);
      writeFileSync(at(file), after);
      return () => writeFileSync(at(file), before);
    },
    copy: (from, to) => cpSync(at(from), at(to), { recursive: true }),
    ask: (folder, program) => {
      const file = path.join(folder, 'asked.ts');
      writeFileSync(at(file), program);
      const { code, said } = run(
        folder,
        process.execPath,
        '--disable-warning=ExperimentalWarning',
        'asked.ts',
      );
      rmSync(at(file));
      if (code !== 0) throw new Error(said);
      return said;
    },
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}
