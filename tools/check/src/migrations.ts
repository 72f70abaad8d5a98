import type { SourceFile, Violation } from './files.ts';

// what a migration does to rows, outside of functions and of what it creates
const CHANGES = /^(?:update|insert into|delete from|with)\b[^;]*/gim;
const TABLES = /\b(?:update|insert into|delete from|from|join|using)\s+"?([a-z_]+)"?/gi;
const LIFTED = /alter table "?([a-z_]+)"? no force row level security/gi;
const FORCED = /alter table "?([a-z_]+)"? force row level security/gi;

const named = (text: string, what: RegExp): Set<string> =>
  new Set([...text.matchAll(what)].map((m) => (m[1] ?? '').toLowerCase()));

/**
 * Migrations that change rows of a table that is forced under row-level security without lifting it:
 * their owner sees no row there, so nothing changes, and nobody is told. `isProtected`: the tables of
 * the migration's service that are.
 */
export function unreached(
  { path, text }: SourceFile,
  isProtected: (table: string) => boolean,
): Violation[] {
  const statements = text.replaceAll(/\$\$[^]*?\$\$/g, '').replaceAll(/--.*$/gm, '');
  const touched = new Set(
    [...statements.matchAll(CHANGES)].flatMap(([statement]) => [...named(statement, TABLES)]),
  );
  const lifted = named(statements, LIFTED);
  const forced = named(statements, FORCED);
  return [...touched].flatMap((table) => {
    if (!isProtected(table) || isYetFree(statements, table)) return [];
    if (!lifted.has(table)) return [`${path} changes rows by ${table} and does not lift its force`];
    return forced.has(table) ? [] : [`${path} leaves ${table} without force`];
  });
}

/** Is it made here, and forced only after it was filled? */
function isYetFree(statements: string, table: string): boolean {
  const made = new RegExp(`create table "?${table}"?[ (]`, 'i').test(statements);
  const forced = statements.search(new RegExp(`alter table "?${table}"? force`, 'i'));
  const filled = statements.search(new RegExp(`insert into "?${table}"?[ (]`, 'i'));
  return made && (forced < 0 || filled < forced);
}
