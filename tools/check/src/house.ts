import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { deployed } from '@katrol/registry';
import { languagesIn } from './texts.ts';
import type { SourceFile, Violation } from './files.ts';

const I18N = 'services/portal/src/i18n';
// the portal is served by the door and answers nothing itself
const WITHOUT_ROW = ['portal'];

// What a service is made of, beside its row: each is looked for where the house looks for it.
const PIECES: Record<string, string> = {
  'its program': 'src/main.ts',
  'its tables': 'prisma/schema.prisma',
  'its reviewed database': 'test/schema.sql',
  'its access samples': 'test/access.test.ts',
  'its conformance': 'test/conformance.test.ts',
  'its README': 'README.md',
};

/** Services without a row, rows without a service, and services that lack a piece or a name. */
export function serviceViolations(root: string): Violation[] {
  const known = new Set<string>([...deployed.map(({ folder }) => folder), ...WITHOUT_ROW]);
  const folders = readdirSync(path.join(root, 'services'));
  return [
    ...folders
      .filter((folder) => !known.has(folder))
      .map((folder) => `services/${folder} has no row in packages/registry`),
    ...deployed.flatMap(({ folder }) => lacking(root, folder)),
    ...languagesIn(path.join(root, I18N)).flatMap((language) => unnamed(root, language)),
  ];
}

const lacking = (root: string, folder: string): Violation[] =>
  Object.entries(PIECES)
    .filter(([, file]) => !existsSync(path.join(root, 'services', folder, file)))
    .map(([what, file]) => `services/${folder} lacks ${what}: ${file}`);

function unnamed(root: string, language: string): Violation[] {
  const file = path.join(root, I18N, language, 'operator.json');
  const { service } = JSON.parse(readFileSync(file, 'utf8')) as { service: Record<string, string> };
  return deployed
    .filter(({ folder }) => !service[folder])
    .map(({ folder }) => `${language} has no name for services/${folder}`);
}

const linesWith = (pattern: RegExp, files: readonly SourceFile[]): Violation[] =>
  files.flatMap(({ path: at, text }) =>
    text
      .split('\n')
      .flatMap((line, i) => (pattern.test(line) ? [`${at}:${i + 1} ${line.trim()}`] : [])),
  );

const UNSAFE = /\$(query|execute)RawUnsafe\b/;

/** SQL that nobody typed: only the store builds a statement out of text. */
export const sqlViolations = (files: readonly SourceFile[]): Violation[] =>
  linesWith(
    UNSAFE,
    files.filter(({ path: at }) => !at.startsWith('packages/store/')),
  );

const REACH = /\b(mailto|tel|sms):/;
const REACH_HOME = 'services/portal/src/ui/reach-address.ts';

/** Addresses to write to or to call are made in one place, out of what cannot lead elsewhere. */
export const reachViolations = (files: readonly SourceFile[]): Violation[] =>
  linesWith(
    REACH,
    files.filter(({ path: at }) => at.startsWith('services/portal/src/') && at !== REACH_HOME),
  );
