import { mkdirSync, readFileSync, rmSync, writeFileSync, existsSync } from 'node:fs';
import path from 'node:path';
import { root } from './declared.ts';
import { generated, generatedFolders } from './generated.ts';

// what follows from the code, into the charts
for (const folder of generatedFolders)
  rmSync(path.join(root, folder), { recursive: true, force: true });
for (const [file, content] of await generated()) {
  const at = path.join(root, file);
  if (existsSync(at) && readFileSync(at, 'utf8') === content) continue;
  mkdirSync(path.dirname(at), { recursive: true });
  writeFileSync(at, content);
  process.stdout.write(`written: ${file}\n`);
}
