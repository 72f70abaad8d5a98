import type { Rpc } from '#api/call.ts';
import { pieces } from '#api/exports.ts';
import { handOver } from '../download.ts';
import { csvOf, sheetOf, takenFrom, textRows, type Column, type Top } from './taken.ts';

/** What is taken out: by which call, and how it is said. */
export type TakenOut = {
  /** of the file, without its ending */
  name: string;
  rpc: Rpc;
  request: object;
  top: Top;
  columns: readonly Column[];
  /** a second sheet that explains the first */
  also?: { title: string; rows: readonly (readonly string[])[] };
};

/**
 * Takes something out as a file. Both kinds are made of what the service streamed, which has put on
 * record that it was taken. Throws Refused.
 */
export async function takeOut(of: TakenOut, as: 'csv' | 'xlsx'): Promise<void> {
  let text = '';
  for await (const piece of pieces(of.rpc, of.request)) text += piece;
  const taken = takenFrom(text);
  if (as === 'csv')
    return handOver(
      `${of.name}.csv`,
      new Blob([csvOf(taken, of.columns)], { type: 'text/csv;charset=utf-8' }),
    );
  const { sheetFile } = await import('./sheet-file.ts');
  const sheets = [
    { title: of.name, rows: sheetOf(taken, of.columns, of.top) },
    ...(of.also ? [{ title: of.also.title, rows: textRows(of.also.rows) }] : []),
  ];
  handOver(`${of.name}.xlsx`, await sheetFile(sheets));
}
