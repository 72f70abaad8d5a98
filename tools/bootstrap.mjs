// Runs on any Node from 20 on, before anything is installed: `npm start`, `npm test`, `npm run
// bench`, `npm run test:faults`, `npm run test:mutation`, `npm run attack`, `npm run reconcile`,
// `npm run images`.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import path from 'node:path';
import { checkPlace, checkWritable, inRoot, root, windows } from './toolchain/place.mjs';
import { ensureToolchain, node, toolchainBin } from './toolchain/tools.mjs';

const children = new Set();
let stopped = false;

const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1).replace('.', ',')} s`;

const ofThisRun = [
  /^npm_(package|lifecycle)_/i,
  /^npm_(command|execpath|node_execpath)$/i,
  /^npm_config_(prefix|local_prefix|global_prefix|user_agent)$/i,
];

/** What npm says about this run would confuse an npm or pnpm that is started from it. */
const environment = () => {
  const env = { ...process.env };
  for (const name of Object.keys(env)) {
    if (ofThisRun.some((one) => one.test(name))) delete env[name];
  }
  const bins = [path.dirname(node), toolchainBin, inRoot('node_modules/.bin')];
  return {
    ...env,
    PATH: [...bins, env.PATH].join(path.delimiter),
    // prisma only wants this file to exist: migrations are applied by the engine as WebAssembly
    PRISMA_SCHEMA_ENGINE_BINARY: inRoot('package.json'),
    CHECKPOINT_DISABLE: '1',
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
    TURBO_TELEMETRY_DISABLED: '1',
    DO_NOT_TRACK: '1',
    TURBO_UI: 'stream',
    pnpm_config_pm_on_fail: 'ignore',
  };
};

/** Runs a program to its end; resolves with its exit code, 128 + n for a signal. */
const run = (command, args, stdio, onOutput) =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      env: environment(),
      stdio,
      shell: windows && !path.isAbsolute(command),
    });
    children.add(child);
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk) => onOutput?.(String(chunk)));
    child.once('error', reject);
    child.once('close', (code, signal) => {
      children.delete(child);
      resolve(code ?? 128 + (constants.signals[signal] ?? 1));
    });
  });

/**
 * Does one long step: says so at once, says it is still busy every few seconds, shows the output
 * only when it fails.
 */
const step = async (what, command, args) => {
  checkWritable(what);
  const startedAt = performance.now();
  let output = '';
  process.stdout.write(`${what} ...\n`);
  const busy = setInterval(
    () => process.stdout.write(`  nog bezig / still busy (${seconds(startedAt)})\n`),
    5_000,
  );
  const code = await run(
    command,
    args,
    ['ignore', 'pipe', 'pipe'],
    (text) => (output += text),
  ).finally(() => clearInterval(busy));
  if (stopped) process.exit(code || 130);
  if (code !== 0) {
    process.stdout.write(`${output}\n${what}: mislukt / failed (code ${code})\n`);
    process.exit(code);
  }
  process.stdout.write(`${what}: klaar / done (${seconds(startedAt)})\n`);
};

const digest = (texts) => {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(text).update('\0');
  return hash.digest('hex');
};

/** Answers whether a step is due, by the mark that its last success left. */
const isMarked = (file, mark) => existsSync(file) && readFileSync(file, 'utf8') === mark;

const ensureInstalled = async () => {
  const mark = digest([
    readFileSync(inRoot('pnpm-lock.yaml'), 'utf8'),
    process.platform,
    process.arch,
  ]);
  const file = inRoot('node_modules/.katrol-installed');
  if (isMarked(file, mark)) return;
  await step('Onderdelen installeren / installing packages', 'pnpm', [
    'install',
    '--frozen-lockfile',
    '--reporter=append-only',
  ]);
  writeFileSync(file, mark);
};

const skipped = new Set(['node_modules', 'gen', 'dist', 'client', '.turbo', 'migrations']);

/**
 * Path, size and time of every file under a folder (or of the file itself): cheap, and right for
 * what people edit.
 */
const fingerprint = (file) => {
  if (!existsSync(file)) return [];
  const found = statSync(file);
  if (!found.isDirectory()) return [`${path.relative(root, file)} ${found.size} ${found.mtimeMs}`];
  return readdirSync(file)
    .filter((name) => !skipped.has(name))
    .sort()
    .flatMap((name) => fingerprint(path.join(file, name)));
};

const ensureBuilt = async () => {
  const services = readdirSync(inRoot('services')).map((name) => `services/${name}`);
  const schemas = [...services, 'tools/faults', 'packages/testkit/sample']
    .map((folder) => `${folder}/prisma`)
    .filter((folder) => existsSync(inRoot(`${folder}/schema.prisma`)));
  const inputs = ['proto', 'pnpm-lock.yaml', 'turbo.json', ...schemas, 'services/portal'];
  // a schema may be there for its migrations alone
  const clients = schemas.filter((folder) =>
    readFileSync(inRoot(`${folder}/schema.prisma`), 'utf8').includes('generator client'),
  );
  const outputs = ['proto/gen', ...clients.map((folder) => `${folder}/client`)];
  if (existsSync(inRoot('services/portal/index.html')))
    outputs.push('services/portal/dist/index.html');
  const mark = digest(inputs.map(inRoot).flatMap(fingerprint));
  const file = inRoot('.katrol/built');
  if (isMarked(file, mark) && outputs.every((output) => existsSync(inRoot(output)))) return;
  await step('Code en portaal maken / generating code, building the portal', 'pnpm', [
    'exec',
    'turbo',
    'run',
    'generate',
    'build',
  ]);
  // what was edited while it was building is seen next time
  writeFileSync(file, mark);
};

const prepare = async () => {
  checkPlace();
  await ensureToolchain(step);
  await ensureInstalled();
};

// the same for what is started as for what that starts
const nodeFlags = () =>
  JSON.parse(readFileSync(inRoot('packages/platform/node-flags.json'), 'utf8'));

/** Runs a TypeScript program of the checkout; the channel tells it when this process is gone. */
const runProgram = (file, args) => {
  const program = inRoot(file);
  if (!existsSync(program)) {
    process.stdout.write(`${file} bestaat niet / does not exist\n`);
    return Promise.resolve(1);
  }
  return run(node, [...nodeFlags(), program, ...args], ['inherit', 'inherit', 'inherit', 'ipc']);
};

const prepared = (file) => async (args) => {
  await prepare();
  await ensureBuilt();
  return runProgram(file, args);
};

const start = prepared('packages/platform/src/start.ts');
const bench = prepared('tools/bench/src/main.ts');
const faults = prepared('tools/faults/src/main.ts');
const mutation = prepared('tools/mutation/src/main.ts');
const attack = prepared('tools/figures/src/attack.ts');
const reconcile = prepared('tools/figures/src/reconcile-all.ts');
const images = prepared('tools/charts/src/images-main.ts');

const turbo = async (verbs) => {
  await prepare();
  return run('pnpm', ['exec', 'turbo', 'run', ...verbs], 'inherit');
};

// what watches the clock runs by itself; the others wait more than they work
const ALONE = ['@katrol/faults', '@katrol/telemetry-check'];

const suites = (tasks, concurrency, filters, args) => [
  'exec',
  'turbo',
  'run',
  ...tasks,
  `--concurrency=${concurrency}`,
  '--continue',
  '--output-logs=new-only',
  ...filters.map((one) => `--filter=${one}`),
  ...args,
];

const test = async (args) => {
  await prepare();
  await ensureBuilt();
  const others = ALONE.map((name) => `!${name}`);
  const parts = [
    [
      'types, regels en tests / types, rules and tests',
      suites(['typecheck', 'check', 'test'], 2, others, args),
    ],
    ['onder vuur / under fire', suites(['typecheck', 'test'], 1, ALONE, args)],
    ['lint', ['run', '--silent', 'lint']],
  ];
  const summary = [];
  for (const [name, command] of parts) {
    const startedAt = performance.now();
    const code = await run('pnpm', command, 'inherit');
    if (stopped) return code || 130;
    summary.push({ name, code, time: seconds(startedAt) });
  }
  process.stdout.write('\n');
  for (const { name, code, time } of summary)
    process.stdout.write(`${code === 0 ? 'goed / ok    ' : 'FOUT / FAILED'}  ${name} (${time})\n`);
  return summary.find(({ code }) => code !== 0)?.code ?? 0;
};

const onSignal = (signal) => {
  stopped = true;
  if (children.size === 0) process.exit(128 + constants.signals[signal]);
  for (const child of children) child.kill(signal);
};
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, onSignal);

// npm hands a signal to its shell and the shell to nobody: when the parent is gone, this is over
// too.
const parent = process.ppid;
setInterval(() => process.ppid !== parent && !stopped && onSignal('SIGTERM'), 500).unref();

const verbs = { start, test, bench, faults, mutation, attack, reconcile, images, turbo };
const [verb = '', ...args] = process.argv.slice(2);
if (!Object.hasOwn(verbs, verb)) {
  process.stdout.write(`usage: node tools/bootstrap.mjs ${Object.keys(verbs).join(' | ')}\n`);
  process.exit(2);
}
try {
  process.exitCode = await verbs[verb](args);
} catch (error) {
  process.stdout.write(`${error.message}\n`);
  process.exitCode = 1;
}
