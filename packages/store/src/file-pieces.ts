import { Refusal } from '@katrol/runtime';
import { sql, type RawTx } from './sql.ts';

/** A piece of a file that somebody brings. */
export type FilePiece = { fileId: string; number: number; piece: Uint8Array };

// a few files of the largest kind under way at once
const MOST_BYTES = 16 * 1024 * 1024;

/**
 * Keeps a piece for who calls. The same piece again changes nothing. Refuses PIECE_OTHER_CONTENT
 * where another one has its number, FILE_TOO_LARGE where too much of this person waits already.
 */
export async function putPiece(tx: RawTx, p: FilePiece): Promise<void> {
  const piece = Buffer.from(p.piece);
  // pieces come beside each other: what waits is counted one by one
  await tx.query(
    sql`select pg_advisory_xact_lock(hashtextextended('pieces:' || scope_subject(), 0))::text`,
  );
  const [waiting] = await tx.query<{ bytes: string }>(
    sql`select coalesce(sum(octet_length(piece)), 0)::text as bytes from file_piece
      where subject = scope_subject()`,
  );
  if (Number(waiting?.bytes) + piece.length > MOST_BYTES) {
    throw new Refusal('resource_exhausted', 'FILE_TOO_LARGE');
  }
  const written = await tx.execute(
    sql`insert into file_piece (subject, file_id, number, piece)
      values (scope_subject(), ${p.fileId}::uuid, ${p.number}::integer, ${piece})
      on conflict do nothing`,
  );
  if (written > 0) return;
  const [same] = await tx.query(
    sql`select 1 from file_piece where subject = scope_subject() and file_id = ${p.fileId}::uuid
      and number = ${p.number}::integer and piece = ${piece}`,
  );
  if (!same) throw new Refusal('already_exists', 'PIECE_OTHER_CONTENT');
}

/** The whole file of who calls. Refuses FILE_INCOMPLETE where a piece of it is missing. */
export async function fileOf(
  tx: RawTx,
  { fileId, pieces }: { fileId: string; pieces: number },
): Promise<Uint8Array> {
  const rows = await tx.query<{ piece: Buffer }>(
    sql`select piece from file_piece where subject = scope_subject() and file_id = ${fileId}::uuid
      and number < ${pieces}::integer order by number`,
  );
  if (rows.length < pieces) throw new Refusal('failed_precondition', 'FILE_INCOMPLETE');
  return Buffer.concat(rows.map((row) => row.piece));
}

/** Forgets a file of who calls, with the end of this transaction. */
export const forgetFile = (tx: RawTx, fileId: string): void =>
  tx.atEnd(
    sql`delete from file_piece where subject = scope_subject() and file_id = ${fileId}::uuid`,
  );
