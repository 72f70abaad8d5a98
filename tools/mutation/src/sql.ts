import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '@katrol/check/files';
import { openScratch, type Scratch } from '@katrol/check/scratch';
import { replacements, type Replacement } from './replacements.ts';
import type { Mutant } from './stryker.ts';

const folderOf = ({ service }: Replacement): string => `services/${service}`;
const fileOf = (one: Replacement): string => `${folderOf(one)}/${one.file}`;

/** A rule that was said otherwise since is judged by nothing: all of them are named at once. */
function expectThere(): void {
  const gone = replacements.filter(
    (one) => !readFileSync(path.join(root, fileOf(one)), 'utf8').includes(one.from),
  );
  if (gone.length === 0) return;
  const named = gone.map((one) => `${one.name}: ${fileOf(one)} does not hold ${one.from}`);
  throw new Error(named.join('\n'));
}

const judged = (scratch: Scratch, one: Replacement): { code: number; said: string } =>
  scratch.run(folderOf(one), 'pnpm', 'run', 'test', one.tests);

/** What is red without any change sees every change. */
function expectGreen(scratch: Scratch): void {
  const suites = new Map(replacements.map((one) => [`${one.service} ${one.tests}`, one]));
  for (const [suite, one] of suites) {
    const { code, said } = judged(scratch, one);
    if (code !== 0) throw new Error(`${suite} is red before anything is changed:\n${said}`);
  }
}

/** Every rule in SQL, in a copy of the checkout. */
export function inSql(say: (line: string) => void): Mutant[] {
  expectThere();
  const scratch = openScratch();
  try {
    const installed = scratch.run('.', 'pnpm', 'install', '--frozen-lockfile', '--prefer-offline');
    if (installed.code !== 0) throw new Error(installed.said);
    scratch.run('proto', 'pnpm', 'run', 'generate');
    expectGreen(scratch);
    return replacements.map((one) => {
      const back = scratch.edit(fileOf(one), one.from, one.to);
      const killed = judged(scratch, one).code !== 0;
      back();
      say(`${killed ? 'killed' : 'survived'}: ${one.service} ${one.name}`);
      return { file: `${one.service}/${one.file}`, at: 'sql', change: one.name, killed };
    });
  } finally {
    scratch.remove();
  }
}
