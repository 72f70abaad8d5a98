import { fromRow, type Plain } from '@katrol/contract';
import {
  AgreementSignatureSchema,
  type AgreementSignature as ContractSignature,
} from '@katrol/proto/katrol/intake/v1/messages_pb';
import { sql } from '@katrol/store';
import type { Tx } from './client.ts';
import type { Family } from './families.ts';

export type Signature = Plain<ContractSignature>;

/** Who signed, in the order in which they did; of two files that became one, of both. */
export async function signaturesOf(tx: Tx, familyIds: readonly string[]): Promise<Signature[]> {
  const rows = await tx.agreementSignature.findMany({
    where: { familyId: { in: [...familyIds] } },
    orderBy: [{ signedOn: 'asc' }, { id: 'asc' }],
  });
  return rows.map((row) => fromRow(AgreementSignatureSchema, row));
}

/** Who signed once has signed. */
export async function sign(
  tx: Tx,
  { id, branchCode }: Pick<Family, 'id' | 'branchCode'>,
  { side, personId, signedOn, means, language, recordedBy }: Signature,
): Promise<void> {
  await tx.execute(
    sql`insert into agreement_signature
        (family_id, branch_code, side, person_id, signed_on, means, language, recorded_by)
      values (${id}::uuid, ${branchCode}, ${side}, ${personId}, ${signedOn}::date, ${means},
        ${language}, ${recordedBy})
      on conflict (family_id, side, person_id) do nothing`,
  );
}
