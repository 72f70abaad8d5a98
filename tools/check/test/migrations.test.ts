import { expect, test } from '@jest/globals';
import { sources } from '../src/files.ts';
import { unreached } from '../src/migrations.ts';

/** The tables of a service's reviewed schema that have policies. */
function protectedTables(folder: string): ReadonlySet<string> {
  const schema = sources('.sql').find((f) => f.path === `services/${folder}/test/schema.sql`);
  const rows = [...(schema?.text ?? '').matchAll(/^(\w+)\.\w+ permissive/gm)];
  return new Set(rows.map((m) => m[1] ?? ''));
}

test('a migration that changes rows of a protected table reaches them', () => {
  const problems = sources('.sql').flatMap((file) => {
    const [, folder] = /^services\/([\w-]+)\/prisma\/migrations\//.exec(file.path) ?? [];
    if (folder === undefined) return [];
    const tables = protectedTables(folder);
    expect(tables.size).toBeGreaterThan(3);
    return unreached(file, (table) => tables.has(table));
  });
  expect(problems).toEqual([]);
});

test.each<[string, string, number]>([
  ['rows that are not reached', 'update family set x = 1;', 1],
  ['rows of another one that is not reached', 'insert into notes select 1 from family f;', 1],
  [
    'force that is not given back',
    'alter table family no force row level security;\nupdate family set x = 1;',
    1,
  ],
  [
    'nothing',
    'alter table family no force row level security;\nupdate family set x = 1;\nalter table family force row level security;',
    0,
  ],
  ['nothing: a column only', 'alter table family add column x int;', 0],
])('planted: %s', (_what, text, count) => {
  expect(unreached({ path: 'x.sql', text }, (table) => table === 'family')).toHaveLength(count);
});
