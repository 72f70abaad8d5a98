import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { architectureTables, withTables } from './architecture.ts';
import { compile } from './contract.ts';
import { dataTable, tablesOf } from './data-map.ts';
import { root, sources } from './files.ts';

// Writes the generated tables into ARCHITECTURE.md and the data map.
const write = (name: string, tables: Record<string, string>): void => {
  const file = path.join(root, name);
  writeFileSync(file, withTables(readFileSync(file, 'utf8'), tables));
};
write('ARCHITECTURE.md', await architectureTables(compile()));
write('docs/privacy/data-map.md', {
  data: dataTable(
    sources('.prisma')
      .filter((f) => !f.path.startsWith('tools/'))
      .flatMap(tablesOf),
  ),
});
