import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openScratch, type Scratch } from '../src/scratch.ts';

// The testkit's sample becomes a service of the platform in a copy of the checkout: its folder, its
// proto, its row and its name. Nothing else is touched.
const MINUTES = 60_000;
const SAMPLE = 'services/sample';
const REGISTRY = 'packages/registry/src/index.ts';
const ROW = `  { folder: 'sample', contract: SampleService },\n`;
const IMPORT = `import { SampleService } from '@katrol/proto/katrol/sample/v1/service_pb';\n`;
const NAMES = { nl: 'Prikbord', fr: 'Tableau', en: 'Board' };
const textOf = (language: string) => `services/portal/src/i18n/${language}/operator.json`;

let scratch: Scratch;
const well = ({ code, said }: ReturnType<Scratch['run']>) =>
  expect([code, said]).toEqual([0, said]);
const rule = (name: string) =>
  scratch.run('tools/check', 'pnpm', 'run', 'check', 'rules.test.ts', '-t', name);
const suite = (name: string, ...words: string[]) =>
  scratch.run(SAMPLE, 'pnpm', 'run', 'test', name, ...words);

beforeAll(() => {
  scratch = openScratch();
  scratch.copy('packages/testkit/sample', SAMPLE);
  scratch.copy(`${SAMPLE}/proto/katrol/sample`, 'proto/katrol/sample');
  scratch.edit('buf.yaml', /.*the testkit's sample.*\n.*\n/, '');
  const installed = scratch.run(
    '.',
    'pnpm',
    'install',
    '--prefer-offline',
    '--no-frozen-lockfile',
    '--reporter=append-only',
  );
  well(installed);
  well(scratch.run('proto', 'pnpm', 'run', 'generate'));
  well(scratch.run(SAMPLE, 'pnpm', 'run', 'generate'));
}, 3 * MINUTES);
afterAll(() => scratch.remove());

describe('a folder without a row', () => {
  test('is named by the check', () => {
    const { code, said } = rule('every service has its row');
    expect([code, said]).toEqual([
      1,
      expect.stringContaining('services/sample has no row in packages/registry'),
    ]);
  });

  test('does not start', () =>
    expect(() =>
      scratch.ask(
        'packages/platform',
        `import { presentServices } from './src/consortium.ts';\npresentServices('../..');`,
      ),
    ).toThrow('no row in packages/registry for services/sample'));
});

describe('with its row and its name', () => {
  beforeAll(() => {
    scratch.edit(REGISTRY, 'import type { DescService }', `${IMPORT}import type { DescService }`);
    scratch.edit(REGISTRY, /^] as const/m, `${ROW}] as const`);
    for (const [language, name] of Object.entries(NAMES)) {
      scratch.edit(textOf(language), '"service": {', `"service": {\n    "sample": "${name}",`);
    }
  });

  test(
    'it keeps to every rule, imports included, and its tables are written',
    () => {
      well(scratch.run('tools/check', 'pnpm', 'run', 'write'));
      const { code, said } = scratch.run('tools/check', 'pnpm', 'run', 'check', 'rules.test.ts');
      expect(code ? said.slice(-9000) : '').toBe('');
      scratch.edit(`${SAMPLE}/src/domain/notice.ts`, /^/, `import '../store/notices.ts';\n`);
      expect(rule('imports go one way').said).toContain('domain may not import store');
      scratch.edit(`${SAMPLE}/src/domain/notice.ts`, `import '../store/notices.ts';\n`, '');
    },
    MINUTES,
  );

  test(
    'it starts with the platform and is reached through the door',
    () => {
      const said = scratch.ask(
        'tools/e2e',
        `import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
       import { SampleService } from '@katrol/proto/katrol/sample/v1/service_pb';
       import { startPlatform } from './src/platform.ts';
       import { callAs } from './src/portal-client.ts';
       const platform = await startPlatform();
       try {
         const operator = await callAs(platform.url, 'hilde.quintelier');
         const code = 'oostende';
         const branch = { code, name: 'Oostende', validFrom: '2020-01-01', anchorName: 'Lien' };
         const opened = { branch, preset: 'de-katrol' };
         await operator(IntakeService, 'openBranch', opened, 'open-branch-oostende');
         const marieke = await callAs(platform.url, 'marieke.vanhoutte');
         const pinned = await marieke(SampleService, 'keepNotice', {
           notice: { board: { branchCode: code }, text: 'Lokaal 2 is vrij', audience: 'tutors' },
         });
         console.log('pinned', pinned.text);
       } finally {
         await platform.stop();
       }`,
      );
      expect(said).toContain('pinned Lokaal 2 is vrij');
    },
    2 * MINUTES,
  );

  test(
    'its rights stand in the access matrix once they are reviewed',
    () => {
      expect(suite('access.test.ts').code).toBe(1);
      const read = `import { readFileSync } from 'node:fs';
      console.log(readFileSync('docs/privacy/access-matrix.md', 'utf8').split('\\n')
        .filter((line) => line.includes('KeepNotice')).join('\\n'));`;
      expect(scratch.ask('.', read).trim()).toBe('');
      const written = scratch.run(
        SAMPLE,
        'env',
        'KATROL_WRITE_MATRIX=1',
        'pnpm',
        'run',
        'test',
        'access.test.ts',
      );
      well(written);
      expect(scratch.ask('.', read)).toContain('| KeepNotice | sign in | does |');
    },
    3 * MINUTES,
  );

  test(
    'the canary and the fuzz ask every RPC of it',
    () => {
      const canary = scratch.ask(
        'tools/telemetry',
        `import { canaryRequests } from './src/canaries.ts';
       console.log(canaryRequests('oostende').asked.map(({ rpc }) => rpc).join('\\n'));`,
      );
      const fuzz = scratch.ask(
        'tools/e2e',
        `import { atTheDoor } from './src/fuzz.ts';\nconsole.log(
         atTheDoor.flatMap((s) => s.methods.map((m) => s.typeName + '/' + m.name)).join('\\n'));`,
      );
      for (const asked of [canary, fuzz])
        for (const rpc of ['KeepNotice', 'ListNotices', 'TidyBoard', 'ShowBoard'])
          expect(asked).toContain(`katrol.sample.v1.SampleService/${rpc}`);
    },
    MINUTES,
  );

  describe('without one of its pieces, a check names it', () => {
    test('the row', () => {
      const back = scratch.edit(REGISTRY, ROW, '');
      expect(rule('every service has its row').said).toContain(
        'services/sample has no row in packages/registry',
      );
      back();
    });

    test('the name in one language', () => {
      const back = scratch.edit(textOf('fr'), `    "sample": "${NAMES.fr}",\n`, '');
      expect(rule('every service has its row').said).toContain(
        'fr has no name for services/sample',
      );
      back();
    });

    test('whose it is, in the proto', () => {
      const back = scratch.edit(
        'proto/katrol/sample/v1/messages.proto',
        'message TidyBoardRequest {\n  string branch_code = 1 [(common.v1.scope) = SCOPE_BRANCH];',
        'message TidyBoardRequest {\n  string branch_code = 1 [(common.v1.rule).form = FORM_WORD];',
      );
      expect(rule('what the contract says').said).toContain(
        'SampleService.TidyBoard names no scope and does not say so',
      );
      back();
    });

    test(
      'the policy of a table',
      () => {
        const back = scratch.edit(
          `${SAMPLE}/prisma/migrations/0101_sample/migration.sql`,
          /create policy own_branch .*\n/,
          '',
        );
        const { code, said } = suite('conformance.test.ts', '-t', 'row-level security');
        expect([code, said]).toEqual([1, expect.stringContaining('notice')]);
        back();
      },
      MINUTES,
    );
  });
});
