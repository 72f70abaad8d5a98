import { createHash } from 'node:crypto';
import {
  create,
  type DescMessage,
  type MessageInitShape,
  type MessageShape,
} from '@bufbuild/protobuf';
import { checkMessage, plain, type Plain } from '@katrol/contract';
import type { ImportLine as ContractLine } from '@katrol/proto/katrol/common/v1/list_pb';
import { Refusal, type FieldProblem } from '@katrol/runtime';
import { readCsv, type CsvFile } from './csv.ts';

/** A line of a file, read as a message of the contract and held to it. */
export type ReadLine<Value> = {
  line: number;
  /** field -> what the file holds there */
  values: Record<string, string>;
  /** the same for the same values, whatever the order of the columns */
  hash: string;
  value: Value;
  problems: readonly FieldProblem[];
  /** problems by the columns of the file, beside what it holds there */
  named(problems: readonly FieldProblem[]): ImportLine['problems'];
};

/** A file as it was understood. */
export type ReadFile<Value> = Omit<CsvFile, 'rows'> & { lines: ReadLine<Value>[] };

/** How the lines of a file become messages. */
export type Reading<D extends DescMessage> = {
  /** field -> the headers that name it */
  headers: Record<string, readonly string[]>;
  message(values: Record<string, string>): MessageInitShape<D>;
  /** the field of a problem -> its column, where they are not called the same */
  columnOf?: Record<string, string>;
  /** the day in Europe/Brussels */
  today: string;
};

/**
 * Reads a CSV file as messages of the contract. `columns` maps headers that are not known by
 * themselves. Refuses as `readCsv` does; what is wrong with a line stands with the line.
 */
export function readLines<D extends DescMessage>(
  desc: D,
  { csv, columns }: { csv: Uint8Array; columns: Record<string, string> },
  { headers, message, today, columnOf }: Reading<D>,
): ReadFile<Plain<MessageShape<D>>> {
  const { rows, ...file } = readCsv(csv, headers, columns);
  const lines = rows.map(({ line, values }) => {
    const read = create(desc, message(values));
    const problems = checkMessage(desc, read, { today });
    const named: ReadLine<never>['named'] = (all) => withValues(all, values, columnOf);
    return { line, values, hash: hashOf(values), value: plain(read), problems, named };
  });
  return { ...file, lines };
}

const hashOf = (values: Record<string, string>): string =>
  createHash('sha256')
    .update(JSON.stringify(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1))))
    .digest('hex');

/** What is done with a file once it was read. */
export type ImportInput<Value> = {
  branchCode: string;
  preview: boolean;
  /** lines (as numbered in the preview) to leave out */
  skipLines: readonly number[];
  file: ReadFile<Value>;
};

/** What became of one line of a file. */
export type ImportLine = Plain<ContractLine>;
export type ImportResult = {
  lines: ImportLine[];
  columns: Record<string, string>;
  unknownColumns: string[];
  importId: string;
};

/** A line before anything became of it. */
export const newImportLine = (line: number, ...label: string[]): ImportLine => ({
  line,
  label: label.filter((part) => part !== '').join(' '),
  outcome: 'created',
  problems: [],
  id: '',
  likelyDuplicates: [],
});

/** The result as the contract has it, with how many lines had each outcome. */
export function countOutcomes(result: ImportResult) {
  const counts = { created: 0, updated: 0, unchanged: 0, refused: 0, skipped: 0 };
  for (const { outcome } of result.lines) if (outcome !== '') counts[outcome] += 1;
  return { ...result, ...counts };
}

/**
 * What is wrong with a line: what its contract says, and what `check` refuses with about other
 * fields.
 */
export function problemsOf(
  { problems }: Pick<ReadLine<unknown>, 'problems'>,
  check: () => unknown,
): readonly FieldProblem[] {
  try {
    check();
    return problems;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const known = new Set(problems.map((p) => p.field));
    return [...problems, ...error.fields.filter((p) => !known.has(p.field))];
  }
}

const withValues = (
  problems: readonly FieldProblem[],
  values: Record<string, string>,
  columnOf: Record<string, string> = {},
): ImportLine['problems'] =>
  problems.map((p) => {
    const field = columnOf[p.field] ?? p.field;
    return { field, reason: p.reason, value: values[field] ?? '' };
  });
