import { randomBytes } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { keepFile } from './kept-file.ts';

/** What is wanted: the names, and makers for those that have a shape of their own. */
export interface SecretsWanted {
  names: string[];
  makers?: Record<string, () => string>;
  /** Whether there are data that were signed or sealed with what the file held. */
  inUse: boolean;
}

type Secrets = Record<string, string>;

const parsed = (text: string): Secrets | undefined => {
  try {
    const found = JSON.parse(text) as unknown;
    const whole =
      typeof found === 'object' &&
      found !== null &&
      !Array.isArray(found) &&
      Object.values(found).every((value) => typeof value === 'string' && value !== '');
    return whole ? (found as Secrets) : undefined;
  } catch {
    // cut off or empty: what it held is gone, and the caller knows what that means here
    return undefined;
  }
};

/**
 * The secrets of this installation by name, made at the first start and kept beside the data (only
 * its owner may read the file); a name that is new gets its secret now. A file that cannot be read
 * is made anew where nothing was signed with it yet; else this rejects and says what to do.
 */
export const keptSecrets = async (
  dataDir: string,
  { names, makers = {}, inUse }: SecretsWanted,
): Promise<Secrets> => {
  await mkdir(dataDir, { recursive: true });
  const file = path.join(dataDir, 'secrets.json');
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{}';
    throw error;
  });
  const found = parsed(text);
  if (!found && inUse) {
    throw new Error(
      `${file} is leeg of beschadigd, en het register is ermee ondertekend: zet een kopie terug, ` +
        `of begin opnieuw zonder ${dataDir} / is empty or damaged, and the audit is signed with ` +
        'it: put a copy back, or begin anew without that folder',
    );
  }
  const secrets = found ?? {};
  const missing = names.filter((name) => secrets[name] === undefined);
  if (missing.length === 0) return secrets;
  for (const name of missing)
    secrets[name] = makers[name]?.() ?? randomBytes(32).toString('base64url');
  await keepFile(file, JSON.stringify(secrets, undefined, 2));
  return secrets;
};
