import { execFile, execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { root } from '../src/files.ts';
import {
  composeViolations,
  installScriptViolations,
  licenceViolations,
  sbomViolations,
  toolchainViolations,
  treeViolations,
  type Sbom,
} from '../src/supply.ts';

// S20: what is fetched is pinned, known and licensed.
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const pnpm = (...words: string[]): string =>
  execFileSync('pnpm', words, { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
const lockfile = read('pnpm-lock.yaml');
const workspace = read('pnpm-workspace.yaml');

describe('S20: the bill of materials is the lockfile', () => {
  const sbom = JSON.parse(pnpm('--silent', 'run', 'sbom')) as Sbom;
  test('in the checkout, to the last package and its content', () => {
    expect(sbom.bomFormat).toBe('CycloneDX');
    expect(sbom.components.length).toBeGreaterThan(1_000);
    expect(sbomViolations(lockfile, sbom)).toEqual([]);
  });
  test('planted: one left out, one too many, one with another content', () => {
    const [one, ...rest] = sbom.components.filter(({ purl }) => !purl.includes('%40katrol'));
    expect(sbomViolations(lockfile, { ...sbom, components: rest })).toEqual([
      `${one?.purl} is not in the SBOM`,
    ]);
    const more = [...sbom.components, { purl: 'pkg:npm/left-pad@1.0.0' }];
    expect(sbomViolations(lockfile, { ...sbom, components: more })).toEqual([
      'pkg:npm/left-pad@1.0.0 is not in the lockfile',
    ]);
    const other = [...rest, { purl: one?.purl ?? '' }];
    expect(sbomViolations(lockfile, { ...sbom, components: other })).toEqual([
      `${one?.purl} has another content in the SBOM`,
    ]);
  });
});

describe('S20: at most three install scripts run, each with its reason', () => {
  test('in the checkout', () => expect(installScriptViolations(workspace)).toEqual([]));
  test('planted: a fourth, and one without a reason', () => {
    const more = ['a', 'b', 'c'].map((name) => `  # for ${name}\n  ${name}: true\n`).join('');
    const planted = workspace.replace('allowBuilds:\n', `allowBuilds:\n${more}`);
    expect(installScriptViolations(planted)).toEqual([
      expect.stringMatching(/^4 install scripts run: /),
    ]);
    const silent = workspace.replace('allowBuilds:\n', 'allowBuilds:\n  d: true\n');
    expect(installScriptViolations(silent)).toEqual(['d runs, and not why']);
  });
});

describe('S20: elliptic is nowhere in the tree', () => {
  test('in the checkout', () => expect(treeViolations(lockfile)).toEqual([]));
  test('planted', () =>
    expect(treeViolations(`packages:\n  'elliptic@6.6.1':\n    resolution: {}\n`)).toEqual([
      'elliptic is in the tree',
    ]));
});

describe('S20: the toolchain is pinned by lockfiles of its own', () => {
  const { packageManager } = JSON.parse(read('package.json')) as { packageManager: string };
  const lockOf = (name: string): string => read(`tools/toolchain/${name}/package-lock.json`);
  test('in the checkout: no script, no registry, one version, the one that is asked', () => {
    const [, version = ''] = packageManager.split('@');
    expect(toolchainViolations('pnpm', lockOf('pnpm'), version)).toEqual([]);
    const asked = JSON.parse(read('tools/toolchain/node/package.json')) as {
      optionalDependencies: Record<string, string>;
    };
    const [node = ''] = Object.values(asked.optionalDependencies);
    expect(node).toMatch(/^24\.\d+\.\d+$/);
    expect(toolchainViolations('node', lockOf('node'), node)).toEqual([]);
  });
  test('planted: a range, a script, a registry, no content', () => {
    const planted = {
      packages: {
        '': { optionalDependencies: { x: '^1.0.0' } },
        'node_modules/x': { version: '1.0.1', hasInstallScript: true, resolved: 'https://r/x' },
      },
    };
    expect(toolchainViolations('node', JSON.stringify(planted), '1.0.0')).toHaveLength(5);
  });
});

describe('S20: every licence was looked at', () => {
  test('in the checkout', () =>
    expect(
      licenceViolations(JSON.parse(pnpm('--silent', 'run', 'licences', '--json')) as never),
    ).toEqual([]));
  test('planted', () =>
    expect(
      licenceViolations({
        '(MIT OR Apache-2.0)': [{ name: 'fine' }],
        'MIT AND SSPL-1.0': [{ name: 'x' }],
        Unknown: [{ name: 'y' }],
      }),
    ).toEqual(['MIT AND SSPL-1.0: x', 'Unknown: y']));
});

describe('the Compose file holds no secret, and its images can be set to a digest', () => {
  const compose = read('deploy/compose.yaml');
  test('in the checkout', () => expect(composeViolations(compose)).toEqual([]));
  test('planted', () => {
    const planted = compose
      .replace('${KATROL_IMAGE_POSTGRES:-postgres:18}', 'postgres:18')
      .replace(/\$\{KATROL_KEYCLOAK_SECRET:\?[^}]+\}/, '${KATROL_KEYCLOAK_SECRET:-easy}');
    expect(composeViolations(planted)).toEqual([
      expect.stringContaining(':-easy'),
      'postgres cannot be set to a digest: postgres:18',
    ]);
  });
});

describe('known holes: none found and not asked are two answers', () => {
  const asked = async (status: number, body: object) => {
    const server = createServer((_, response) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const words = [path.join(root, 'tools/check/src/holes.ts'), `http://127.0.0.1:${port}/`];
    return await new Promise<{ code: unknown; said: string }>((resolve) => {
      const node = ['--disable-warning=ExperimentalWarning', ...words];
      execFile(process.execPath, node, { cwd: root }, (error, said) =>
        resolve({ code: error?.code ?? 0, said }),
      );
    }).finally(() => server.close());
  };
  test('a registry without such a list: not checked, never none', async () => {
    const { code, said } = await asked(405, {});
    expect([code, said]).toEqual([2, expect.stringContaining('NOT CHECKED')]);
    expect(said).not.toMatch(/holes: 0/);
  });
  test('a registry that knows of none', async () => {
    const { code, said } = await asked(200, {});
    expect([code, said]).toEqual([0, expect.stringContaining('known holes: 0')]);
  });
});
