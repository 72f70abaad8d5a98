import { open, rename } from 'node:fs/promises';
import path from 'node:path';

const sync = async (file: string): Promise<void> => {
  const opened = await open(file, 'r');
  try {
    await opened.sync();
  } finally {
    await opened.close();
  }
};

/**
 * Writes a file that only its owner may read, whole or not at all: whatever is killed and whatever
 * loses its power, afterwards there is what was before or what is now.
 */
export const keepFile = async (file: string, text: string): Promise<void> => {
  const fresh = await open(`${file}.new`, 'w', 0o600);
  try {
    await fresh.writeFile(text);
    await fresh.sync();
  } finally {
    await fresh.close();
  }
  await rename(`${file}.new`, file);
  // Windows cannot open a folder, and keeps its names in order by itself
  if (process.platform !== 'win32') await sync(path.dirname(file));
};
