import type { DescMethod } from '@bufbuild/protobuf';
import type { Plain } from '@katrol/contract';
import type { Call } from '@katrol/events';
import type { FileService } from '@katrol/proto/katrol/common/v1/file_pb';
import { ImportRequestSchema, type ImportRequest } from '@katrol/proto/katrol/common/v1/list_pb';
import { invalid } from '@katrol/runtime';
import { fileOf, forgetFile, putPiece, type FilePiece, type RawTx } from '@katrol/store';
import { command, same, type RpcTable } from './table.ts';

async function put({ tx }: Call<RawTx, unknown>, piece: FilePiece) {
  await putPiece(tx, piece);
  return {};
}

/** A person brings a file in pieces, before the import that names it. */
export const fileTable: RpcTable<typeof FileService, RawTx> = {
  putPiece: command('signed-in', same, put, same),
};

/**
 * A request as its operation reads it: an import whose file was brought in pieces holds its bytes.
 * Once it was loaded the pieces are forgotten.
 */
export async function withFile<R>(
  tx: RawTx,
  { input }: Pick<DescMethod, 'input'>,
  request: R,
): Promise<R> {
  if (input.typeName !== ImportRequestSchema.typeName) return request;
  const asked = request as Plain<ImportRequest>;
  if (!asked.file) return request;
  if (asked.csv.length > 0) throw invalid({ field: 'file', reason: 'VALUE_INVALID' });
  const csv = await fileOf(tx, asked.file);
  if (!asked.preview) forgetFile(tx, asked.file.fileId);
  return { ...request, csv };
}
