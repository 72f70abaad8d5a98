import { Refusal, type FieldProblem } from '@katrol/runtime';

export type ImportInput = {
  branchCode: string;
  csv: Uint8Array;
  columns: Record<string, string>;
  preview: boolean;
  skipLines: number[];
};
export type ImportOutcome = 'created' | 'updated' | 'unchanged' | 'refused' | 'skipped';

/** What became of one line of a file. */
export type ImportLine = {
  line: number;
  outcome: ImportOutcome;
  problems: { field: string; reason: string; value: string }[];
  id: string;
  label: string;
  likelyDuplicates: string[];
};
export type ImportResult = {
  lines: ImportLine[];
  columns: Record<string, string>;
  unknownColumns: string[];
  importId: string;
};

/** A line before anything became of it. */
export const newImportLine = (line: number, label: string): ImportLine => ({
  line,
  label,
  outcome: 'created',
  problems: [],
  id: '',
  likelyDuplicates: [],
});

/** How many lines had each outcome. */
export function countOutcomes(lines: readonly ImportLine[]): Record<ImportOutcome, number> {
  const counts = { created: 0, updated: 0, unchanged: 0, refused: 0, skipped: 0 };
  for (const { outcome } of lines) counts[outcome] += 1;
  return counts;
}

/** The problems that a check refuses with; none when it passes. */
export function problemsOf(check: () => unknown): FieldProblem[] {
  try {
    check();
    return [];
  } catch (error) {
    if (error instanceof Refusal) return error.fields;
    throw error;
  }
}

/** Problems beside what the file holds there. `columnOf`: field of a problem -> column. */
export const withValues = (
  problems: readonly FieldProblem[],
  values: Record<string, string>,
  columnOf: Record<string, string> = {},
): ImportLine['problems'] =>
  problems.map((p) => {
    const field = columnOf[p.field] ?? p.field;
    return { field, reason: p.reason, value: values[field] ?? '' };
  });
