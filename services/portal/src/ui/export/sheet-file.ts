import writeXlsxFile, { type Cell } from 'write-excel-file/browser';
import type { SheetCell } from './taken.ts';

// what a text begins with never makes it a formula: its cell is told to be a text
const cellOf = (cell: SheetCell): Cell => {
  if (cell.kind === 'number') return { value: cell.value, type: Number };
  if (cell.kind === 'day') return { value: cell.value, type: Date, format: 'dd/mm/yyyy' };
  const { value, strong } = cell;
  return { value, type: String, ...(strong ? { fontWeight: 'bold' as const } : {}) };
};

const WIDEST = 60;

function widths(rows: readonly SheetCell[][]): { width: number }[] {
  const columns = Math.max(0, ...rows.map(({ length }) => length));
  return Array.from({ length: columns }, (_, at) => {
    const lengths = rows.map((row) => {
      const cell = row[at];
      return cell?.kind === 'text' ? cell.value.length : 10;
    });
    return { width: Math.min(WIDEST, Math.max(10, ...lengths) + 2) };
  });
}

/** A sheet of a file. */
type Sheet = { title: string; rows: readonly SheetCell[][] };

// what a sheet may not be called by, and how long its name may be
const named = (title: string): string => title.replaceAll(/[[\]:*?/\\']/g, ' ').slice(0, 31);

/** A spreadsheet (.xlsx) of one sheet or more. */
export const sheetFile = (sheets: readonly Sheet[]): Promise<Blob> =>
  writeXlsxFile(
    sheets.map(({ title, rows }) => ({
      data: rows.map((row) => row.map(cellOf)),
      sheet: named(title),
      columns: widths(rows),
    })),
  ).toBlob();
