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

/** A spreadsheet (.xlsx) of rows. */
export const sheetFile = (rows: readonly SheetCell[][]): Promise<Blob> =>
  writeXlsxFile(
    rows.map((row) => row.map(cellOf)),
    { columns: widths(rows) },
  ).toBlob();
