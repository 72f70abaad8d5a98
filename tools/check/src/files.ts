import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export type SourceFile = { path: string; text: string };
/** What is wrong, where: "path:line what". */
export type Violation = string;

export const root = path.resolve(fileURLToPath(import.meta.url), '../../../..');

/** Every file of the checkout that git knows or would take, with the endings asked for. */
export function sources(...endings: string[]): SourceFile[] {
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return listed
    .split('\n')
    .filter((p) => p !== '' && endings.some((e) => p.endsWith(e)) && existsSync(path.join(root, p)))
    .map((p) => ({ path: p, text: readFileSync(path.join(root, p), 'utf8') }));
}
