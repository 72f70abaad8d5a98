import type { DescMessage } from '@bufbuild/protobuf';
import { fieldsOf } from '@katrol/contract';
import type { SourceFile, Violation } from './files.ts';

type Acted = { field: string; acts: string; file: string; test: string };

/** Every field of the operating profile that holds something itself, by its path: "support.form". */
export function profileFields(message: DescMessage, at = ''): string[] {
  return fieldsOf(message).flatMap(({ name, inner }) =>
    // what other messages hold too (a slot of the week) is one thing here
    inner?.file === message.file ? profileFields(inner, `${at}${name}.`) : [`${at}${name}`],
  );
}

const cells = (line: string): string[] =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
const plain = (cell = ''): string => cell.replaceAll('`', '');

/** The two tables of docs/profile-fields.md: what acts on a field, and which are not in use yet. */
export function fieldsIn(text: string): { acted: Acted[]; notInUse: string[] } {
  const rows = text.split('\n').filter((line) => line.startsWith('| `'));
  const of = (length: number): string[][] => rows.map(cells).filter((row) => row.length === length);
  return {
    acted: of(4).map(([field, acts = '', file, test = '']) => ({
      field: plain(field),
      acts,
      file: plain(file),
      test,
    })),
    notInUse: of(2).map(([field]) => plain(field)),
  };
}

/**
 * Where a field of the profile does nothing: one of the contract without a line, a line of one that is
 * gone, one whose test is not there, and more of them "not in use yet" than were agreed on.
 */
export function fieldViolations(
  text: string,
  contract: readonly string[],
  { tests, waiting }: { tests: readonly SourceFile[]; waiting: readonly string[] },
): Violation[] {
  const { acted, notInUse } = fieldsIn(text);
  const code = new Map(tests.map((file) => [file.path, file.text]));
  const listed = [...acted.map(({ field }) => field), ...notInUse];
  return [
    ...contract
      .filter((field) => !listed.includes(field))
      .map((field) => `${field} of the profile has no line in docs/profile-fields.md`),
    ...listed
      .filter((field, i) => !contract.includes(field) || listed.indexOf(field) !== i)
      .map((field) => `${field} is no field of the profile, or stands there twice`),
    ...acted
      .filter(({ acts, file, test }) => acts === '' || !test || !code.get(file)?.includes(test))
      .map(({ field, file, test }) => `${field} is held by no test: ${file} has no "${test}"`),
    ...notInUse
      .filter((field) => !waiting.includes(field))
      .map((field) => `${field} does nothing: it acts on something or it is taken out`),
  ];
}
