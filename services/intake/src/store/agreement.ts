import { fromRow } from '@katrol/contract';
import { AgreementSignatureSchema } from '@katrol/proto/katrol/intake/v1/messages_pb';
import { sql } from '@katrol/store';
import type { Signature } from '../domain/agreement.ts';
import type { Tx } from './client.ts';
import type { Family } from './families.ts';

/** Who signed which text, in the order in which they did; of two files that became one, of both. */
export async function signaturesOf(tx: Tx, familyIds: readonly string[]): Promise<Signature[]> {
  const rows = await tx.agreementSignature.findMany({
    where: { familyId: { in: [...familyIds] } },
    orderBy: [{ signedOn: 'asc' }, { id: 'asc' }],
  });
  return rows.map((row) => {
    const sheet = {
      language: row.sheetLanguage,
      family: row.promisedFamily,
      tutor: row.promisedTutor,
      branch: row.promisedBranch,
      hash: row.sheetHash,
    };
    return fromRow(AgreementSignatureSchema, { ...row, sheet });
  });
}

/** Who signed a text once has signed it. */
export async function sign(
  tx: Tx,
  { id, branchCode }: Pick<Family, 'id' | 'branchCode'>,
  { side, personId, signedOn, means, language, recordedBy, sheet }: Omit<Signature, 'newer'>,
): Promise<void> {
  await tx.execute(
    sql`insert into agreement_signature
        (family_id, branch_code, side, person_id, signed_on, means, language, recorded_by,
          sheet_language, promised_family, promised_tutor, promised_branch, sheet_hash)
      values (${id}::uuid, ${branchCode}, ${side}, ${personId}, ${signedOn}::date, ${means},
        ${language}, ${recordedBy}, ${sheet.language}, ${sheet.family}, ${sheet.tutor},
        ${sheet.branch}, ${sheet.hash})
      on conflict (family_id, side, person_id, sheet_hash) do nothing`,
  );
}
