import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { deployed } from '@katrol/registry';
import { describe, expect, test } from '@jest/globals';
import { architectureTables, withTables } from '../src/architecture.ts';
import { columnViolations, dataTable, dataViolations, tablesOf } from '../src/data-map.ts';
import {
  compile,
  eventViolations,
  ruleViolations,
  scopeViolations,
  type Compiled,
} from '../src/contract.ts';
import { root, sources, type SourceFile } from '../src/files.ts';
import { reachViolations, serviceViolations, sqlViolations } from '../src/house.ts';
import { circles, importViolations } from '../src/imports.ts';
import { folderViolations, testViolations } from '../src/names.ts';
import { languagesIn, languageViolations, refusalReasons, textViolations } from '../src/texts.ts';

// Each rule: nothing in the checkout breaks it, and a planted violation does.
const planted = (at: string, text: string): SourceFile[] => [{ path: at, text }];

describe('imports go one way', () => {
  test('in the checkout', () => expect(importViolations(sources('.ts', '.tsx'))).toEqual([]));
  test.each([
    ['services/intake/src/domain/x.ts', `import { listPage } from '@katrol/store';`],
    ['services/intake/src/domain/x.ts', `import { loadFamily } from '../store/families.ts';`],
    ['services/intake/src/domain/x.ts', `export * from '../store/families.ts';`],
    ['services/intake/src/domain/x.ts', `const late = await import('../store/families.ts');`],
    ['services/intake/src/store/x.ts', `import { table } from '../rpc.ts';`],
    ['services/intake/src/operations/x.ts', `import { familyIn } from '../wire/family.ts';`],
    ['services/intake/src/operations/x.ts', `import type { In } from '../wire/family.ts';`],
    ['services/intake/src/operations/x.ts', `import { serve } from '@katrol/rpc';`],
    ['services/intake/src/wire/x.ts', `import { keepFamily } from '../store/families.ts';`],
    ['services/intake/src/wire/x.ts', `import { listPage } from '@katrol/store';`],
    [
      'services/intake/src/operations/x.ts',
      `import { FamilySchema } from '@katrol/proto/katrol/intake/v1/messages_pb';`,
    ],
    [
      'services/intake/src/rpc.ts',
      `import { startMatching } from '../../matching/src/service.ts';`,
    ],
    ['services/matching/src/operations/x.ts', `import { x } from '@katrol/intake';`],
    ['packages/store/src/x.ts', `import { serve } from '@katrol/rpc';`],
    ['packages/registry/src/x.ts', `import type { Store } from '@katrol/store';`],
    ['services/portal/src/features/tutor/x.tsx', `import { X } from '../families/page.tsx';`],
    ['services/portal/src/ui/x.tsx', `import { X } from '../features/tutor/index.ts';`],
    ['services/portal/src/app/x.tsx', `import { Refusal } from '@katrol/runtime';`],
  ])('planted in %s: %s', (at, text) =>
    expect(importViolations(planted(at, text))).not.toEqual([]),
  );
  test.each([
    ['services/intake/src/wire/x.ts', `import type { Row } from '../store/families.ts';`],
    ['services/intake/src/wire/x.ts', `import { readLines } from '@katrol/store';`],
    ['services/intake/src/domain/x.ts', `// import { x } from '@katrol/store';`],
  ])('allowed in %s: %s', (at, text) => expect(importViolations(planted(at, text))).toEqual([]));
});

describe('no module needs one that needs it', () => {
  test('in the checkout', () => expect(circles(sources('.ts', '.tsx'))).toEqual([]));
  test('planted: by a value, by a type and by a re-export', () =>
    expect(
      circles([
        { path: 'packages/x/src/a.ts', text: `import { b } from './b.ts';` },
        { path: 'packages/x/src/b.ts', text: `import type { C } from './c.ts';` },
        { path: 'packages/x/src/c.ts', text: `export { a } from './a.ts';` },
      ]),
    ).toEqual([
      'packages/x/src/a.ts -> packages/x/src/b.ts -> packages/x/src/c.ts -> packages/x/src/a.ts',
    ]));
});

describe('addresses to write to or to call are made in one place', () => {
  test('in the checkout', () => expect(reachViolations(sources('.ts', '.tsx'))).toEqual([]));
  test.each(['<a href={`mailto:${row.email}`}>', "location.href = 'tel:' + phone"])(
    'planted: %s',
    (text) =>
      expect(reachViolations(planted('services/portal/src/features/x/x.tsx', text))).toHaveLength(
        1,
      ),
  );
});

describe('only the store builds a statement out of text', () => {
  test('in the checkout', () => expect(sqlViolations(sources('.ts'))).toEqual([]));
  test('planted', () =>
    expect(
      sqlViolations(planted('services/intake/src/store/x.ts', `tx.$${'query'}RawUnsafe(text)`)),
    ).toHaveLength(1));
});

describe('folders are named after what they hide', () => {
  test('in the checkout', () => expect(folderViolations(sources(''))).toEqual([]));
  test.each([
    'services/intake/src/utils/x.ts',
    'packages/common/x.ts',
    'services/portal/src/lib/x.ts',
  ])('planted: %s', (at) => expect(folderViolations(planted(at, ''))).not.toEqual([]));
});

describe('tests prove what they say', () => {
  const tests = (): SourceFile[] =>
    sources('.test.ts').filter((f) => !f.path.startsWith('tools/check/'));
  test('in the checkout', () => expect(testViolations(tests())).toEqual([]));
  test.each([`jest.mock('pg')`, `test.skip('later', () => {})`, `describe.only('x', () => {})`])(
    'planted: %s',
    (text) => expect(testViolations(planted('x.test.ts', text))).not.toEqual([]),
  );
});

describe('no hard-coded text', () => {
  test('in the checkout', () => expect(textViolations(sources('.tsx'))).toEqual([]));
  test.each([
    `export const X = () => <p>Welkom</p>;`,
    `export const X = () => <input placeholder="Zoek een gezin" />;`,
  ])('planted: %s', (text) => expect(textViolations(planted('x.tsx', text))).not.toEqual([]));

  const i18n = path.join(root, 'services/portal/src/i18n');
  const texts = (): Record<string, Record<string, unknown>> =>
    Object.fromEntries(
      languagesIn(i18n).map((l) => [
        l,
        Object.fromEntries(
          readdirSync(path.join(i18n, l))
            .filter((f) => f.endsWith('.json'))
            .map((f) => [f, JSON.parse(readFileSync(path.join(i18n, l, f), 'utf8')) as unknown]),
        ),
      ]),
    );
  test('every text is there in Dutch, French and English', () =>
    expect(languageViolations(texts())).toEqual([]));
  test('every text that is printed for families is there in each of their languages', () => {
    const at = path.join(i18n, 'for-families');
    const languages = readdirSync(at)
      .filter((f) => f.endsWith('.json'))
      .map((f) => f.slice(0, -5));
    expect(languages).toEqual(
      expect.arrayContaining(['nl', 'fr', 'en', 'ar', 'tr', 'uk', 'pl', 'es', 'ro', 'fa']),
    );
    expect(
      languageViolations(
        Object.fromEntries(
          languages.map((l) => [
            l,
            { text: JSON.parse(readFileSync(path.join(at, `${l}.json`), 'utf8')) as unknown },
          ]),
        ),
      ),
    ).toEqual([]);
  });
  test('planted: a text that French lacks', () =>
    expect(
      languageViolations({ nl: { 'a.json': { x: '1', y: '2' } }, fr: { 'a.json': { x: '1' } } }),
    ).toEqual(['fr lacks a.json.y']));

  test('every reason that a service refuses with has its words', () => {
    const files = sources('.ts').filter(
      (f) =>
        /^(services|packages)\/.*\/src\//.test(f.path) &&
        !f.path.includes('/portal/') &&
        !f.path.endsWith('.test.ts'),
    );
    const reasons = refusalReasons(files);
    expect(reasons.length).toBeGreaterThan(30);
    const dutch = JSON.stringify(texts()['nl']);
    expect(reasons.filter((r) => !dutch.includes(`"${r}"`))).toEqual([]);
  });
  test('planted: a reason is found', () =>
    expect(
      refusalReasons(
        planted(
          'x.ts',
          `throw new Refusal('aborted', 'NEW_REASON'); c.that(false, 'x', 'OTHER_REASON')`,
        ),
      ),
    ).toEqual(['NEW_REASON', 'OTHER_REASON']));
});

describe('what the contract says', () => {
  const contract = compile();
  test('no event carries a personal field', () => expect(eventViolations(contract)).toEqual([]));
  test('every RPC and event says whose it is', () => expect(scopeViolations(contract)).toEqual([]));
  test('every text that is asked has a rule', () => expect(ruleViolations(contract)).toEqual([]));

  const rpc = (fields: string, more = '') =>
    `message AskRequest {\n${fields}\n}\nmessage AskResponse {}\n` +
    `service PlantedService {\n  rpc Ask(AskRequest) returns (AskResponse) {\n${more}\n}\n}\n`;
  const told = (field: string) =>
    `message Told {\n  option (katrol.common.v1.event) = true;\n` +
    `  option (katrol.common.v1.event_without_scope) = true;\n  ${field}\n}\n`;
  test.each<[string, (c: Compiled) => string[], string]>([
    [
      'is personal',
      eventViolations,
      told('string family_name = 1 [(katrol.common.v1.field_class) = FIELD_CLASS_PERSONAL];'),
    ],
    ['is not classed', eventViolations, told('string family_id = 1;')],
    [
      'names no scope and does not say so',
      scopeViolations,
      rpc('string id = 1 [(katrol.common.v1.rule).form = FORM_ID];'),
    ],
    [
      'names a scope and says that it has none',
      scopeViolations,
      rpc(
        'string branch_code = 1 [(katrol.common.v1.scope) = SCOPE_BRANCH];',
        'option (katrol.common.v1.no_scope) = true;',
      ),
    ],
    [
      'Inner.word has no rule',
      ruleViolations,
      `message Inner {\n  string word = 1;\n}\n${rpc('repeated Inner inner = 1;')}`,
    ],
  ])('planted: %s', (why, violations, text) => {
    const dir = mkdtempSync(path.join(tmpdir(), 'katrol-planted-'));
    try {
      for (const part of ['katrol', 'google', 'grpc']) {
        execFileSync('cp', ['-r', path.join(root, 'proto', part), dir]);
      }
      writeFileSync(path.join(dir, 'buf.yaml'), 'version: v2\n');
      mkdirSync(path.join(dir, 'katrol/planted/v1'), { recursive: true });
      writeFileSync(
        path.join(dir, 'katrol/planted/v1/planted.proto'),
        `syntax = "proto3";\npackage katrol.planted.v1;\n` +
          `import "katrol/common/v1/options.proto";\n${text}`,
      );
      expect(violations(compile(dir))).toEqual([expect.stringContaining(why)]);
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });
});

describe('every service has its row, its pieces and its name', () => {
  test('in the checkout', () => expect(serviceViolations(root)).toEqual([]));
  const looked = [
    /^services\/[^/]+\/[^/]+$/,
    /^services\/.*(main\.ts|operator\.json|\.(prisma|sql))$/,
    /test\.ts$/,
  ];
  const withoutOne = (remove: (dir: string) => void): string[] => {
    const dir = mkdtempSync(path.join(tmpdir(), 'katrol-house-'));
    try {
      for (const { path: at, text } of sources('')) {
        if (!looked.some((part) => part.test(at))) continue;
        mkdirSync(path.join(dir, path.dirname(at)), { recursive: true });
        writeFileSync(path.join(dir, at), text);
      }
      remove(dir);
      return serviceViolations(dir);
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  };
  test('planted: a folder without a row', () =>
    expect(withoutOne((dir) => mkdirSync(path.join(dir, 'services/planted')))).toEqual([
      'services/planted has no row in packages/registry',
    ]));
  test('planted: no review of who may call', () =>
    expect(
      withoutOne((dir) => rmSync(path.join(dir, 'services/intake/test/access.test.ts'))),
    ).toEqual(['services/intake lacks its access samples: test/access.test.ts']));
  test('planted: no name in French', () =>
    expect(
      withoutOne((dir) =>
        writeFileSync(
          path.join(dir, 'services/portal/src/i18n/fr/operator.json'),
          JSON.stringify({ service: { intake: 'a', matching: 'b', gateway: 'c' } }),
        ),
      ),
    ).toContain('fr has no name for services/volunteer-training'));
});

/** What nothing uses, by knip. */
test('nothing is kept that nothing uses', () => {
  const run = spawnSync(
    path.join(root, 'tools/check/node_modules/.bin/knip'),
    ['-c', 'tools/config/knip.json', '--no-progress', '--no-config-hints'],
    { cwd: root, encoding: 'utf8' },
  );
  expect(run.stdout + run.stderr).toBe('');
});

describe('budgets and style, by lint', () => {
  const lint = (name: string, text: string): string => {
    const dir = mkdtempSync(path.join(tmpdir(), 'katrol-lint-'));
    try {
      writeFileSync(path.join(dir, name), text);
      const run = spawnSync(
        path.join(root, 'node_modules/.bin/oxlint'),
        ['-c', path.join(root, 'tools/config/oxlint.json'), dir],
        { encoding: 'utf8' },
      );
      return run.stdout + run.stderr;
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  };
  test.each([
    ['max-lines', Array.from({ length: 301 }, (_, i) => `export const x${i} = 1;\n`).join('')],
    [
      'max-lines-per-function',
      `export function f(): number {\n  let n = 0;\n${'  n += 1;\n'.repeat(61)}  return n;\n}\n`,
    ],
    [
      'max-params',
      'export const f = (a: number, b: number, c: number, d: number, e: number): number => ' +
        'a + b + c + d + e;\n',
    ],
    ['no-default-export', 'export default 1;\n'],
    ['no-process-env', `export const home = process.env['HOME'];\n`],
    ['no-explicit-any', 'export const f = (a: any): unknown => a;\n'],
    ['no-empty', 'try { JSON.parse("") } catch {}\n'],
  ])('planted: %s', (rule, text) => expect(lint('planted.ts', text)).toContain(rule));
});

test('the tables of ARCHITECTURE.md are those of the code', async () => {
  const text = readFileSync(path.join(root, 'ARCHITECTURE.md'), 'utf8');
  const tables = await architectureTables(compile());
  for (const name of Object.keys(tables)) expect(text).toContain(`<!-- table: ${name} -->`);
  expect(withTables(text, tables)).toBe(text);
});

describe('what is kept is classed, and the data map is that of the code', () => {
  const kept = () =>
    sources('.prisma')
      .filter((f) => !f.path.startsWith('tools/'))
      .flatMap(tablesOf);
  const of = (...starts: string[]) =>
    kept().filter((t) => starts.some((s) => t.file.startsWith(s)));
  test('in the checkout', () =>
    expect([kept().length > 40, dataViolations(kept())]).toEqual([true, []]));
  test.each(deployed.map(({ folder }) => folder))(
    'every column of the reviewed database of %s is described',
    (service) => {
      const schema = readFileSync(path.join(root, 'services', service, 'test/schema.sql'), 'utf8');
      const found = columnViolations(of(`services/${service}/`, 'packages/store/'), schema);
      expect(found).toEqual([]);
      expect(columnViolations(of(`services/${service}/`), schema)).toContain(
        'audit is not described',
      );
    },
  );
  const model = (notes: string) =>
    tablesOf({
      path: 'x.prisma',
      text:
        `${notes}model Guest {\n` +
        '  id String @id @db.Uuid\n  name String\n' +
        '  seen DateTime\n\n  @@map("guest")\n}\n',
    });
  test.each([
    ['/// purpose: a visit\n', 'guest.name is not classed'],
    ['/// personal: name\n', 'has no purpose'],
    ['/// purpose: a visit\n/// personal: name phone\n', 'guest.phone is classed and not there'],
  ])('planted: %s', (notes, why) =>
    expect(dataViolations(model(notes))).toEqual([expect.stringContaining(why)]),
  );
  test('planted: a column that nobody described, and one that is not there', () =>
    expect(
      columnViolations(
        model(''),
        'table public.guest\ntable public.other\nguest.id uuid\nguest.name text\n',
      ),
    ).toEqual(['guest.seen is described and not there', 'other is not described']));
  test('docs/privacy/data-map.md', () => {
    const text = readFileSync(path.join(root, 'docs/privacy/data-map.md'), 'utf8');
    expect(withTables(text, { data: dataTable(kept()) })).toBe(text);
  });
});
