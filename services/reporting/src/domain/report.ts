import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Words } from './indicator.ts';
import type { ReleasedTable } from './release.ts';

/** For whom a report is made, once for each of them. */
export type Per = 'university' | 'municipality' | 'consortium';

/** A report as its funder asks for it: which figures, under which titles, in which order. */
export type ReportDocument = {
  code: string;
  title: Words;
  per: Per;
  /** its columns are not yet checked with the law */
  draft: boolean;
  source: string;
  lines: { title: Words; indicator: string; code: string }[];
};

const FOLDER = join(import.meta.dirname, '..', 'reports');

/** Every report: another funder needs another document and no code. */
export const reports: readonly ReportDocument[] = readdirSync(FOLDER)
  .toSorted()
  .map((file) => JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as ReportDocument);

export type ReportLine = ReportDocument['lines'][number] & { value: number; hidden: boolean };

/** The lines of a report for one place; what was not released is hidden. */
export const linesOf = (
  { lines }: ReportDocument,
  tables: readonly ReleasedTable[],
  area: string,
): ReportLine[] =>
  lines.map((line) => {
    const table = tables.find(({ indicator }) => indicator === line.indicator);
    const cell = table?.cells.find((one) => one.area === area && one.code === line.code);
    return { ...line, value: cell?.value ?? 0, hidden: cell?.hidden ?? true };
  });
