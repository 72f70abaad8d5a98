import { spawnSync } from 'node:child_process';
import { root } from './files.ts';

// Asks a registry which known holes the lockfile has. Nothing found and nothing asked are two
// things: a registry that has no such list is "not checked", with an exit code of its own.
const NOT_CHECKED = 2;
const registry = process.argv[2];

const { stdout, stderr } = spawnSync(
  'pnpm',
  ['audit', '--json', ...(registry === undefined ? [] : [`--registry=${registry}`])],
  { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
);

type Audit = { metadata?: { vulnerabilities?: Record<string, number> } };
const found = ((): Record<string, number> | undefined => {
  try {
    return (JSON.parse(stdout) as Audit).metadata?.vulnerabilities;
  } catch {
    // what it said instead is printed below
    return undefined;
  }
})();

if (found === undefined) {
  const why = `${stderr}${stdout}`.trim().split('\n').slice(0, 6).join('\n');
  process.stdout.write(`known holes: NOT CHECKED, the registry did not tell\n${why}\n`);
  process.exit(NOT_CHECKED);
}
const count = Object.values(found).reduce((sum, n) => sum + n, 0);
process.stdout.write(`known holes: ${count} ${JSON.stringify(found)}\n`);
if (count > 0) process.stdout.write('which, and what mends them: pnpm audit\n');
process.exit(count > 0 ? 1 : 0);
