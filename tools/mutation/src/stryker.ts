import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from '@katrol/check/files';

/** One change to the code, and whether a test saw it. Lines and columns begin at 1. */
export type Mutant = { file: string; at: string; change: string; killed: boolean };

type Place = { line: number; column: number };
type Reported = {
  mutatorName: string;
  replacement?: string;
  status: string;
  location: { start: Place; end: Place };
};
type Report = { files: Record<string, { mutants: Reported[] }> };
/** Which tests judge, and what they judge: files, or places in them. */
type Trial = { name: string; service: string; tests: object; mutate: string[]; database: boolean };

// what a first run found is taken over by the next one, so that it goes on where it ended
const kept = path.join(root, '.katrol/mutation');
const require = createRequire(import.meta.url);
const STRYKER = require
  .resolve('@stryker-mutator/core/package.json')
  .replace('package.json', 'bin/stryker.js');
const RUNNER = fileURLToPath(import.meta.resolve('@stryker-mutator/jest-runner'));

/** Runs Stryker over a service and gives every mutant that it made. */
export function mutants(trial: Trial): Mutant[] {
  const { service, name } = trial;
  mkdirSync(kept, { recursive: true });
  const file = (kind: string): string => path.join(kept, `${service}-${name}.${kind}.json`);
  writeFileSync(
    file('settings'),
    JSON.stringify({
      packageManager: 'pnpm',
      plugins: [RUNNER],
      testRunner: 'jest',
      testRunnerNodeArgs: ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
      jest: {
        projectType: 'custom',
        configFile: 'jest.config.js',
        enableFindRelatedTests: false,
        config: trial.tests,
      },
      coverageAnalysis: 'perTest',
      mutate: trial.mutate,
      // what a person reads is no rule
      mutator: { excludedMutations: ['StringLiteral'] },
      concurrency: 2,
      // what is only made as a module is read: a table that is empty is seen by every test
      ignoreStatic: true,
      timeoutMS: 20_000,
      // TypeScript 7 has not what Stryker asks of it; types are stripped
      tsconfigFile: 'none',
      tempDirName: path.join(kept, `${service}-${name}`),
      incremental: true,
      incrementalFile: file('incremental'),
      reporters: ['json'],
      jsonReporter: { fileName: file('report') },
      allowConsoleColors: false,
    }),
  );
  const words = ['run', file('settings')];
  const around = path.join(root, 'packages/testkit/src/run-jest.ts');
  const started = trial.database ? [around, `--program=${STRYKER}`] : [STRYKER];
  const { status } = spawnSync(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', ...started, ...words],
    {
      cwd: path.join(root, 'services', service),
      stdio: 'inherit',
      env: { ...process.env, NODE_PATH: path.join(root, 'node_modules/.pnpm/node_modules') },
    },
  );
  if (status !== 0 || !existsSync(file('report'))) throw new Error(`${service} ${name} failed`);
  return mutantsOf(JSON.parse(readFileSync(file('report'), 'utf8')) as Report);
}

const KILLED = ['Killed', 'Timeout'];
const LEFT_OUT = ['Ignored', 'CompileError', 'RuntimeError'];

const mutantsOf = ({ files }: Report): Mutant[] =>
  Object.entries(files).flatMap(([file, { mutants: all }]) =>
    all
      .filter(({ status }) => !LEFT_OUT.includes(status))
      .map(({ mutatorName, replacement = '', status, location: { start, end } }) => ({
        file,
        at: `${start.line}:${start.column}-${end.line}:${end.column}`,
        change: `${mutatorName}: ${replacement.replaceAll(/\s+/g, ' ').slice(0, 80)}`,
        killed: KILLED.includes(status),
      })),
  );

/** A mutant's place as Stryker takes it: there, columns begin at 0. */
export function placeOf({ file, at }: Mutant): string {
  const [start = '', end = ''] = at.split('-');
  const earlier = (place: string): string => {
    const [line = '1', column = '1'] = place.split(':');
    return `${line}:${Number(column) - 1}`;
  };
  return `${file}:${earlier(start)}-${earlier(end)}`;
}
