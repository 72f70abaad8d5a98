import type { FileInPieces } from '@katrol/proto/katrol/common/v1/json';
import { call, type Rpc } from './call.ts';
import { FileService } from './names.ts';

// as the contract has it: what is longer than INLINE comes before the request, piece by piece
const INLINE = 131_072;
const PIECE = 262_144;

/** What an import is sent of its file. */
export type Brought = { csv: Uint8Array } | { file: FileInPieces };

/**
 * Brings a file to the service of an RPC, as the part of the request that stands for it. `told`
 * hears how far it is, from 0 to 1.
 */
export async function bring(
  { service }: Rpc,
  csv: Uint8Array,
  told: (part: number) => void,
): Promise<Brought> {
  if (csv.length <= INLINE) return { csv };
  const folder = (service.split('.')[1] ?? '').replaceAll('_', '-');
  const fileId = crypto.randomUUID();
  const pieces = Math.ceil(csv.length / PIECE);
  for (let number = 0; number < pieces; number += 1) {
    told(number / pieces);
    const piece = csv.subarray(number * PIECE, (number + 1) * PIECE);
    await call(FileService.method.putPiece, { service: folder, fileId, number, piece });
  }
  return { file: { fileId, pieces } };
}
