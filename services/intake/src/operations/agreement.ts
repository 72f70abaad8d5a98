import { Refusal } from '@katrol/runtime';
import { isNewer, sheetIn, type Sheet, type Signature } from '../domain/agreement.ts';
import { sign, signaturesOf } from '../store/agreement.ts';
import type { IntakeCall } from '../store/client.ts';
import type { Family } from '../store/families.ts';
import { profileOn } from '../store/profiles.ts';
import type { Holder } from './holder.ts';

type Whose = Pick<Family, 'branchCode'> & { ids: readonly string[] };
export type AgreementShown = {
  agreementUsed: boolean;
  agreement: Signature[];
  agreementSheet: Sheet;
};

const rulesOf = async ({ tx, today }: IntakeCall, branchCode: string) =>
  (await profileOn(tx, branchCode, today)).document.intake;

/** Whether the branch uses a sheet, what it says today, and who signed what. */
export async function agreementOf(
  call: IntakeCall,
  { branchCode, ids }: Whose,
  language = 'nl',
): Promise<AgreementShown> {
  const { agreementSheet, agreementPromises: promises } = await rulesOf(call, branchCode);
  const signed = await signaturesOf(call.tx, ids);
  return {
    agreementUsed: agreementSheet,
    agreement: signed.map((one) => ({ ...one, newer: isNewer(promises, one) })),
    agreementSheet: sheetIn(promises, language),
  };
}

/** The same as one parent sees it: of another parent not even whether they signed. */
export async function agreementFor(
  call: IntakeCall,
  family: Whose,
  { me, language }: { me: Holder; language: string },
): Promise<AgreementShown> {
  const all = await agreementOf(call, family, language);
  const own = all.agreement
    .filter(({ side, personId }) => side !== 'family' || me.ids.includes(personId))
    .map((one) => ({
      ...one,
      recordedBy: '',
      personId: one.side === 'family' ? one.personId : '',
    }));
  return { ...all, agreement: own };
}

type Signing = Omit<Signature, 'newer' | 'sheet' | 'signedOn'> & {
  /** of the text that was read */
  hash: string;
};

/**
 * Keeps a name with the text that stands today. Refuses NO_AGREEMENT_SHEET, and SHEET_CHANGED where
 * another text was read; whose name stands under what it says now has signed already.
 */
export async function signSheet(
  call: IntakeCall,
  family: Family,
  { hash, ...signing }: Signing,
): Promise<void> {
  const language = signing.language || 'nl';
  const { agreementUsed, agreement, agreementSheet } = await agreementOf(call, family, language);
  if (!agreementUsed) throw new Refusal('failed_precondition', 'NO_AGREEMENT_SHEET');
  if (hash !== agreementSheet.hash) throw new Refusal('failed_precondition', 'SHEET_CHANGED');
  const { side, personId } = signing;
  const signed = agreement.some(
    (one) => one.side === side && one.personId === personId && !one.newer,
  );
  if (signed) return;
  await sign(call.tx, family, { ...signing, signedOn: call.today, sheet: agreementSheet });
}
