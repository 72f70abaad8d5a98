import { fromRow } from '@katrol/contract';
import { ClosingNoteSchema } from '@katrol/proto/katrol/matching/v1/messages_pb';
import { dateOf, optionalDate } from '@katrol/runtime';
import { byId, keep } from '@katrol/store';
import type { ClosingNote } from '../domain/closing-note.ts';
import type { Tx } from './client.ts';

type Row = NonNullable<Awaited<ReturnType<Tx['closingNote']['findFirst']>>>;

const toNote = (row: Row): ClosingNote => ({
  ...fromRow(ClosingNoteSchema, row),
  familyId: row.familyId,
  branchCode: row.branchCode,
});

/** What was written at the end of trajectories, the newest version first. */
export async function closingNotesOf(
  tx: Tx,
  trajectoryIds: readonly string[],
): Promise<ClosingNote[]> {
  const rows = await tx.closingNote.findMany({
    where: { trajectoryId: { in: [...trajectoryIds] } },
    orderBy: [{ trajectoryId: 'asc' }, { version: 'desc' }],
  });
  return rows.map(toNote);
}

export const loadClosingNote = async (tx: Tx, noteId: string): Promise<ClosingNote> =>
  toNote(
    await byId('closing_note_id', noteId, (id) => tx.closingNote.findUnique({ where: { id } })),
  );

/** Keeps a version, a new one when its id is empty; gives its id. */
export async function saveClosingNote(tx: Tx, note: ClosingNote): Promise<string> {
  const { id: _, revision: __, ...kept } = note;
  const days = { writtenOn: dateOf(note.writtenOn), answeredOn: optionalDate(note.answeredOn) };
  return await keep(tx.closingNote, note, { ...kept, ...days });
}
