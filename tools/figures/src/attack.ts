import { readFileSync } from 'node:fs';
import path from 'node:path';
import { attackFiles, readReleased } from '@katrol/disclosure/files';

// anybody can run it on released files
const names = process.argv.slice(2);
if (names.length === 0) {
  process.stdout.write('usage: npm run attack -- FILE...\n');
  process.exit(2);
}
const files = names.map((name) => readReleased(path.basename(name), readFileSync(name, 'utf8')));
const found = await attackFiles(files);
for (const { indicator, area, code, says } of found)
  process.stdout.write(`${indicator}, ${area}, ${code}: ${says}\n`);
const cells = files.reduce((sum, file) => sum + file.cells.length, 0);
const hidden = files.reduce(
  (sum, file) => sum + file.cells.filter(({ value }) => value === undefined).length,
  0,
);
process.stdout.write(
  `${files.length} files, ${cells} cells, ${hidden} hidden; ${found.length} found out\n`,
);
process.exitCode = found.length > 0 ? 1 : 0;
