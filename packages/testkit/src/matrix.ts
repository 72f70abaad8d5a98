import { readFileSync, writeFileSync } from 'node:fs';
import { matrixFile, writesMatrix } from './config.ts';

export const tableOf = (head: string[], rows: string[][]): string =>
  [head, head.map(() => '---'), ...rows].map((r) => `| ${r.join(' | ')} |`).join('\n');

/**
 * The table of that name as it was reviewed; with KATROL_WRITE_MATRIX=1 it becomes what was found.
 */
export function reviewed(name: string, found: string): string {
  if (writesMatrix()) keep(name, found);
  return section(name);
}

const marks = (name: string): [string, string] => [`<!-- access: ${name} -->\n`, '\n<!-- end -->'];

function section(name: string): string {
  const text = readFileSync(matrixFile(), 'utf8');
  const [from, until] = marks(name);
  const start = text.indexOf(from);
  return start < 0 ? '' : text.slice(start + from.length, text.indexOf(until, start));
}

function keep(name: string, found: string): void {
  const text = readFileSync(matrixFile(), 'utf8');
  const [from, until] = marks(name);
  const start = text.indexOf(from);
  const next =
    start < 0
      ? `${text.trimEnd()}\n\n## ${name}\n\n${from}${found}${until}\n`
      : text.slice(0, start + from.length) + found + text.slice(text.indexOf(until, start));
  writeFileSync(matrixFile(), next);
}
