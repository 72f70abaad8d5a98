import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { architectureTables, withTables } from './architecture.ts';
import { root } from './files.ts';

// Writes the generated tables into ARCHITECTURE.md.
const file = path.join(root, 'ARCHITECTURE.md');
writeFileSync(file, withTables(readFileSync(file, 'utf8'), await architectureTables()));
