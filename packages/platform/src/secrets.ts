import { randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * The secrets of this installation by name, made at the first start and kept beside the data (only
 * its owner may read the file); a name that is new gets its secret now. `makers` make those that
 * have a shape of their own.
 */
export const keptSecrets = async (
  dataDir: string,
  names: string[],
  makers: Record<string, () => string> = {},
): Promise<Record<string, string>> => {
  const file = path.join(dataDir, 'secrets.json');
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{}';
    throw error;
  });
  const secrets = JSON.parse(text) as Record<string, string>;
  const missing = names.filter((name) => secrets[name] === undefined);
  if (missing.length === 0) return secrets;
  for (const name of missing)
    secrets[name] = makers[name]?.() ?? randomBytes(32).toString('base64url');
  await writeFile(`${file}.new`, JSON.stringify(secrets, undefined, 2), { mode: 0o600 });
  await rename(`${file}.new`, file);
  return secrets;
};
