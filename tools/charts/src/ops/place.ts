import path from 'node:path';
import { createLogger } from '@katrol/runtime';

const folder = path.resolve(import.meta.dirname, '..');

/** Where the migrations of this image are: the kit's own and the service's. */
export const placesOf = (): { schemaFile: string; folders: string[] } => ({
  schemaFile: path.join(folder, 'prisma/schema.prisma'),
  folders: [
    path.resolve(folder, '../../packages/store/migrations'),
    path.join(folder, 'prisma/migrations'),
  ],
});

/** A setting that must be there. Throws with its name. */
export const must = (name: string): string => {
  const value = process.env[name] ?? '';
  if (value === '') throw new Error(`configuration: ${name}: missing`);
  return value;
};

/** A role's name, as it may stand in SQL. Throws on what is none. */
export const roleOf = (name: string): string => {
  if (!/^[a-z][a-z0-9_]{0,55}$/.test(name)) throw new Error(`"${name}" is no name for a role`);
  return name;
};

/** Lines as the services write them. */
export const log = createLogger('operations', 'info');

/** A text as SQL writes it; without a backslash, which some settings read differently. */
export const escapeLiteral = (text: string): string => {
  if (text.includes('\\')) throw new Error('a password holds a backslash: choose another');
  return `'${text.replaceAll("'", "''")}'`;
};
