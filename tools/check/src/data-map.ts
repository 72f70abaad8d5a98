import type { SourceFile, Violation } from './files.ts';

const classes = ['personal', 'text', 'work', 'secret', 'code'] as const;
type DataClass = (typeof classes)[number];
type Column = { name: string; type: string; isId: boolean };
/** A table as its model says: what it is for, its columns, and what the columns hold. */
export type Kept = {
  file: string;
  table: string;
  purpose: string;
  columns: Column[];
  classed: Record<DataClass, string[]>;
};

const snake = (name: string): string =>
  name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** The tables that a Prisma schema describes, with what its `///` lines say of their columns. */
export function tablesOf({ path: file, text }: SourceFile): Kept[] {
  return [...text.matchAll(/((?:^\/\/\/.*\n)*)^model (\w+) \{\n([\s\S]*?)^\}/gm)].map(
    ([, notes = '', model = '', body = '']) => {
      const said = (what: string): string =>
        new RegExp(`^/// ${what}: (.*)$`, 'm').exec(notes)?.[1] ?? '';
      const columns = [...body.matchAll(/^ +(\w+) +(\w+)(?:\[\])?\??(.*)$/gm)].map(
        ([, name = '', type = '', rest = '']) => ({
          name: /@map\("(\w+)"\)/.exec(rest)?.[1] ?? snake(name),
          type,
          isId: rest.includes('@db.Uuid'),
        }),
      );
      const classed = Object.fromEntries(
        classes.map((c) => [c, said(c).split(' ').filter(Boolean)]),
      ) as Record<DataClass, string[]>;
      return {
        file,
        table: /@@map\("(\w+)"\)/.exec(body)?.[1] ?? model,
        purpose: said('purpose'),
        columns,
        classed,
      };
    },
  );
}

const holdsText = ({ type, isId }: Column): boolean =>
  !isId && ['String', 'Json', 'Bytes'].includes(type);

/**
 * Tables without a purpose, text columns without a class, classes of columns that are not there.
 */
export const dataViolations = (tables: Kept[]): Violation[] =>
  tables.flatMap(({ file, table, purpose, columns, classed }) => {
    const all = Object.values(classed).flat();
    return [
      ...(purpose === '' ? [`${file} ${table} has no purpose`] : []),
      ...columns
        .filter((c) => holdsText(c) && !all.includes(c.name))
        .map((c) => `${file} ${table}.${c.name} is not classed`),
      ...all
        .filter((name) => !columns.some((c) => c.name === name))
        .map((name) => `${file} ${table}.${name} is classed and not there`),
      ...all
        .filter((name, at) => all.indexOf(name) !== at)
        .map((name) => `${file} ${table}.${name} is classed twice`),
    ];
  });

/** Columns of the reviewed database that no model describes, and the other way round. */
export function columnViolations(tables: Kept[], schemaSql: string): Violation[] {
  const there = new Set(
    [...schemaSql.matchAll(/^(\w+\.\w+) (?!permissive|\w+_pkey)/gm)].map(
      ([, column]) => column as string,
    ),
  );
  const isColumn = (name: string): boolean => tables.some((t) => t.table === name.split('.')[0]);
  const described = tables.flatMap((t) => t.columns.map((c) => `${t.table}.${c.name}`));
  return [
    ...described.filter((c) => !there.has(c)).map((c) => `${c} is described and not there`),
    ...[...schemaSql.matchAll(/^table public\.(\w+)/gm)]
      .map(([, table]) => table as string)
      .filter((t) => t !== '_prisma_migrations' && !isColumn(`${t}.`))
      .map((t) => `${t} is not described`),
  ];
}

/** The data map: a row for each table, by the folder it belongs to. */
export function dataTable(tables: Kept[]): string {
  const head = ['where', 'table', 'what for', 'personal', 'free text', 'work', 'secret'];
  const where = (file: string): string =>
    /^(?:services|packages)\/([\w-]+)\//.exec(file)?.[1]?.replace('store', 'every service') ?? file;
  const rows = tables.map((t) => [
    where(t.file),
    t.table,
    t.purpose,
    ...(['personal', 'text', 'work', 'secret'] as const).map((c) => t.classed[c].join(', ')),
  ]);
  return [head, head.map(() => '---'), ...rows].map((r) => `| ${r.join(' | ')} |`).join('\n');
}
