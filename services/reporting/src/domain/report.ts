import type { Words } from './indicator.ts';
import type { ReleasedTable } from './release.ts';

/** For whom a report is made, once for each of them. */
type Per = 'university' | 'municipality' | 'consortium';

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
