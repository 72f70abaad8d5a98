import { Refusal } from '@katrol/runtime';
import { signaturesOf, type Signature } from '../store/agreement.ts';
import type { IntakeCall } from '../store/client.ts';
import type { Family } from '../store/families.ts';
import { profileOn } from '../store/profiles.ts';
import type { Holder } from './holder.ts';

type Whose = Pick<Family, 'branchCode'> & { ids: readonly string[] };
type Agreement = { agreementUsed: boolean; agreement: Signature[] };

async function used({ tx, today }: IntakeCall, branchCode: string): Promise<boolean> {
  return (await profileOn(tx, branchCode, today)).document.intake.agreementSheet;
}

/** Whether the branch uses a sheet, and who signed it. */
export async function agreementOf(
  call: IntakeCall,
  { branchCode, ids }: Whose,
): Promise<Agreement> {
  const agreementUsed = await used(call, branchCode);
  return { agreementUsed, agreement: await signaturesOf(call.tx, ids) };
}

/** The same as one parent sees it: of another parent not even whether they signed. */
export async function agreementFor(
  call: IntakeCall,
  family: Whose,
  me: Holder,
): Promise<Agreement> {
  const all = await agreementOf(call, family);
  const own = all.agreement
    .filter(({ side, personId }) => side !== 'family' || me.ids.includes(personId))
    .map((one) => ({ ...one, recordedBy: '' }));
  return { ...all, agreement: own };
}

/** Refuses where the branch's profile uses no sheet. */
export async function expectUsed(call: IntakeCall, branchCode: string): Promise<void> {
  if (await used(call, branchCode)) return;
  throw new Refusal('failed_precondition', 'NO_AGREEMENT_SHEET');
}
